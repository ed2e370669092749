/* SPDX-License-Identifier: Apache-2.0
 *
 * How well the service is, judged from what was just measured. Pure: the
 * thresholds are here, the measuring is in health.c.
 */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "base/fail.h"
#include "store/store.h"

#define HEALTH_FREE_BYTES_LEAST (INT64_C(64) << 20) /* below, nothing more can be written safely: failing */
#define HEALTH_FREE_BYTES_LOW (INT64_C(1) << 30)    /* below, somebody should look */

enum health_state {
	HEALTH_OK,
	HEALTH_DEGRADED, /* answers, but somebody should look: 200 */
	HEALTH_FAILING,  /* send no more people here: 503 */
};

struct health_facts {
	enum fail reading;                   /* of one small read */
	bool has_centre;
	int64_t free_bytes;                  /* beside the store; negative = unknown */
	const struct store_counters *store;
};

/* One word about each part; the state is that of the worst. */
struct health {
	enum health_state state;
	const char *store;  /* "ok", "empty", or the failure's name */
	const char *disk;   /* "ok", "low", "full" */
	const char *writes; /* "ok", "queueing", "failing" */
	const char *log;    /* "ok", "growing": readers hold the checkpoint back */
};

/* The worst of the parts decides. The words are static. */
struct health health_judge(const struct health_facts *facts);
/* "ok", "degraded", "failing": what /healthz says. */
const char *health_state_name(enum health_state state);

#endif
