/* SPDX-License-Identifier: Apache-2.0
 *
 * Durable points transfers per second: 64 clients through the ledger and the
 * store's one writer, beside plain SQLite with one transaction each on the same
 * disk. Both wait until each transfer is on disk (WAL, synchronous=FULL).
 *
 *     ledger DIR [SECONDS]
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/house.h"
#include "cli/starting.h"
#include "domain/ledger.h"
#include "store/migrate.h"

#define CLIENTS 64

struct bench {
	struct house house;
	struct account_id accounts[CLIENTS];
	struct account_id pool;
	int64_t until_ms;
};
struct client {
	struct bench *bench;
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
	struct bench *bench = context;
	struct starting starting = {.house = &bench->house, .name = TEXT("bench"), .code = TEXT("370725"), .phone = TEXT("0"), .now_ms = 1790000000000};
	TRY(starting_work(txn, &starting));
	struct act act = house_act(&bench->house, store_txn_view(txn), txn, 1790000000000);
	TRY(ledger_account(&act, ACCOUNT_ISSUE, (struct person_id){0}, &bench->pool));
	for (int i = 0; i < CLIENTS; i++)
		TRY(ledger_account(&act, ACCOUNT_PERSON, (struct person_id){i + 1}, &bench->accounts[i]));
	return OK;
}

static enum fail transfer(struct store_txn *txn, void *context)
{
	struct client *client = context;
	enum ledger_refusal refusal = LEDGER_OK;
	struct act act = house_act(&client->bench->house, store_txn_view(txn), txn, 1790000000000);
	act.arena = client->arena;
	return ledger_transfer(&act, &client->next, &refusal);
}

static void *run_client(void *context)
{
	struct client *client = context;
	while (now_ms() < client->bench->until_ms) {
		arena_reset(client->arena);
		client->next = (struct ledger_transfer_options){.id = {ids_new(1790000000000)}, .source = client->bench->pool,
			.target = client->bench->accounts[client->nth], .amount = 10, .reason = TRANSFER_EARN};
		check(store_write(client->bench->house.store, transfer, client) == OK);
		client->done++;
	}
	return NULL;
}

static double run_ours(const char *folder, int seconds)
{
	static struct bench bench;
	static struct client clients[CLIENTS];
	pthread_t threads[CLIENTS];
	char path[512];
	int64_t done = 0;
	(void)snprintf(path, sizeof(path), "%s/ours.db", folder);
	bench.house.arena = arena_make((size_t)64 * 1024 * 1024);
	check(store_open(&(struct store_options){.path = path}, &bench.house.store) == OK);
	check(migrate_up(bench.house.store, 1790000000000) == OK && store_write(bench.house.store, furnish, &bench) == OK);
	int64_t from = now_ms();
	bench.until_ms = from + seconds * 1000;
	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){.bench = &bench, .arena = arena_make(1024 * 1024), .nth = i};
		check(pthread_create(&threads[i], NULL, run_client, &clients[i]) == 0);
	}
	for (int i = 0; i < CLIENTS; i++) {
		check(pthread_join(threads[i], NULL) == 0);
		done += clients[i].done;
		arena_free(clients[i].arena);
	}
	double rate = (double)done * 1000 / (double)(now_ms() - from);
	house_close(&bench.house);
	return rate;
}

/* The same rows by hand: look, insert, two updates, each in a transaction of its own. */
static double run_plain(const char *folder, int seconds)
{
	static const char *const setup = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		"CREATE TABLE account (id INTEGER PRIMARY KEY, posted INTEGER NOT NULL);"
		"CREATE TABLE transfer (id INTEGER PRIMARY KEY, source_id INTEGER, target_id INTEGER, amount INTEGER);"
		"INSERT INTO account VALUES (0, 0), (1, 0);";
	static const char *const words[] = {"BEGIN IMMEDIATE", "INSERT INTO transfer (source_id, target_id, amount) VALUES (0, 1, 10)",
		"UPDATE account SET posted = posted - 10 WHERE id = 0", "UPDATE account SET posted = posted + 10 WHERE id = 1", "COMMIT"};
	sqlite3_stmt *statements[COUNT_OF(words)];
	sqlite3 *db = NULL;
	char path[512];
	int64_t done = 0;
	(void)snprintf(path, sizeof(path), "%s/plain.db", folder);
	check(sqlite3_open(path, &db) == SQLITE_OK && sqlite3_exec(db, setup, NULL, NULL, NULL) == SQLITE_OK);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		check(sqlite3_prepare_v2(db, words[i], -1, &statements[i], NULL) == SQLITE_OK);
	int64_t from = now_ms();
	for (; now_ms() < from + seconds * 1000; done++) {
		for (size_t i = 0; i < COUNT_OF(words); i++) {
			check(sqlite3_step(statements[i]) == SQLITE_DONE);
			(void)sqlite3_reset(statements[i]);
		}
	}
	double rate = (double)done * 1000 / (double)(now_ms() - from);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		(void)sqlite3_finalize(statements[i]);
	(void)sqlite3_close(db);
	return rate;
}

int main(int count, char **words)
{
	int64_t seconds = 5;
	if (count < 2 || (count > 2 && !text_to_int(text_of(words[2]), &seconds)))
		return fputs("usage: ledger EMPTY_DIR [SECONDS]\n", stderr) < 0 ? 1 : 2;
	double plain = run_plain(words[1], (int)seconds);
	double ours = run_ours(words[1], (int)seconds);
	(void)printf("plain SQLite, one transaction each: %.0f transfers/s\nledger, %d clients, group commit:   %.0f transfers/s\nratio %.1f\n", plain, CLIENTS, ours,
		ours / plain);
	return 0;
}
