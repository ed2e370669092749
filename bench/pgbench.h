/* SPDX-License-Identifier: Apache-2.0
 *
 * pgbench's simple-update (-N), so that bench/ledger stands beside a yardstick
 * that everybody has: one row changed, looked at and noted in a history, one
 * commit, prepared statements, so many callers.
 */
#ifndef BENCH_PGBENCH_H
#define BENCH_PGBENCH_H

#include <stdint.h>

/* Transactions a second at this address, whose tables `pgbench -i` has made; 0 when pgbench did not say. */
double pgbench_run(const char *address, int clients, int64_t seconds);

#endif
