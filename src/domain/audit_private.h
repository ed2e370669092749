/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the files of the audit only: one run over all rows, and its parts.
 */
#ifndef DOMAIN_AUDIT_PRIVATE_H
#define DOMAIN_AUDIT_PRIVATE_H

#include "domain/audit.h"

/* One run. `act` reads batches into its own arena; `piece` is the same act with
 * an arena that is emptied for every row, so that a store of any size fits. */
struct audit {
	struct act act;
	struct act piece;
	bool is_fixing;
	ledger_report *report;
	void *context;
	size_t count;
};

#define AUDIT_BATCHES_MAX 1000000

/* Reports and counts a difference; true when there is one. */
bool audit_differs(struct audit *audit, const char *table, int64_t id, const char *column, int64_t stored, int64_t computed);
/* Facts that have to agree with each other: nothing of it is ever written, a person has to look. */
MUST_USE enum fail audit_events(struct audit *audit, struct request_id id);
MUST_USE enum fail audit_records(struct audit *audit);
MUST_USE enum fail audit_money(struct audit *audit);
MUST_USE enum fail audit_promises(struct audit *audit);
MUST_USE enum fail audit_people(struct audit *audit);
MUST_USE enum fail audit_menu(struct audit *audit);

#endif
