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
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "cli/house.h"
#include "cli/starting.h"
#include "domain/ledger.h"
#include "store/migrate.h"

#define CLIENTS 64
#define ROUNDS_MAX 50
#define NOW_MS INT64_C(1790000000000)

/* Written by hand: what ledger_transfer leaves behind, without looking at anything. */
static const char *const hand_sql[] = {"BEGIN IMMEDIATE",
	"INSERT INTO transfer (centre_id, id, step, source_id, target_id, amount, reason, rule_version, at_ms) VALUES (?1, ?2, 1, ?3, ?4, 10, 1, 0, ?5)",
	"UPDATE account SET debits_posted = debits_posted + 10 WHERE centre_id = ?1 AND id = ?3",
	"UPDATE account SET credits_posted = credits_posted + 10 WHERE centre_id = ?1 AND id = ?4",
	"INSERT INTO proof_leaf (centre_id, seq, kind, fact_id, entry) VALUES (?1, ?6, 1, ?2, ?7)", "COMMIT"};
enum { BEGIN, COMMIT = COUNT_OF(hand_sql) - 1 };

/* A house with an account for everybody. */
struct books {
	struct house house;
	struct account_id accounts[CLIENTS];
	struct account_id pool;
	char path[512];
	int64_t until_ms;
};
/* The same house, once its store is closed, under plain SQLite. */
struct hand {
	struct books books;
	sqlite3 *db;
	sqlite3_stmt *statements[COUNT_OF(hand_sql)];
	int64_t seq;
};
struct client {
	struct books *books;
	struct arena *arena;
	int nth;
	int64_t done;
	struct ledger_transfer_options next;
};

static int64_t now_ms(void)
{
	struct timespec now;
	check(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum fail furnish(struct store_txn *txn, void *context)
{
	struct books *books = context;
	struct starting starting = {.house = &books->house, .name = TEXT("bench"), .code = TEXT("370725"), .phone = TEXT("0"), .now_ms = NOW_MS};
	TRY(starting_work(txn, &starting));
	struct act act = house_act(&books->house, store_txn_view(txn), txn, NOW_MS);
	TRY(ledger_account(&act, ACCOUNT_ISSUE, (struct person_id){0}, &books->pool));
	for (int i = 0; i < CLIENTS; i++)
		TRY(ledger_account(&act, ACCOUNT_PERSON, (struct person_id){i + 1}, &books->accounts[i]));
	return OK;
}

static void open_books(struct books *books, const char *folder, const char *name)
{
	(void)snprintf(books->path, sizeof(books->path), "%s/%s.db", folder, name);
	books->house.arena = arena_make((size_t)64 * 1024 * 1024);
	check(store_open(&(struct store_options){.path = books->path}, &books->house.store) == OK);
	check(migrate_up(books->house.store, NOW_MS) == OK && store_write(books->house.store, furnish, books) == OK);
}

static enum fail transfer(struct store_txn *txn, void *context)
{
	struct client *client = context;
	enum ledger_refusal refusal = LEDGER_OK;
	struct act act = house_act(&client->books->house, store_txn_view(txn), txn, NOW_MS);
	act.arena = client->arena;
	return ledger_transfer(&act, &client->next, &refusal);
}

static void *run_client(void *context)
{
	struct client *client = context;
	while (now_ms() < client->books->until_ms) {
		arena_reset(client->arena);
		client->next = (struct ledger_transfer_options){.id = {ids_new(NOW_MS)}, .source = client->books->pool,
			.target = client->books->accounts[client->nth], .amount = 10, .reason = TRANSFER_EARN};
		check(store_write(client->books->house.store, transfer, client) == OK);
		client->done++;
	}
	return NULL;
}

static double run_ours(struct books *books, int clients, int64_t seconds)
{
	static struct client all[CLIENTS];
	pthread_t threads[CLIENTS];
	int64_t done = 0;
	int64_t from = now_ms();
	check(clients > 0 && clients <= CLIENTS);
	books->until_ms = from + seconds * 1000;
	for (int i = 0; i < clients; i++) {
		all[i] = (struct client){.books = books, .arena = arena_make(1024 * 1024), .nth = i};
		check(pthread_create(&threads[i], NULL, run_client, &all[i]) == 0);
	}
	for (int i = 0; i < clients; i++) {
		check(pthread_join(threads[i], NULL) == 0);
		done += all[i].done;
		arena_free(all[i].arena);
	}
	return (double)done * 1000 / (double)(now_ms() - from);
}

static void open_hand(struct hand *hand, const char *folder, const char *name)
{
	static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0;"
		"PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 20000;";
	check(LIMIT_CHECKPOINT_PAGES == 20000);
	open_books(&hand->books, folder, name);
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
	const int64_t values[] = {hand->books.house.centre_id.value, ids_new(NOW_MS), hand->books.pool.value,
		hand->books.accounts[hand->seq % CLIENTS].value, NOW_MS, hand->seq};
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

static double run_hand(struct hand *hand, int group, int64_t seconds)
{
	int64_t done = 0;
	int64_t from = now_ms();
	for (; now_ms() < from + seconds * 1000; done += group) {
		step(hand, BEGIN);
		for (int i = 0; i < group; i++)
			write_by_hand(hand);
		step(hand, COMMIT);
	}
	return (double)done * 1000 / (double)(now_ms() - from);
}

static void close_hand(struct hand *hand)
{
	for (size_t i = 0; i < COUNT_OF(hand_sql); i++)
		(void)sqlite3_finalize(hand->statements[i]);
	check(sqlite3_close(hand->db) == SQLITE_OK);
	arena_free(hand->books.house.arena);
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;
	return (left > right) - (left < right);
}

static double median(double *numbers, size_t count)
{
	qsort(numbers, count, sizeof(*numbers), by_size);
	return numbers[count / 2];
}

enum row { HAND_EACH, HAND_GROUP, OURS_ONE, OURS_ALL, ROW_COUNT };

static void print_table(double rates[ROW_COUNT][ROUNDS_MAX], double ratios[ROW_COUNT][ROUNDS_MAX], size_t rounds)
{
	static const char *const names[] = {"by hand, one transaction each", "by hand, 64 to a transaction", "ledger, 1 client", "ledger, 64 clients"};
	(void)printf("SQLite %s, %zu rounds, medians\n\n| way | transfers/s | × the first |\n| --- | --- | --- |\n", sqlite3_libversion(), rounds);
	for (size_t row = 0; row < ROW_COUNT; row++)
		(void)printf("| %s | %.0f | %.2f |\n", names[row], median(rates[row], rounds), median(ratios[row], rounds));
	(void)printf("\nledger, 64 clients: %.0f %% of 64 to a transaction by hand\n", 100 * median(rates[OURS_ALL], rounds) / median(rates[HAND_GROUP], rounds));
}

int main(int count, char **words)
{
	static struct books ours;
	static struct hand hand[2];
	static double rates[ROW_COUNT][ROUNDS_MAX];
	static double ratios[ROW_COUNT][ROUNDS_MAX];
	int64_t rounds = 5;
	int64_t seconds = 2;
	bool is_right = count >= 2 && count <= 4 && (count < 3 || text_to_int(text_of(words[2]), &rounds)) && (count < 4 || text_to_int(text_of(words[3]), &seconds));
	if (!is_right || rounds < 1 || rounds > ROUNDS_MAX || seconds < 1)
		return fputs("usage: ledger EMPTY_DIR [ROUNDS [SECONDS]]\n", stderr) < 0 ? 1 : 2;
	open_hand(&hand[0], words[1], "each");
	open_hand(&hand[1], words[1], "group");
	open_books(&ours, words[1], "ours");
	for (int64_t round = 0; round < rounds; round++) {
		rates[HAND_EACH][round] = run_hand(&hand[0], 1, seconds);
		rates[HAND_GROUP][round] = run_hand(&hand[1], CLIENTS, seconds);
		rates[OURS_ONE][round] = run_ours(&ours, 1, seconds);
		rates[OURS_ALL][round] = run_ours(&ours, CLIENTS, seconds);
		for (size_t row = 0; row < ROW_COUNT; row++)
			ratios[row][round] = rates[row][round] / rates[HAND_EACH][round];
	}
	print_table(rates, ratios, (size_t)rounds);
	close_hand(&hand[0]);
	close_hand(&hand[1]);
	house_close(&ours.house);
	return 0;
}
