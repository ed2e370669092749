/* SPDX-License-Identifier: Apache-2.0
 *
 * Durable points transfers per second through the ledger and the store's one
 * writer, beside the same rows written by hand into the same tables: one
 * transaction each, and 64 to a transaction. All sides have the same SQLite,
 * the same settings (WAL, synchronous=FULL, foreign keys, checkpoints) and a
 * file of their own on the same disk; each answer waits until its transfer is
 * on disk. Rounds are interleaved, the table shows medians.
 *
 *     ledger EMPTY_DIR [ROUNDS [SECONDS]]
 */
#include <sqlite3.h>
#include <stdio.h>

#include "base/ids.h"
#include "base/limits.h"
#include "books.h"

/* Written by hand: what ledger_transfer leaves behind, without looking at anything. */
static const char *const hand_sql[] = {"BEGIN IMMEDIATE",
	"INSERT INTO transfer (centre_id, id, step, source_id, target_id, amount, reason, rule_version, at_ms) VALUES (?1, ?2, 1, ?3, ?4, 10, 1, 0, ?5)",
	"UPDATE account SET debits_posted = debits_posted + 10 WHERE centre_id = ?1 AND id = ?3",
	"UPDATE account SET credits_posted = credits_posted + 10 WHERE centre_id = ?1 AND id = ?4",
	"INSERT INTO proof_leaf (centre_id, seq, kind, fact_id, entry) VALUES (?1, ?6, 1, ?2, ?7)", "COMMIT"};
enum { BEGIN, COMMIT = COUNT_OF(hand_sql) - 1 };

/* The same house, once its store is closed, under plain SQLite. */
struct hand {
	struct books books;
	sqlite3 *db;
	sqlite3_stmt *statements[COUNT_OF(hand_sql)];
	int64_t seq;
};
static void open_hand(struct hand *hand, const char *folder, const char *name)
{
	static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0;"
		"PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 20000;";
	check(LIMIT_CHECKPOINT_PAGES == 20000);
	books_open_file(&hand->books, folder, name);
	store_close(hand->books.house.store);
	check(sqlite3_open(hand->books.path, &hand->db) == SQLITE_OK && sqlite3_exec(hand->db, settings, NULL, NULL, NULL) == SQLITE_OK);
	for (size_t i = 0; i < COUNT_OF(hand_sql); i++)
		check(sqlite3_prepare_v3(hand->db, hand_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &hand->statements[i], NULL) == SQLITE_OK);
}

static void step(struct hand *hand, size_t nth)
{
	check(sqlite3_step(hand->statements[nth]) == SQLITE_DONE);
	(void)sqlite3_reset(hand->statements[nth]);
}

static void write_by_hand(struct hand *hand)
{
	static const char entry[144];
	const int64_t values[] = {hand->books.house.centre_id.value, ids_new(BOOKS_NOW_MS), hand->books.pool.value,
		hand->books.accounts[hand->seq % BOOKS_CLIENTS].value, BOOKS_NOW_MS, hand->seq};
	for (size_t nth = BEGIN + 1; nth < COMMIT; nth++) {
		int wanted = sqlite3_bind_parameter_count(hand->statements[nth]);
		for (int i = 0; i < wanted && i < (int)COUNT_OF(values); i++)
			(void)sqlite3_bind_int64(hand->statements[nth], i + 1, values[i]);
		if (wanted > (int)COUNT_OF(values))
			(void)sqlite3_bind_blob(hand->statements[nth], wanted, entry, sizeof(entry), SQLITE_STATIC);
		step(hand, nth);
	}
	hand->seq++;
}

static struct run run_hand(struct hand *hand, int group, int64_t seconds)
{
	int64_t done = 0;
	int64_t from = bench_now_ms();
	double cpu_from_us = bench_cpu_us();
	for (; bench_now_ms() < from + seconds * 1000; done += group) {
		step(hand, BEGIN);
		for (int i = 0; i < group; i++)
			write_by_hand(hand);
		step(hand, COMMIT);
	}
	return bench_run_of(done, from, cpu_from_us);
}

static void close_hand(struct hand *hand)
{
	for (size_t i = 0; i < COUNT_OF(hand_sql); i++)
		(void)sqlite3_finalize(hand->statements[i]);
	check(sqlite3_close(hand->db) == SQLITE_OK);
	arena_free(hand->books.house.arena);
}

enum way { HAND_EACH, HAND_GROUP, OURS_ONE, OURS_ALL, WAY_COUNT };
/* Per way and round. */
struct table {
	double rate[WAY_COUNT][BENCH_ROUNDS_MAX], cpu_us[WAY_COUNT][BENCH_ROUNDS_MAX];
	double to_each[WAY_COUNT][BENCH_ROUNDS_MAX], to_group[WAY_COUNT][BENCH_ROUNDS_MAX];
};

static void run_round(struct hand hand[2], struct books *ours, int64_t seconds, struct table *table, size_t round)
{
	struct run runs[WAY_COUNT];
	runs[HAND_EACH] = run_hand(&hand[0], 1, seconds);
	runs[HAND_GROUP] = run_hand(&hand[1], BOOKS_CLIENTS, seconds);
	runs[OURS_ONE] = books_run(ours, 1, seconds);
	runs[OURS_ALL] = books_run(ours, BOOKS_CLIENTS, seconds);
	for (size_t way = 0; way < WAY_COUNT; way++) {
		table->rate[way][round] = runs[way].rate;
		table->cpu_us[way][round] = runs[way].cpu_us_each;
		table->to_each[way][round] = runs[way].rate / runs[HAND_EACH].rate;
		table->to_group[way][round] = runs[way].rate / runs[HAND_GROUP].rate;
	}
}

static void print_table(const struct table *table, size_t rounds)
{
	static const char *const names[] = {"by hand, one transaction each", "by hand, 64 to a transaction", "ledger, 1 client", "ledger, 64 clients"};
	(void)printf("SQLite %s, %zu rounds, medians\n\n| way | transfers/s | × one each | × 64 by hand | CPU µs each |\n"
		"| --- | --- | --- | --- | --- |\n", sqlite3_libversion(), rounds);
	for (size_t way = 0; way < WAY_COUNT; way++)
		(void)printf("| %s | %.0f | %.2f | %.2f | %.1f |\n", names[way], bench_median(table->rate[way], rounds), bench_median(table->to_each[way], rounds),
			bench_median(table->to_group[way], rounds), bench_median(table->cpu_us[way], rounds));
}

int main(int count, char **words)
{
	static struct books ours;
	static struct hand hand[2];
	static struct table table;
	int64_t rounds = 5;
	int64_t seconds = 2;
	bool is_right = count >= 2 && count <= 4 && (count < 3 || text_to_int(text_of(words[2]), &rounds)) && (count < 4 || text_to_int(text_of(words[3]), &seconds));
	if (!is_right || rounds < 1 || rounds > BENCH_ROUNDS_MAX || seconds < 1)
		return fputs("usage: ledger EMPTY_DIR [ROUNDS [SECONDS]]\n", stderr) < 0 ? 1 : 2;
	open_hand(&hand[0], words[1], "each");
	open_hand(&hand[1], words[1], "group");
	books_open_file(&ours, words[1], "ours");
	for (int64_t round = 0; round < rounds; round++)
		run_round(hand, &ours, seconds, &table, (size_t)round);
	print_table(&table, (size_t)rounds);
	close_hand(&hand[0]);
	close_hand(&hand[1]);
	house_close(&ours.house);
	return 0;
}
