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
#include <sys/resource.h>
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

/* What the whole process has used of its cores: steadier than rates where others work too. */
static double cpu_us(void)
{
	struct rusage usage;
	check(getrusage(RUSAGE_SELF, &usage) == 0);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* What one way did in one round. */
struct run { double rate, cpu_us_each; };

static struct run run_of(int64_t done, int64_t from_ms, double cpu_from_us)
{
	check(done > 0);
	return (struct run){(double)done * 1000 / (double)(now_ms() - from_ms), (cpu_us() - cpu_from_us) / (double)done};
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

static struct run run_ours(struct books *books, int clients, int64_t seconds)
{
	static struct client all[CLIENTS];
	pthread_t threads[CLIENTS];
	int64_t done = 0;
	int64_t from = now_ms();
	double cpu_from_us = cpu_us();
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
	return run_of(done, from, cpu_from_us);
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

static struct run run_hand(struct hand *hand, int group, int64_t seconds)
{
	int64_t done = 0;
	int64_t from = now_ms();
	double cpu_from_us = cpu_us();
	for (; now_ms() < from + seconds * 1000; done += group) {
		step(hand, BEGIN);
		for (int i = 0; i < group; i++)
			write_by_hand(hand);
		step(hand, COMMIT);
	}
	return run_of(done, from, cpu_from_us);
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

static double median(const double *numbers, size_t count)
{
	double sorted[ROUNDS_MAX];
	check(count > 0 && count <= ROUNDS_MAX);
	memcpy(sorted, numbers, count * sizeof(*numbers));
	qsort(sorted, count, sizeof(*sorted), by_size);
	return sorted[count / 2];
}

enum way { HAND_EACH, HAND_GROUP, OURS_ONE, OURS_ALL, WAY_COUNT };
/* Per way and round. */
struct table { double rate[WAY_COUNT][ROUNDS_MAX], cpu_us[WAY_COUNT][ROUNDS_MAX], to_each[WAY_COUNT][ROUNDS_MAX], to_group[WAY_COUNT][ROUNDS_MAX]; };

static void run_round(struct hand hand[2], struct books *ours, int64_t seconds, struct table *table, size_t round)
{
	struct run runs[WAY_COUNT];
	runs[HAND_EACH] = run_hand(&hand[0], 1, seconds);
	runs[HAND_GROUP] = run_hand(&hand[1], CLIENTS, seconds);
	runs[OURS_ONE] = run_ours(ours, 1, seconds);
	runs[OURS_ALL] = run_ours(ours, CLIENTS, seconds);
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
		(void)printf("| %s | %.0f | %.2f | %.2f | %.1f |\n", names[way], median(table->rate[way], rounds), median(table->to_each[way], rounds),
			median(table->to_group[way], rounds), median(table->cpu_us[way], rounds));
}

int main(int count, char **words)
{
	static struct books ours;
	static struct hand hand[2];
	static struct table table;
	int64_t rounds = 5;
	int64_t seconds = 2;
	bool is_right = count >= 2 && count <= 4 && (count < 3 || text_to_int(text_of(words[2]), &rounds)) && (count < 4 || text_to_int(text_of(words[3]), &seconds));
	if (!is_right || rounds < 1 || rounds > ROUNDS_MAX || seconds < 1)
		return fputs("usage: ledger EMPTY_DIR [ROUNDS [SECONDS]]\n", stderr) < 0 ? 1 : 2;
	open_hand(&hand[0], words[1], "each");
	open_hand(&hand[1], words[1], "group");
	open_books(&ours, words[1], "ours");
	for (int64_t round = 0; round < rounds; round++)
		run_round(hand, &ours, seconds, &table, (size_t)round);
	print_table(&table, (size_t)rounds);
	close_hand(&hand[0]);
	close_hand(&hand[1]);
	house_close(&ours.house);
	return 0;
}
