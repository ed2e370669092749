/* SPDX-License-Identifier: Apache-2.0
 *
 * A crew shares out numbered pieces of work among threads. Which thread does a
 * piece is left to chance, so a piece may depend on its number alone. Private
 * to planner/.
 */
#ifndef PLANNER_CREW_H
#define PLANNER_CREW_H

#include "base/base.h"

#define CREW_MAX 64

/* Does piece number `piece`; `worker` (< threads) names scratch that only this thread uses now. */
typedef void crew_work(void *context, uint32_t worker, uint32_t piece);

/* All pieces 0 .. count - 1, on `threads` threads (1 = the calling one alone);
 * returns when all are done. Where the system gives no thread, fewer work. */
void crew_run(uint32_t threads, uint32_t count, crew_work *work, void *context);

#endif
