/* SPDX-License-Identifier: Apache-2.0
 *
 * What the benches of the ledger share: a house with an account for everybody,
 * callers who transfer points as fast as they are answered, and the arithmetic.
 */
#ifndef BENCH_BOOKS_H
#define BENCH_BOOKS_H

#include "cli/house.h"

#define BOOKS_CLIENTS 64
#define BENCH_ROUNDS_MAX 50
#define BOOKS_NOW_MS INT64_C(1790000000000)

/* A house with an account for everybody. */
struct books {
	struct house house;
	struct account_id accounts[BOOKS_CLIENTS];
	struct account_id pool;
	int64_t account_count; /* of bench/phases.h */
	char path[512];
	int64_t until_ms;
};
/* What one way did in one round. */
struct run { double rate, cpu_us_each; };

/* A new house in the file FOLDER/NAME.db, or at a path or address of the store. */
void books_open_file(struct books *books, const char *folder, const char *name);
void books_open(struct books *books, const char *path);
/* That many callers for so long, each waiting for its answers. */
struct run books_run(struct books *books, int clients, int64_t seconds);

/* Milliseconds of a clock that only goes forward. */
int64_t bench_now_ms(void);
/* What the whole process has used of its cores: steadier than rates where others work too. */
double bench_cpu_us(void);
/* The run that began then and has done so much until now. */
struct run bench_run_of(int64_t done, int64_t from_ms, double cpu_from_us);
/* The middle of at most BENCH_ROUNDS_MAX numbers. */
double bench_median(const double *numbers, size_t count);

#endif
