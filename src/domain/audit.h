/* SPDX-License-Identifier: Apache-2.0
 *
 * The audit recomputes every shadow from the facts: balances and holds of the
 * ledger, states and times of requests, offers and duties, the subtrees of the
 * places. And it holds facts against facts: events against the trail and its
 * chain of hashes, attendances against records, records against their rule
 * and what they paid, orders against their holds, yeses against assignments.
 * It names the exact row and column of each difference; what nothing else
 * tells a second time (notes, ratings, names) it cannot see. docs/audit.md
 * lists both.
 */
#ifndef DOMAIN_AUDIT_H
#define DOMAIN_AUDIT_H

#include "domain/ledger.h"

/* Tells `report` of each difference. With `fix` (a writing act) the computed value is written;
 * differences between facts cannot be fixed and stay. *ret_count differences were found. */
MUST_USE enum fail audit_run(const struct act *act, bool fix, ledger_report *report, void *context, size_t *ret_count);
/* The public tree: every leaf against its row, every row against the leaves, the kept nodes
 * and every signed head. act->keys has to be there. A row or leaf that was changed is one difference; its stored value is
 * the row's, its computed value what the tree holds. */
MUST_USE enum fail audit_proof(const struct act *act, ledger_report *report, void *context, size_t *ret_count);
/* One thing that is wrong, named by row and column with both values, and the differences that follow from it. `total`: by how many
 * hundredths of a point the books are out because of it, 0 when no amount is touched. Lives as long as the call. */
struct audit_finding {
	struct ledger_difference root;
	int64_t total;
	const struct ledger_difference *follow;
	size_t follow_count;
};
typedef void audit_find_report(void *context, const struct audit_finding *finding);
/* Both of the above, without fixing, put together: a row that its own proof (leaf, digest, chain) shows as changed is one finding, what
 * it makes disagree follows from it; differences that nothing proves are one finding for each set of rows that hang together. */
MUST_USE enum fail audit_find(const struct act *act, audit_find_report *report, void *context, size_t *ret_count);
/* Writes every person's search terms anew, at most 500 people behind `after`; *ret_last is the last one done, 0 at the end. */
MUST_USE enum fail audit_index_people(const struct act *act, struct person_id after, struct person_id *ret_last);

#endif
