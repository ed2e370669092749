/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the files of the audit only: one run over all rows, and its parts.
 */
#ifndef DOMAIN_AUDIT_PRIVATE_H
#define DOMAIN_AUDIT_PRIVATE_H

#include "domain/audit.h"
#include "queries/audit.h"

/* One run. `act` reads batches into its own arena; `piece` is the same act with
 * an arena that is emptied for every row, so that a store of any size fits. */
struct audit {
	struct act act;
	struct act piece;
	bool is_fixing;
	struct audit_rules_rows rules; /* read once: every record is held to one */
	struct audit_rates_rows rates;
	ledger_report *report;
	void *context;
	size_t count;
};

#define AUDIT_RULE_KEY(version) (-1000 - (version))
/* Told beside a difference: an id that has to do with it and that its row may not tell any more; kinds of the house's own accounts
 * stand below nought. */
typedef void audit_relate(void *context, const struct ledger_difference *difference, int64_t key);
/* audit_proof for whoever puts differences together. */
MUST_USE enum fail audit_proof_related(const struct act *act, ledger_report *report, audit_relate *relate, void *context, size_t *ret_count);

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
MUST_USE enum fail audit_shop(struct audit *audit);
MUST_USE enum fail audit_settings(struct audit *audit);
/* Rows that carry a keyed digest of themselves: accounts, rules, rates, signals of records; and which of them have to be there. */
MUST_USE enum fail audit_digests(struct audit *audit);
MUST_USE enum fail audit_signals(struct audit *audit);
/* What a certificate says against the records that it counted. */
MUST_USE enum fail audit_certificates(struct audit *audit);

#endif
