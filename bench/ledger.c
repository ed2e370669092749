/* SPDX-License-Identifier: Apache-2.0
 *
 * Durable two-phase transfers of points per second through the ledger and the
 * store's one writer, 1 and 64 callers, a million accounts. Beside it in the
 * same run: the same rows written by hand into the same tables of plain SQLite,
 * one transaction each and 64 to a transaction, and pgbench's simple-update.
 * All sides work on the same disk, SQLite with the same settings (WAL,
 * synchronous=FULL, foreign keys, checkpoints). Each answer waits until its
 * step is on disk; a transfer is two of them. Rounds are interleaved, the table
 * shows medians. Behind it: the ledger's rate while its journal grows, and how
 * long it takes to hold all counters and chains against that journal.
 *
 *     ledger EMPTY_DIR [ROUNDS [SECONDS [ENTRIES [ACCOUNTS [ADDRESS]]]]]
 *
 * ENTRIES: how far the journal grows, a power of ten (standard 1000000; 0: not).
 * bench/transfers runs it with a PostgreSQL cluster of its own.
 */
#include <sqlite3.h>
#include <stdio.h>

#include "by_hand.h"
#include "pgbench.h"

#define GROWTH_FROM 10000
#define GROWTH_WAIT_S 100000

enum way { HAND_EACH, HAND_GROUP, PGBENCH, OURS_ONE, OURS_ALL, WAY_COUNT };
/* Per way and round. */
struct table {
	double rate[WAY_COUNT][BENCH_ROUNDS_MAX], cpu_us[WAY_COUNT][BENCH_ROUNDS_MAX];
	double to[WAY_COUNT][WAY_COUNT][BENCH_ROUNDS_MAX];
};
struct options { int64_t rounds, seconds, entries, accounts; const char *folder, *address; };

static void run_round(struct by_hand *hand[2], struct books *ours, const struct options *options, struct table *table, size_t round)
{
	struct run runs[WAY_COUNT] = {0};
	runs[HAND_EACH] = by_hand_run(hand[0], 1, options->seconds);
	runs[HAND_GROUP] = by_hand_run(hand[1], BOOKS_CLIENTS, options->seconds);
	runs[OURS_ALL] = phases_run(ours, BOOKS_CLIENTS, options->seconds, 0);
	runs[OURS_ONE] = phases_run(ours, 1, options->seconds, 0);
	if (options->address != NULL)
		runs[PGBENCH].rate = pgbench_run(options->address, BOOKS_CLIENTS, options->seconds);
	for (size_t way = 0; way < WAY_COUNT; way++) {
		table->rate[way][round] = runs[way].rate;
		table->cpu_us[way][round] = runs[way].cpu_us_each;
		for (size_t other = 0; other < WAY_COUNT; other++)
			table->to[way][other][round] = runs[other].rate > 0 ? runs[way].rate / runs[other].rate : 0;
	}
}

static void print_table(const struct table *table, size_t rounds)
{
	static const char *const names[] = {"by hand, one transaction each", "by hand, 64 to a transaction", "pgbench simple-update, 64 clients", "ledger, 1 client",
		"ledger, 64 clients"};
	(void)printf("SQLite %s, %zu rounds, medians; a transfer is a hold and its end\n\n"
		"| way | transfers/s | × one each | × 64 by hand | × pgbench | CPU µs each |\n| --- | --- | --- | --- | --- | --- |\n", sqlite3_libversion(), rounds);
	for (size_t way = 0; way < WAY_COUNT; way++)
		(void)printf("| %s | %.0f | %.2f | %.2f | %.2f | %.1f |\n", names[way], bench_median(table->rate[way], rounds),
			bench_median(table->to[way][HAND_EACH], rounds), bench_median(table->to[way][HAND_GROUP], rounds), bench_median(table->to[way][PGBENCH], rounds),
			bench_median(table->cpu_us[way], rounds));
}

/* The rate with so many entries in the journal: 10,000, 100,000 …, filled by the ledger itself. */
static void grow(struct books *books, const struct options *options)
{
	int64_t entries = 0;
	phases_open(books);
	(void)printf("\n| entries | transfers/s | CPU µs each |\n| --- | --- | --- |\n");
	for (int64_t aim = GROWTH_FROM; aim <= options->entries; aim *= 10) {
		int64_t missing = (aim - entries + 1) / 2;
		if (missing > 0)
			(void)phases_run(books, BOOKS_CLIENTS, GROWTH_WAIT_S, missing);
		struct run run = phases_run(books, BOOKS_CLIENTS, options->seconds, 0);
		entries += 2 * ((missing > 0 ? missing : 0) + (int64_t)(run.rate * (double)options->seconds));
		(void)printf("| %lld | %.0f | %.1f |\n", (long long)aim, run.rate, run.cpu_us_each);
		(void)fflush(stdout);
	}
	struct store_counters counters;
	store_count(books->house.store, &counters);
	(void)printf("\n%.1f works to a commit\n", (double)counters.writes / (double)counters.commits);
	int64_t from_ms = bench_now_ms();
	check(phases_verify(books));
	(void)printf("%.1f s to verify\n", (double)(bench_now_ms() - from_ms) / 1000);
	store_close(books->house.store);
	check(phases_add_up(books));
}

static bool read_words(int count, char **words, struct options *ret_options)
{
	struct options options = {.rounds = 5, .seconds = 2, .entries = 1000000, .accounts = 1000000};
	int64_t *numbers[] = {&options.rounds, &options.seconds, &options.entries, &options.accounts};
	if (count < 2 || count > 7)
		return false;
	options.folder = words[1];
	for (int i = 2; i < count && i < 6; i++) {
		if (!text_to_int(text_of(words[i]), numbers[i - 2]))
			return false;
	}
	if (count == 7)
		options.address = words[6];
	*ret_options = options;
	return options.rounds >= 0 && options.rounds <= BENCH_ROUNDS_MAX && options.seconds > 0 && options.entries >= 0 && options.accounts > 0;
}

int main(int count, char **words)
{
	static struct books first, ours, growing;
	static struct books each, group;
	static struct table table;
	struct options options;
	if (!read_words(count, words, &options))
		return fputs("usage: ledger EMPTY_DIR [ROUNDS [SECONDS [ENTRIES [ACCOUNTS [ADDRESS]]]]]\n", stderr) < 0 ? 1 : 2;
	phases_make(&first, options.folder, "first", options.accounts);
	if (options.rounds > 0) {
		phases_copy(&first, options.folder, "each", &each);
		phases_copy(&first, options.folder, "group", &group);
		phases_copy(&first, options.folder, "ours", &ours);
		struct by_hand *hand[2] = {by_hand_open(&each), by_hand_open(&group)};
		phases_open(&ours);
		for (int64_t round = 0; round < options.rounds; round++)
			run_round(hand, &ours, &options, &table, (size_t)round);
		print_table(&table, (size_t)options.rounds);
		by_hand_close(hand[0]);
		by_hand_close(hand[1]);
		store_close(ours.house.store);
		check(phases_add_up(&ours) && phases_add_up(&each) && phases_add_up(&group));
		phases_open(&group);
		check(phases_verify(&group)); /* by hand as well */
		store_close(group.house.store);
	}
	if (options.entries > 0) {
		phases_copy(&first, options.folder, "growing", &growing);
		grow(&growing, &options);
	}
	return 0;
}
