/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger on both engines in one run: 64 callers, each waiting until its
 * transfer is on disk. Beside them bare libpq with the same pipeline: what a
 * transfer leaves behind, without looking at anything, in savepoints, 63 to a
 * SERIALIZABLE transaction. The address names an empty database; bare libpq
 * works on a copy of the ledger's accounts, in a centre of its own. Rounds are interleaved,
 * the table shows medians.
 *
 *     engines EMPTY_DIR postgres://… [ROUNDS [SECONDS]]
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

#include "base/ids.h"
#include "books.h"

#define WORKS 63

/* Written by hand, values in text; $1 centre, $2 id, $3 source, $4 target, $5 seq. */
static const struct { const char *name, *sql; int count; } hand[] = {
	{"save", "SAVEPOINT work", 0},
	{"transfer", "INSERT INTO transfer (centre_id, id, step, source_id, target_id, amount, reason, rule_version, at_ms)"
		" VALUES ($1, $2, 1, $3, $4, 10, 1, 0, 1790000000000 + $5 * 0)", 5},
	{"source", "UPDATE account SET debits_posted = debits_posted + 10 WHERE centre_id = $1 AND id = $3 AND $2 > 0", 3},
	{"target", "UPDATE account SET credits_posted = credits_posted + 10 WHERE centre_id = $1 AND id = $4 AND $2 > 0 AND $3 > 0", 4},
	{"leaf", "INSERT INTO proof_leaf (centre_id, seq, kind, fact_id, entry) VALUES ($1, $5, 1, $2, CAST(repeat('x', 144) AS BYTEA))", 5},
	{"keep", "RELEASE SAVEPOINT work", 0},
};

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
		PGresult *result = PQprepare(bare->conn, hand[i].name, hand[i].sql, hand[i].count, (Oid[]){20, 20, 20, 20, 20});
		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			(void)fputs(PQerrorMessage(bare->conn), stderr);
		check(PQresultStatus(result) == PGRES_COMMAND_OK);
		PQclear(result);
	}
	check(PQenterPipelineMode(bare->conn) == 1);
}

static void write_by_hand(struct bare *bare)
{
	char words[5][24];
	const char *values[5];
	const int64_t numbers[] = {1, ids_new(BOOKS_NOW_MS), bare->books->pool.value,
		bare->books->accounts[bare->seq % BOOKS_CLIENTS].value, bare->seq};
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		(void)snprintf(words[i], sizeof words[i], "%lld", (long long)numbers[i]);
		values[i] = words[i];
	}
	for (size_t i = 0; i < COUNT_OF(hand); i++)
		check(PQsendQueryPrepared(bare->conn, hand[i].name, hand[i].count, values, NULL, NULL, 0) == 1);
	bare->seq++;
}

static struct run run_bare(struct bare *bare, int64_t seconds)
{
	int64_t done = 0;
	int64_t from = bench_now_ms();
	double cpu_from_us = bench_cpu_us();
	for (; bench_now_ms() < from + seconds * 1000; done += WORKS) {
		send(bare->conn, "BEGIN ISOLATION LEVEL SERIALIZABLE");
		for (int i = 0; i < WORKS; i++)
			write_by_hand(bare);
		send(bare->conn, "COMMIT");
		settle(bare->conn);
	}
	return bench_run_of(done, from, cpu_from_us);
}

enum way { FILE_LEDGER, SERVER_LEDGER, SERVER_BARE, WAY_COUNT };

int main(int count, char **words)
{
	static struct books file, server;
	static double rates[WAY_COUNT][BENCH_ROUNDS_MAX], shares[BENCH_ROUNDS_MAX];
	static const char *const names[] = {"SQLite, ledger", "PostgreSQL, ledger", "PostgreSQL, bare libpq"};
	struct bare bare;
	int64_t rounds = 3, seconds = 2;
	bool is_right = count >= 3 && count <= 5 && (count < 4 || text_to_int(text_of(words[3]), &rounds)) && (count < 5 || text_to_int(text_of(words[4]), &seconds));
	if (!is_right || rounds < 1 || rounds > BENCH_ROUNDS_MAX || seconds < 1)
		return fputs("usage: engines EMPTY_DIR postgres://... [ROUNDS [SECONDS]]\n", stderr) < 0 ? 1 : 2;
	books_open_file(&file, words[1], "file");
	books_open(&server, words[2]);
	open_bare(&bare, &server, words[2]);
	for (int64_t round = 0; round < rounds; round++) {
		rates[FILE_LEDGER][round] = books_run(&file, BOOKS_CLIENTS, seconds).rate;
		rates[SERVER_LEDGER][round] = books_run(&server, BOOKS_CLIENTS, seconds).rate;
		rates[SERVER_BARE][round] = run_bare(&bare, seconds).rate;
		shares[round] = rates[SERVER_LEDGER][round] / rates[SERVER_BARE][round];
	}
	for (size_t way = 0; way < WAY_COUNT; way++)
		(void)printf("%-24s %8.0f transfers/s\n", names[way], bench_median(rates[way], (size_t)rounds));
	(void)printf("%-24s %8.2f of bare libpq\n", "PostgreSQL, ledger", bench_median(shares, (size_t)rounds));
	PQfinish(bare.conn);
	house_close(&file.house);
	house_close(&server.house);
	return 0;
}
