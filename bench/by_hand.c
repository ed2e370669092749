/* SPDX-License-Identifier: Apache-2.0 */
#include "by_hand.h"

#include <sqlite3.h>

#include "base/ids.h"
#include "base/limits.h"

/* ?1 centre, ?2 id, ?3 step, ?4 source, ?5 target, ?6 amount, ?7 hold, ?8 held, ?9 posted, ?10 seq, ?11 entry. */
static const char *const sqls[] = {"BEGIN IMMEDIATE",
	"INSERT INTO transfer (centre_id, id, step, source_id, target_id, amount, reason, rule_version, hold_id, at_ms, target_before_id)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 0, ?7, 1790000000000, (SELECT newest_id FROM account WHERE centre_id = ?1 AND id = ?5))",
	"UPDATE account SET debits_held = debits_held + ?8, debits_posted = debits_posted + ?9 WHERE centre_id = ?1 AND id = ?4",
	"UPDATE account SET credits_held = credits_held + ?8, credits_posted = credits_posted + ?9, newest_id = ?2 WHERE centre_id = ?1 AND id = ?5",
	"INSERT INTO proof_leaf (centre_id, seq, kind, fact_id, entry) VALUES (?1, ?10, 1, ?2, ?11)", "COMMIT"};
enum { BEGIN, COMMIT = COUNT_OF(sqls) - 1, VALUES = 10 };

/* A hold that waits for its end. */
struct held { int64_t id, target; };
struct by_hand {
	struct books books;
	sqlite3 *db;
	sqlite3_stmt *statements[COUNT_OF(sqls)];
	int64_t seq;
	struct draws draws;
	struct held held[BOOKS_CLIENTS];
};

/* The number behind the leaves of the house's own beginning. */
static int64_t first_seq(sqlite3 *db)
{
	sqlite3_stmt *next = NULL;
	check(sqlite3_prepare_v2(db, "SELECT COALESCE(MAX(seq) + 1, 0) FROM proof_leaf", -1, &next, NULL) == SQLITE_OK);
	check(sqlite3_step(next) == SQLITE_ROW);
	int64_t seq = sqlite3_column_int64(next, 0);
	(void)sqlite3_finalize(next);
	return seq;
}

struct by_hand *by_hand_open(const struct books *books)
{
	static struct by_hand hands[2];
	static size_t taken;
	static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0;"
		"PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 20000;";
	check(LIMIT_CHECKPOINT_PAGES == 20000 && taken < COUNT_OF(hands));
	struct by_hand *hand = &hands[taken++];
	*hand = (struct by_hand){.books = *books, .draws = {UINT64_C(0x2545F4914F6CDD1D) * taken}};
	check(sqlite3_open(books->path, &hand->db) == SQLITE_OK && sqlite3_exec(hand->db, settings, NULL, NULL, NULL) == SQLITE_OK);
	hand->seq = first_seq(hand->db);
	for (size_t i = 0; i < COUNT_OF(sqls); i++)
		check(sqlite3_prepare_v3(hand->db, sqls[i], -1, SQLITE_PREPARE_PERSISTENT, &hand->statements[i], NULL) == SQLITE_OK);
	return hand;
}

static void step(struct by_hand *hand, size_t nth)
{
	check(sqlite3_step(hand->statements[nth]) == SQLITE_DONE);
	(void)sqlite3_reset(hand->statements[nth]);
}

/* values[i] is ?(i + 1); a hold of 0 is none. */
static void write_entry(struct by_hand *hand, const int64_t values[VALUES])
{
	static const char entry[144];
	for (size_t nth = BEGIN + 1; nth < COMMIT; nth++) {
		int wanted = sqlite3_bind_parameter_count(hand->statements[nth]);
		for (int i = 0; i < wanted && i < VALUES; i++) {
			if (i == 6 && values[i] == 0)
				(void)sqlite3_bind_null(hand->statements[nth], i + 1);
			else
				(void)sqlite3_bind_int64(hand->statements[nth], i + 1, values[i]);
		}
		if (wanted > VALUES)
			(void)sqlite3_bind_blob(hand->statements[nth], wanted, entry, sizeof(entry), SQLITE_STATIC);
		step(hand, nth);
	}
	hand->seq++;
}

static void write_hold(struct by_hand *hand, struct held *held)
{
	*held = (struct held){ids_new(BOOKS_NOW_MS), phases_account(draws_below(&hand->draws, hand->books.account_count)).value};
	write_entry(hand, (const int64_t[VALUES]){hand->books.house.centre_id.value, held->id, 2, hand->books.pool.value, held->target, PHASES_AMOUNT, 0,
		PHASES_AMOUNT, 0, hand->seq});
}

static void write_end(struct by_hand *hand, const struct held *held)
{
	enum phases_end end = draws_end(&hand->draws);
	int64_t amount = end == PHASES_PARTLY ? PHASES_PART : PHASES_AMOUNT;
	write_entry(hand, (const int64_t[VALUES]){hand->books.house.centre_id.value, ids_new(BOOKS_NOW_MS), end == PHASES_BACK ? 4 : 3, hand->books.pool.value,
		held->target, amount, held->id, -PHASES_AMOUNT, end == PHASES_BACK ? 0 : amount, hand->seq});
}

struct run by_hand_run(struct by_hand *hand, int group, int64_t seconds)
{
	int64_t done = 0;
	int64_t from = bench_now_ms();
	double cpu_from_us = bench_cpu_us();
	check(group > 0 && group <= BOOKS_CLIENTS);
	for (; bench_now_ms() < from + seconds * 1000; done += group) {
		step(hand, BEGIN);
		for (int i = 0; i < group; i++)
			write_hold(hand, &hand->held[i]);
		step(hand, COMMIT);
		step(hand, BEGIN);
		for (int i = 0; i < group; i++)
			write_end(hand, &hand->held[i]);
		step(hand, COMMIT);
	}
	return bench_run_of(done, from, cpu_from_us);
}

void by_hand_close(struct by_hand *hand)
{
	for (size_t i = 0; i < COUNT_OF(sqls); i++)
		(void)sqlite3_finalize(hand->statements[i]);
	check(sqlite3_close(hand->db) == SQLITE_OK);
}
