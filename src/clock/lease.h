/* SPDX-License-Identifier: Apache-2.0
 *
 * Who does a work that only one copy of the program may do: a row with an end.
 * The holder takes it again before the end; when it falls silent, another copy
 * takes over once the end has passed. A copy that was stopped for longer than
 * its lease may do one more round: what it does is guarded by states, as every
 * work is, so that doing it twice changes nothing.
 */
#ifndef CLOCK_LEASE_H
#define CLOCK_LEASE_H

#include "base/fail.h"
#include "base/ids.h"
#include "base/text.h"
#include "store/store.h"

struct lease {
	struct centre_id centre_id;
	struct text name;
	int64_t holder; /* drawn by lease_make; differs between copies */
};

/* A lease nobody has taken yet, with a holder's number of its own. */
struct lease lease_make(struct centre_id centre_id, struct text name);
/* Takes or prolongs it until now_ms + for_ms; *ret_is_ours is false while another copy holds it. */
MUST_USE enum fail lease_take(struct store *store, const struct lease *lease, int64_t now_ms, int64_t for_ms, bool *ret_is_ours);
/* Lets others take it at once; nothing happens when it is not ours. */
MUST_USE enum fail lease_end(struct store *store, const struct lease *lease);

#endif
