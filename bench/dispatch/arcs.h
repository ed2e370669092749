/* SPDX-License-Identifier: Apache-2.0
 *
 * Assignments sparse in space: shifts and volunteers strewn over a square, each
 * volunteer joined to the nearest shifts, value = weight less distance. Shared
 * by the C and the C++ side of the measurement.
 */
#ifndef BENCH_ARCS_H
#define BENCH_ARCS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arcs {
	uint32_t rows, columns;
	uint32_t *first, *column;
	int64_t *value;
};

/* `degree` arcs each; nothing is ever freed: the program ends. */
struct arcs arcs_make(uint32_t count, uint32_t degree, uint64_t seed);
/* The optimum by LEMON's network simplex and the CPU seconds it took; -1 when it was built without. */
int64_t arcs_by_lemon(const struct arcs *arcs, double *ret_cpu_s);
double arcs_cpu_s(void);

#ifdef __cplusplus
}
#endif
#endif
