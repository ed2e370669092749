/* SPDX-License-Identifier: Apache-2.0 */
#include "books.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "cli/starting.h"
#include "domain/ledger.h"
#include "store/migrate.h"

struct client {
	struct books *books;
	struct arena *arena;
	int nth;
	int64_t done;
	struct ledger_transfer_options next;
};

int64_t bench_now_ms(void)
{
	struct timespec now;
	check(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

double bench_cpu_us(void)
{
	struct rusage usage;
	check(getrusage(RUSAGE_SELF, &usage) == 0);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

struct run bench_run_of(int64_t done, int64_t from_ms, double cpu_from_us)
{
	check(done > 0);
	return (struct run){(double)done * 1000 / (double)(bench_now_ms() - from_ms), (bench_cpu_us() - cpu_from_us) / (double)done};
}

static enum fail furnish(struct store_txn *txn, void *context)
{
	struct books *books = context;
	struct starting starting = {.house = &books->house, .name = TEXT("bench"), .code = TEXT("370725"), .phone = TEXT("0"), .now_ms = BOOKS_NOW_MS};
	TRY(starting_work(txn, &starting));
	struct act act = house_act(&books->house, store_txn_view(txn), txn, BOOKS_NOW_MS);
	TRY(ledger_account(&act, ACCOUNT_ISSUE, (struct person_id){0}, &books->pool));
	for (int i = 0; i < BOOKS_CLIENTS; i++)
		TRY(ledger_account(&act, ACCOUNT_PERSON, (struct person_id){i + 1}, &books->accounts[i]));
	return OK;
}

void books_open_file(struct books *books, const char *folder, const char *name)
{
	(void)snprintf(books->path, sizeof(books->path), "%s/%s.db", folder, name);
	books_open(books, books->path);
}

void books_open(struct books *books, const char *path)
{
	books->house.arena = arena_make((size_t)64 * 1024 * 1024);
	check(store_open(&(struct store_options){.path = path}, &books->house.store) == OK);
	check(migrate_up(books->house.store, BOOKS_NOW_MS) == OK && store_write(books->house.store, furnish, books) == OK);
}

static enum fail transfer(struct store_txn *txn, void *context)
{
	struct client *client = context;
	enum ledger_refusal refusal = LEDGER_OK;
	struct act act = house_act(&client->books->house, store_txn_view(txn), txn, BOOKS_NOW_MS);
	act.arena = client->arena;
	return ledger_transfer(&act, &client->next, &refusal);
}

static void *run_client(void *context)
{
	struct client *client = context;
	while (bench_now_ms() < client->books->until_ms) {
		arena_reset(client->arena);
		client->next = (struct ledger_transfer_options){.id = {ids_new(BOOKS_NOW_MS)}, .source = client->books->pool,
			.target = client->books->accounts[client->nth], .amount = 10, .reason = TRANSFER_EARN};
		check(store_write(client->books->house.store, transfer, client) == OK);
		client->done++;
	}
	return NULL;
}

struct run books_run(struct books *books, int clients, int64_t seconds)
{
	static struct client all[BOOKS_CLIENTS];
	pthread_t threads[BOOKS_CLIENTS];
	int64_t done = 0;
	int64_t from = bench_now_ms();
	double cpu_from_us = bench_cpu_us();
	check(clients > 0 && clients <= BOOKS_CLIENTS);
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
	return bench_run_of(done, from, cpu_from_us);
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;
	return (left > right) - (left < right);
}

double bench_median(const double *numbers, size_t count)
{
	double sorted[BENCH_ROUNDS_MAX];
	check(count > 0 && count <= BENCH_ROUNDS_MAX);
	memcpy(sorted, numbers, count * sizeof(*numbers));
	qsort(sorted, count, sizeof(*sorted), by_size);
	return sorted[count / 2];
}
