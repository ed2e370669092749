/* SPDX-License-Identifier: Apache-2.0
 *
 * The audit trail: who did what, when, to which object. Lines are only ever
 * added, numbered 1, 2, 3 … per centre, and each carries a BLAKE2b hash over
 * its content and the hash before it, so that a changed, removed or inserted
 * line shows. Cutting off the newest lines shows only against a head that was
 * kept elsewhere (trail_head); backups and the nightly audit keep one.
 */
#ifndef STORE_TRAIL_H
#define STORE_TRAIL_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/ids.h"

struct store_txn;
struct store_view;

#define TRAIL_HASH_BYTES 32

struct trail_line {
	struct centre_id centre_id;
	int64_t at_ms;
	struct person_id actor; /* 0 = the clock or the command line */
	int source;             /* enum act_source */
	struct text act;        /* "requests.accept" */
	struct text object_kind;
	int64_t object_id;
	struct text detail;     /* reason or refusal; never personal fields */
};

struct trail_head {
	int64_t id; /* 0 = no line yet */
	unsigned char hash[TRAIL_HASH_BYTES];
};

struct trail_verdict {
	int64_t checked;        /* lines read */
	bool is_whole;
	int64_t first_wrong_id; /* the first line that is missing or does not fit; 0 when whole */
	struct trail_head head; /* of what was read */
};

/* Adds one line in this transaction. The arena is for short-lived copies. */
MUST_USE enum fail trail_append(struct store_txn *txn, struct arena *arena, const struct trail_line *line);
/* The newest line's number and hash. */
MUST_USE enum fail trail_head(struct store_view *view, struct arena *arena, struct centre_id centre_id, struct trail_head *ret_head);
/* Recomputes the whole chain of a centre and names the first wrong line.
 * `kept` is a head noted earlier, or NULL: its line must still be there. */
MUST_USE enum fail trail_verify(struct store_view *view, struct centre_id centre_id, const struct trail_head *kept,
	struct trail_verdict *ret_verdict);

#endif
