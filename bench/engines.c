/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger on both engines in one run, each caller waiting until its transfer
 * is on disk, beside bare libpq and pgbench's simple-update. Bare libpq writes
 * what a transfer leaves behind (a transfer, two accounts, a leaf of the public
 * tree) without looking at anything, 64 to a SERIALIZABLE transaction, on a
 * copy of the ledger's accounts in a centre of its own: row by row through the
 * pipeline, or, as the ledger does, in one command with arrays for each kind of
 * row. Rounds are interleaved, the table shows medians. bench/engines makes the
 * cluster and calls this.
 *
 *     bench_engines EMPTY_DIR postgres://EMPTY postgres://PGBENCH [ROUNDS [SECONDS]]
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/ids.h"
#include "books.h"
#include "pgbench.h"

#define GROUP BOOKS_CLIENTS
#define PARAMETERS 5
#define ARRAY_BYTES ((size_t)4096)

/* $1 centre, $2 id, $3 source, $4 target, $5 number of the leaf; the last four are arrays in the second half. */
static const struct { const char *name, *sql; int count; } hand[] = {
	{"transfer", "INSERT INTO transfer (centre_id, id, step, source_id, target_id, amount, reason, rule_version, at_ms, target_before_id)"
		" VALUES ($1, $2, 1, $3, $4, 10, 1, 0, 1790000000000, (SELECT newest_id FROM account WHERE centre_id = $1 AND id = $4))", 4},
	{"source", "UPDATE account SET debits_posted = debits_posted + 10 WHERE centre_id = $1 AND id = $3 AND $2 > 0", 3},
	{"target", "UPDATE account SET credits_posted = credits_posted + 10, newest_id = $2 WHERE centre_id = $1 AND id = $4 AND $3 > 0", 4},
	{"leaf", "INSERT INTO proof_leaf (centre_id, seq, kind, fact_id, entry) SELECT $1, $5, 1, $2, CAST(repeat('x', 144) AS BYTEA) WHERE $3 + $4 > 0", 5},
	{"transfers", "INSERT INTO transfer (centre_id, id, step, source_id, target_id, amount, reason, rule_version, at_ms, target_before_id)"
		" SELECT $1, v.id, 1, v.source, v.target, 10, 1, 0, 1790000000000, a.newest_id FROM unnest($2, $3, $4) AS v (id, source, target)"
		" JOIN account a ON a.centre_id = $1 AND a.id = v.target", 4},
	{"sources", "UPDATE account SET debits_posted = debits_posted + v.sum FROM (SELECT g.id, COUNT(*) * 10 AS sum FROM unnest($3) AS g (id) GROUP BY g.id) v"
		" WHERE account.centre_id = $1 AND account.id = v.id AND $2 IS NOT NULL", 3},
	{"targets", "UPDATE account SET credits_posted = credits_posted + v.sum, newest_id = v.newest"
		" FROM (SELECT g.id, COUNT(*) * 10 AS sum, MAX(g.newest) AS newest FROM unnest($4, $2) AS g (id, newest) GROUP BY g.id) v"
		" WHERE account.centre_id = $1 AND account.id = v.id AND $3 IS NOT NULL", 4},
	{"leaves", "INSERT INTO proof_leaf (centre_id, seq, kind, fact_id, entry) SELECT $1, v.seq, 1, v.id, CAST(repeat('x', 144) AS BYTEA)"
		" FROM unnest($2, $5) AS v (id, seq) WHERE $3 IS NOT NULL AND $4 IS NOT NULL", 5},
};
enum { HEAPS = COUNT_OF(hand) / 2, OID_INT8 = 20, OID_INT8S = 1016 };

struct bare {
	PGconn *conn;
	const struct books *books;
	int64_t seq;
};

/* Reads answers up to the point where the pipeline is clean. */
static void settle(PGconn *conn)
{
	check(PQpipelineSync(conn) == 1);
	for (;;) { /* ends with the sync */
		PGresult *result = PQgetResult(conn);
		ExecStatusType status = result == NULL ? PGRES_COMMAND_OK : PQresultStatus(result);
		if (status == PGRES_FATAL_ERROR)
			(void)fputs(PQresultErrorMessage(result), stderr);
		check(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC);
		PQclear(result);
		if (status == PGRES_PIPELINE_SYNC)
			return;
	}
}

static void send(PGconn *conn, const char *sql)
{
	check(PQsendQueryParams(conn, sql, 0, NULL, NULL, NULL, NULL, 0) == 1);
}

static void open_bare(struct bare *bare, const struct books *books, const char *url)
{
	*bare = (struct bare){.conn = PQconnectdb(url), .books = books};
	check(PQstatus(bare->conn) == CONNECTION_OK);
	PGresult *copied = PQexec(bare->conn, "CREATE TEMP TABLE copied AS SELECT * FROM account; UPDATE copied SET centre_id = 1;"
		"INSERT INTO account SELECT * FROM copied; DROP TABLE copied");
	check(PQresultStatus(copied) == PGRES_COMMAND_OK);
	PQclear(copied);
	for (size_t i = 0; i < COUNT_OF(hand); i++) {
		Oid rest = i < HEAPS ? OID_INT8 : OID_INT8S;
		PGresult *result = PQprepare(bare->conn, hand[i].name, hand[i].sql, hand[i].count, (Oid[]){OID_INT8, rest, rest, rest, rest});
		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			(void)fputs(PQerrorMessage(bare->conn), stderr);
		check(PQresultStatus(result) == PGRES_COMMAND_OK);
		PQclear(result);
	}
	check(PQenterPipelineMode(bare->conn) == 1);
}

static void numbers_of(const struct bare *bare, int64_t nth, int64_t ret_numbers[PARAMETERS])
{
	const int64_t numbers[] = {1, ids_new(BOOKS_NOW_MS), bare->books->pool.value, bare->books->accounts[nth % BOOKS_CLIENTS].value, bare->seq + nth};
	memcpy(ret_numbers, numbers, sizeof(numbers));
}

static void send_hand(const struct bare *bare, size_t from, const char *const *values)
{
	for (size_t i = from; i < from + HEAPS; i++)
		check(PQsendQueryPrepared(bare->conn, hand[i].name, hand[i].count, values, NULL, NULL, 0) == 1);
}

static void write_rows(struct bare *bare)
{
	for (int64_t nth = 0; nth < GROUP; nth++) {
		char words[PARAMETERS][24];
		const char *values[PARAMETERS];
		int64_t numbers[PARAMETERS];
		numbers_of(bare, nth, numbers);
		for (size_t i = 0; i < PARAMETERS; i++) {
			(void)snprintf(words[i], sizeof words[i], "%lld", (long long)numbers[i]);
			values[i] = words[i];
		}
		send_hand(bare, 0, values);
	}
	bare->seq += GROUP;
}

static void write_heaps(struct bare *bare)
{
	struct buffer arrays[PARAMETERS];
	const char *values[PARAMETERS];
	for (size_t i = 0; i < PARAMETERS; i++)
		arrays[i] = buffer_make(ARRAY_BYTES);
	for (int64_t nth = 0; nth < GROUP; nth++) {
		int64_t numbers[PARAMETERS];
		numbers_of(bare, nth, numbers);
		for (size_t i = 0; i < PARAMETERS; i++)
			buffer_add_format(&arrays[i], "%s%lld", nth == 0 ? "{" : ",", (long long)numbers[i]);
	}
	for (size_t i = 0; i < PARAMETERS; i++) {
		buffer_add_bytes(&arrays[i], "}", 2);
		check(!arrays[i].failed);
		values[i] = arrays[i].at;
	}
	values[0] = "1";
	send_hand(bare, HEAPS, values);
	for (size_t i = 0; i < PARAMETERS; i++)
		buffer_done(&arrays[i]);
	bare->seq += GROUP;
}

static struct run run_bare(struct bare *bare, void (*write_group)(struct bare *bare), int64_t seconds)
{
	int64_t done = 0;
	int64_t from = bench_now_ms();
	double cpu_from_us = bench_cpu_us();
	for (; bench_now_ms() < from + seconds * 1000; done += GROUP) {
		send(bare->conn, "BEGIN ISOLATION LEVEL SERIALIZABLE");
		write_group(bare);
		send(bare->conn, "COMMIT");
		settle(bare->conn);
	}
	return bench_run_of(done, from, cpu_from_us);
}

/* What the server's processes for this database have used of their cores; 0 where that cannot be seen. */
static double server_cpu_us(PGconn *conn)
{
	int64_t ticks = 0;
	PGresult *rows = PQexec(conn, "SELECT pid FROM pg_stat_activity WHERE datname = current_database()");
	check(PQresultStatus(rows) == PGRES_TUPLES_OK);
	for (int i = 0; i < PQntuples(rows); i++) {
		char path[64], said[512] = "";
		(void)snprintf(path, sizeof path, "/proc/%s/stat", PQgetvalue(rows, i, 0));
		FILE *file = fopen(path, "r");
		const char *name_end = file != NULL && fgets(said, sizeof said, file) != NULL ? strrchr(said, ')') : NULL;
		struct text rest = text_of(name_end == NULL ? "" : name_end);
		for (int field = 2; rest.len > 0 && field <= 15; field++) { /* 14 and 15: in the program, in the kernel */
			int64_t spent = 0;
			struct text word = text_cut(&rest, ' ');
			if (field >= 14 && text_to_int(word, &spent))
				ticks += spent;
		}
		if (file != NULL)
			(void)fclose(file);
	}
	PQclear(rows);
	return (double)ticks * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

enum way { FILE_ONE, FILE_ALL, SERVER_ONE, SERVER_ALL, BARE_ROWS, BARE_HEAPS, PGBENCH, WAY_COUNT };
/* Per way and round. */
struct table {
	double rate[WAY_COUNT][BENCH_ROUNDS_MAX], client_us[WAY_COUNT][BENCH_ROUNDS_MAX], server_us[WAY_COUNT][BENCH_ROUNDS_MAX];
	double to_rows[WAY_COUNT][BENCH_ROUNDS_MAX];
};
struct sides {
	struct books file, server;
	struct bare bare;
	PGconn *watch;
	const char *pgbench;
};

static struct run run_way(struct sides *sides, enum way way, int64_t seconds)
{
	switch (way) {
	case FILE_ONE:
	case FILE_ALL:
		return books_run(&sides->file, way == FILE_ONE ? 1 : BOOKS_CLIENTS, seconds);
	case SERVER_ONE:
	case SERVER_ALL:
		return books_run(&sides->server, way == SERVER_ONE ? 1 : BOOKS_CLIENTS, seconds);
	case BARE_ROWS:
		return run_bare(&sides->bare, write_rows, seconds);
	case BARE_HEAPS:
		return run_bare(&sides->bare, write_heaps, seconds);
	case PGBENCH:
		return (struct run){.rate = pgbench_run(sides->pgbench, BOOKS_CLIENTS, seconds)};
	case WAY_COUNT:
		break;
	}
	check_never();
}

static void run_round(struct sides *sides, int64_t seconds, struct table *table, size_t round)
{
	for (size_t way = 0; way < WAY_COUNT; way++) {
		double from_us = server_cpu_us(sides->watch);
		struct run run = run_way(sides, (enum way)way, seconds);
		bool is_served = way >= SERVER_ONE && way <= BARE_HEAPS;
		table->rate[way][round] = run.rate;
		table->client_us[way][round] = run.cpu_us_each;
		table->server_us[way][round] = is_served ? (server_cpu_us(sides->watch) - from_us) / (run.rate * (double)seconds) : 0;
	}
	for (size_t way = 0; way < WAY_COUNT; way++)
		table->to_rows[way][round] = table->rate[way][round] / table->rate[BARE_ROWS][round];
}

static void print_table(const struct table *table, size_t rounds)
{
	static const char *const names[] = {"SQLite, ledger, 1 client", "SQLite, ledger, 64 clients", "PostgreSQL, ledger, 1 client",
		"PostgreSQL, ledger, 64 clients", "bare libpq, row by row, 64 to a transaction", "bare libpq, arrays, 64 to a transaction",
		"pgbench simple-update, 64 clients"};
	(void)printf("%zu rounds, medians\n\n| way | a second | × bare row by row | CPU µs each, ours | CPU µs each, server |\n| --- | --- | --- | --- | --- |\n", rounds);
	for (size_t way = 0; way < WAY_COUNT; way++)
		(void)printf("| %s | %.0f | %.2f | %.1f | %.1f |\n", names[way], bench_median(table->rate[way], rounds), bench_median(table->to_rows[way], rounds),
			bench_median(table->client_us[way], rounds), bench_median(table->server_us[way], rounds));
}

int main(int count, char **words)
{
	static struct sides sides;
	static struct table table;
	int64_t rounds = 3, seconds = 2;
	bool is_right = count >= 4 && count <= 6 && (count < 5 || text_to_int(text_of(words[4]), &rounds)) && (count < 6 || text_to_int(text_of(words[5]), &seconds));
	if (!is_right || rounds < 1 || rounds > BENCH_ROUNDS_MAX || seconds < 1)
		return fputs("usage: bench_engines EMPTY_DIR postgres://EMPTY postgres://PGBENCH [ROUNDS [SECONDS]]\n", stderr) < 0 ? 1 : 2;
	books_open_file(&sides.file, words[1], "file");
	books_open(&sides.server, words[2]);
	open_bare(&sides.bare, &sides.server, words[2]);
	sides.watch = PQconnectdb(words[2]);
	sides.pgbench = words[3];
	check(PQstatus(sides.watch) == CONNECTION_OK);
	for (int64_t round = 0; round < rounds; round++)
		run_round(&sides, seconds, &table, (size_t)round);
	print_table(&table, (size_t)rounds);
	PQfinish(sides.bare.conn);
	PQfinish(sides.watch);
	house_close(&sides.file.house);
	house_close(&sides.server.house);
	return 0;
}
