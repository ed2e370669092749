/* SPDX-License-Identifier: Apache-2.0
 *
 * The points ledger: double entry, integers (hundredths of a point), facts
 * only. available = posted − held. A person's account never goes below zero
 * except by a revocation, which blocks spending. Points are not money.
 */
#ifndef DOMAIN_LEDGER_H
#define DOMAIN_LEDGER_H

#include "domain/act.h"

enum account_kind {
	ACCOUNT_ISSUE = 1, /* where earned points come from; negative by what was issued */
	ACCOUNT_SPENT,     /* where spent points go */
	ACCOUNT_PERSON,
	ACCOUNT_POOL       /* given to the community for hardship orders */
};
enum transfer_reason { TRANSFER_EARN = 1, TRANSFER_SPEND, TRANSFER_REVOKE, TRANSFER_GIVE };
enum hold_end_kind { HOLD_SETTLED = 1, HOLD_RELEASED };

enum ledger_refusal {
	LEDGER_OK,
	LEDGER_AMOUNT_INVALID,   /* not between 1 and 1,000,000 */
	LEDGER_ACCOUNT_MISSING,
	LEDGER_SAME_ACCOUNT,
	LEDGER_EXISTS_DIFFERENT, /* the id is taken by another content */
	LEDGER_ALREADY_ENDED,    /* the hold was settled or released the other way */
	LEDGER_BLOCKED,          /* negative after a revocation */
	LEDGER_SHORT             /* available < amount */
};
const char *ledger_refusal_name(enum ledger_refusal refusal);

/* The person's account, made on first use; with no person the centre's one of that kind. */
enum fail ledger_account(const struct act *act, enum account_kind kind, struct person_id person_id, struct account_id *ret_id);
struct ledger_balance { int64_t posted, held, available; };
enum fail ledger_balance_of(const struct act *act, struct person_id person_id, struct ledger_balance *ret_balance);

/* points for `minutes` at a rule: floor(minutes / round_min) × round_min × points_per_hour × coefficient / 6000. Pure. */
struct ledger_rule { int64_t version, points_per_hour, round_min, session_cap_min, day_cap_min; };
int64_t ledger_points_for(const struct ledger_rule *rule, int64_t minutes, int64_t coefficient_percent);
/* A new version of the rule, in force from from_ms on; older records keep theirs. */
enum fail ledger_rule_add(const struct act *act, const struct ledger_rule *rule, int64_t from_ms);
/* The rule in force at at_ms. FAIL_MISSING when there is none. */
enum fail ledger_rule_at(const struct act *act, int64_t at_ms, struct ledger_rule *ret_rule);

/* Post the points of a final record, once per record for ever; zero points post nothing. A repeat is OK. */
struct ledger_earn_options { struct person_id person_id; struct record_id record_id; struct request_id request_id;
	int64_t amount; int64_t rule_version; };
enum fail ledger_earn(const struct act *act, const struct ledger_earn_options *options, enum ledger_refusal *ret_refusal);
/* Take back what a voided record earned; may make the balance negative. Once; a repeat is OK. */
enum fail ledger_revoke(const struct act *act, struct record_id record_id, enum ledger_refusal *ret_refusal);
/* Set `amount` of the person's points aside for a request; one hold per request. */
enum fail ledger_hold(const struct act *act, struct person_id person_id, struct request_id request_id, int64_t amount, enum ledger_refusal *ret_refusal);
/* End the request's hold. No hold, or ended the same way before: OK. */
enum fail ledger_settle(const struct act *act, struct request_id request_id, enum ledger_refusal *ret_refusal);
enum fail ledger_release(const struct act *act, struct request_id request_id, enum ledger_refusal *ret_refusal);
/* One plain transfer between two accounts under the caller's id (bench, gifts, tests). */
struct ledger_transfer_options { struct transfer_id id; struct account_id source, target; int64_t amount; enum transfer_reason reason; };
enum fail ledger_transfer(const struct act *act, const struct ledger_transfer_options *options, enum ledger_refusal *ret_refusal);

/* Recompute every balance and hold from facts; each difference is told to `report`
 * with table, row id, column, stored and computed value. `fix` writes the computed
 * value. *ret_count differences were found. Also: the sum of all accounts is zero. */
struct ledger_difference { const char *table; int64_t id; const char *column; int64_t stored, computed; };
typedef void ledger_report(void *context, const struct ledger_difference *difference);
enum fail ledger_verify(const struct act *act, bool fix, ledger_report *report, void *context, size_t *ret_count);

#endif
