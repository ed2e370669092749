/* SPDX-License-Identifier: Apache-2.0 */
#include "phases.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "domain/ledger.h"

#define FIRST_ACCOUNT (INT64_C(1) << 60) /* behind every id that a house makes for itself */

struct teller {
	struct books *books;
	struct arena *arena;
	struct draws draws;
	struct ledger_entry next;
};
/* What the tellers share: transfers begun, and how many there may be. */
static struct { _Atomic int64_t begun; _Atomic int64_t done; int64_t most; } counter;

int64_t draws_below(struct draws *draws, int64_t end)
{
	draws->state ^= draws->state << 13;
	draws->state ^= draws->state >> 7;
	draws->state ^= draws->state << 17;
	return (int64_t)(draws->state % (uint64_t)end);
}

enum phases_end draws_end(struct draws *draws)
{
	int64_t nth = draws_below(draws, 8);
	return nth < 6 ? PHASES_FULL : nth == 6 ? PHASES_PARTLY : PHASES_BACK;
}

struct account_id phases_account(int64_t nth)
{
	return (struct account_id){FIRST_ACCOUNT + nth};
}

static void run_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	char *problem = NULL;
	check(sqlite3_open(path, &db) == SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK)
		(void)fprintf(stderr, "%s\n", problem);
	check(problem == NULL && sqlite3_close(db) == SQLITE_OK);
}

void phases_make(struct books *books, const char *folder, const char *name, int64_t accounts)
{
	char sql[1024];
	books_open_file(books, folder, name);
	store_close(books->house.store);
	books->house.store = NULL;
	books->account_count = accounts;
	(void)snprintf(sql, sizeof(sql), "BEGIN; CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM c WHERE i + 1 < %lld)"
		" SELECT %lld + i AS id FROM c;"
		"INSERT INTO account (centre_id, id, kind, person_id, created_at_ms, digest) SELECT %lld, id, 3, id, 0, randomblob(32) FROM n;"
		"INSERT INTO proof_secret (centre_id, person_id, secret) SELECT %lld, id, randomblob(32) FROM n;"
		"COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)", (long long)accounts, (long long)FIRST_ACCOUNT, (long long)books->house.centre_id.value,
		(long long)books->house.centre_id.value);
	run_sql(books->path, sql);
}

void phases_copy(const struct books *books, const char *folder, const char *name, struct books *ret_copy)
{
	char bytes[65536];
	*ret_copy = *books;
	(void)snprintf(ret_copy->path, sizeof(ret_copy->path), "%s/%s.db", folder, name);
	FILE *from = fopen(books->path, "rb");
	FILE *to = fopen(ret_copy->path, "wb");
	check(from != NULL && to != NULL);
	for (size_t len = fread(bytes, 1, sizeof(bytes), from); len > 0; len = fread(bytes, 1, sizeof(bytes), from))
		check(fwrite(bytes, 1, len, to) == len);
	check(fclose(from) == 0 && fclose(to) == 0);
	ret_copy->house.arena = arena_make((size_t)64 * 1024 * 1024);
	ret_copy->house.database = ret_copy->path;
}

void phases_open(struct books *books)
{
	check(store_open(&(struct store_options){.path = books->path}, &books->house.store) == OK);
}

static enum fail post(struct store_txn *txn, void *context)
{
	struct teller *teller = context;
	enum ledger_refusal refusal = LEDGER_OK;
	struct act act = house_act(&teller->books->house, store_txn_view(txn), txn, BOOKS_NOW_MS);
	act.arena = teller->arena;
	return ledger_post(&act, &teller->next, 1, &refusal, NULL);
}

/* One operation, on disk. */
static void write_next(struct teller *teller)
{
	arena_reset(teller->arena);
	check(store_write(teller->books->house.store, post, teller) == OK);
}

static void *run_teller(void *context)
{
	struct teller *teller = context;
	const struct books *books = teller->books;
	while (bench_now_ms() < books->until_ms && (counter.most == 0 || atomic_fetch_add(&counter.begun, 1) < counter.most)) {
		struct transfer_id hold_id = {ids_new(BOOKS_NOW_MS)};
		teller->next = (struct ledger_entry){.id = hold_id, .step = STEP_HOLD, .source = books->pool,
			.target = phases_account(draws_below(&teller->draws, books->account_count)), .amount = PHASES_AMOUNT, .reason = TRANSFER_EARN};
		write_next(teller);
		enum phases_end end = draws_end(&teller->draws);
		teller->next = (struct ledger_entry){.id = {ids_new(BOOKS_NOW_MS)}, .step = end == PHASES_BACK ? STEP_VOID : STEP_POST, .hold_id = hold_id,
			.amount = end == PHASES_PARTLY ? PHASES_PART : 0};
		write_next(teller);
		atomic_fetch_add(&counter.done, 1);
	}
	return NULL;
}

struct run phases_run(struct books *books, int clients, int64_t seconds, int64_t most)
{
	static struct teller all[BOOKS_CLIENTS];
	static uint64_t seed = 1;
	pthread_t threads[BOOKS_CLIENTS];
	int64_t from = bench_now_ms();
	double cpu_from_us = bench_cpu_us();
	check(clients > 0 && clients <= BOOKS_CLIENTS);
	books->until_ms = from + seconds * 1000;
	atomic_store(&counter.begun, 0);
	atomic_store(&counter.done, 0);
	counter.most = most;
	for (int i = 0; i < clients; i++) {
		all[i] = (struct teller){.books = books, .arena = arena_make(1024 * 1024), .draws = {UINT64_C(0x9E3779B97F4A7C15) * ++seed}};
		check(pthread_create(&threads[i], NULL, run_teller, &all[i]) == 0);
	}
	for (int i = 0; i < clients; i++) {
		check(pthread_join(threads[i], NULL) == 0);
		arena_free(all[i].arena);
	}
	return bench_run_of(atomic_load(&counter.done), from, cpu_from_us);
}

static void print_difference(void *context UNUSED, const struct ledger_difference *difference)
{
	(void)fprintf(stderr, "%s %lld %s\n", difference->table, (long long)difference->id, difference->column);
}

bool phases_verify(const struct books *books)
{
	struct store_view *view = NULL;
	size_t count = 0;
	check(store_read_long(books->house.store, &view) == OK);
	struct act act = house_act(&books->house, view, NULL, BOOKS_NOW_MS);
	check(ledger_verify(&act, false, print_difference, NULL, &count) == OK);
	store_read_done(&view);
	return count == 0;
}

bool phases_add_up(const struct books *books)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *sums = NULL;
	check(sqlite3_open_v2(books->path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
	check(sqlite3_prepare_v2(db, "SELECT SUM(credits_posted - debits_posted) = 0 AND SUM(credits_held) = 0 AND SUM(debits_held) = 0"
		" AND (SELECT COUNT(*) FROM transfer) = (SELECT COUNT(*) FROM proof_leaf WHERE kind = 1)"
		" AND (SELECT SUM(amount) FROM transfer WHERE step IN (1, 3)) = SUM(credits_posted) FROM account", -1, &sums, NULL) == SQLITE_OK);
	check(sqlite3_step(sums) == SQLITE_ROW);
	bool is_nought = sqlite3_column_int(sums, 0) == 1;
	(void)sqlite3_finalize(sums);
	check(sqlite3_close(db) == SQLITE_OK);
	return is_nought;
}
