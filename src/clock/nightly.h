/* SPDX-License-Identifier: Apache-2.0
 *
 * What is done once a night while everybody sleeps: a backup of the live
 * store, complete or not there at all, and the audit of the books. The newest
 * NIGHTLY_KEPT backups stay. Whoever operates the house reads what came of it
 * in the log (event=backup, event=audit) and asks for a backup at any other
 * hour with SIGUSR1.
 */
#ifndef CLOCK_NIGHTLY_H
#define CLOCK_NIGHTLY_H

#include "base/ids.h"
#include "base/when.h"

#define NIGHTLY_AT_MIN (2 * 60 + 30) /* after local midnight */
#define NIGHTLY_KEPT 14
#define NIGHTLY_LINES_MOST 100 /* differences told one by one in the log of a night; `lastmile verify` tells all */
#define NIGHTLY_AGAIN_MS (10 * MINUTE_MS) /* a night that failed is tried again */

struct store;
struct keys;

struct nightly {
	struct store *store;
	const struct keys *keys;
	struct centre_id centre_id;
	const char *folder; /* of the backups, made when missing (mode 0700); NULL: no backups */
	int32_t day;        /* the local day of the last night that was done whole; 0 none */
	int64_t again_ms;   /* after a failure: not before this instant; 0 none */
};

/* Whether the night's work of the local day at now_ms is still to be done. */
bool nightly_is_due(const struct nightly *nightly, int64_t now_ms);
/* Backup, then audit. When both could be done the night is done, whatever the audit found; otherwise it is due again ten
 * minutes later. A backup of that day that is there already is kept. *ret_differences: what the audit found. */
MUST_USE enum fail nightly_run(struct nightly *nightly, int64_t now_ms, size_t *ret_differences);
/* One backup now, named by day and time; FAIL_SYSTEM when the folder cannot be used, else as store_backup. */
MUST_USE enum fail nightly_backup_now(const struct nightly *nightly, int64_t now_ms);

#endif
