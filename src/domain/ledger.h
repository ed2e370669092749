/* SPDX-License-Identifier: Apache-2.0
 *
 * The points ledger in the store: accounts, the entries of ledger_core.h, and
 * the verbs by which records earn, requests spend and kin give. Integers
 * (hundredths of a point), facts only. A person's account never goes below
 * zero except by a revocation, which blocks spending. Points are not money.
 * The journal has no index by account: the entries of a person's or an
 * organisation's account are a chain, from `newest_id` of the account back
 * along `source_before_id` and `target_before_id`, in the order of writing.
 */
#ifndef DOMAIN_LEDGER_H
#define DOMAIN_LEDGER_H

#include "domain/ledger_core.h"
#include "domain/menu.h"

#define LEDGER_LINK_MAX 8 /* operations in one chain */

/* The person's account, made on first use; with no person the centre's one of that kind. */
enum fail ledger_account(const struct act *act, enum account_kind kind, struct person_id person_id, struct account_id *ret_id);
/* The account of an organisation, made on first use. */
enum fail ledger_account_of_organisation(const struct act *act, struct organisation_id organisation_id, struct account_id *ret_id);
/* posted = available + held; coming: promised by records that are not final yet. */
struct ledger_balance { int64_t posted, held, available, coming; };
enum fail ledger_balance_of(const struct act *act, struct person_id person_id, struct ledger_balance *ret_balance);
/* The same of an organisation; nought before it was ever given a point. */
enum fail ledger_balance_of_organisation(const struct act *act, struct organisation_id organisation_id, struct ledger_balance *ret_balance);

/* The rule by which minutes become points, versioned and dated; 0 = no such cap, percent 0 = 100. Older records keep theirs. */
struct ledger_rule {
	int64_t version;
	int64_t points_per_hour, rates[MENU_SERVES_COUNT]; /* hundredths; rates by kind of service, 0 = points_per_hour */
	int64_t round_min;                                 /* minutes are paid in whole steps of this */
	int64_t session_cap_min, day_cap_min, week_cap_min, year_cap_min;
	int64_t receivers_cap;                             /* distinct people one volunteer serves in a day */
	int64_t staff_cap_min;                             /* minutes one member of staff may record in a day */
	int64_t pair_cap_min;                              /* minutes one volunteer serves one resident in 30 days before somebody else is asked */
	int64_t day_cap_points, balance_cap_points;
	int64_t night_from_min, night_to_min, night_percent, organiser_percent;
};
/* What is known of a service when its points are worked out. */
struct ledger_work { int64_t minutes, from_ms, serves, difficulty_percent; bool is_organiser; };
/* difficulty × night (when it begins in the rule's night) × organiser, in percent, rounded down. Pure. */
int64_t ledger_coefficient(const struct ledger_rule *rule, const struct ledger_work *work);
/* floor(minutes / round_min) × round_min × rate × coefficient / 6000, rounded down once. Pure. `serves` 0: the rule's own rate. */
int64_t ledger_points_of(const struct ledger_rule *rule, int64_t minutes, int64_t serves, int64_t coefficient_percent);
/* The same without a kind of service, for lists that say about how much a duty brings. */
int64_t ledger_points_for(const struct ledger_rule *rule, int64_t minutes, int64_t coefficient_percent);
/* A new version of the rule, in force from from_ms on. */
enum fail ledger_rule_add(const struct act *act, const struct ledger_rule *rule, int64_t from_ms);
/* The rule in force at at_ms. FAIL_MISSING when there is none. */
enum fail ledger_rule_at(const struct act *act, int64_t at_ms, struct ledger_rule *ret_rule);
/* A version of the rule. FAIL_MISSING when there is none. */
enum fail ledger_rule_get(const struct act *act, int64_t version, struct ledger_rule *ret_rule);

/* Linked operations under their clients' ids (kept for ever), one behind the other: all are posted or none. An equal
 * repeat is OK and writes nothing. Refused: *ret_nth (may be NULL) is the operation that was. At most LEDGER_LINK_MAX. */
enum fail ledger_post(const struct act *act, const struct ledger_entry *operations, size_t count, enum ledger_refusal *ret_refusal, size_t *ret_nth);
/* One plain transfer between two accounts under the caller's id (bench, tests): ledger_post of one operation. */
struct ledger_transfer_options { struct transfer_id id; struct account_id source, target; int64_t amount; enum transfer_reason reason; };
enum fail ledger_transfer(const struct act *act, const struct ledger_transfer_options *options, enum ledger_refusal *ret_refusal);
/* Holds whose time is over expire, each by an entry; at most 100. */
enum fail ledger_expire(const struct act *act, size_t *ret_done);

/* Promise the points of a record that is not final yet: they are on their way, not to be spent. Once per record for
 * ever; zero points promise nothing. A repeat is OK. */
struct ledger_earn_options { struct person_id person_id; struct record_id record_id; struct request_id request_id;
	int64_t amount; int64_t rule_version; };
enum fail ledger_promise(const struct act *act, const struct ledger_earn_options *options, enum ledger_refusal *ret_refusal);
/* Post the points of a final record: of its promise at most what was promised, without one at once. Once per record for
 * ever; a repeat is OK. */
enum fail ledger_earn(const struct act *act, const struct ledger_earn_options *options, enum ledger_refusal *ret_refusal);
/* Take back what a voided record earned or was promised; may make the balance negative. Once; a repeat is OK. */
enum fail ledger_revoke(const struct act *act, struct record_id record_id, enum ledger_refusal *ret_refusal);
/* Set `amount` of the person's points (no person: the pool's) aside for a request; one hold per request. */
enum fail ledger_hold(const struct act *act, struct person_id person_id, struct request_id request_id, int64_t amount, enum ledger_refusal *ret_refusal);
/* End the request's hold. No hold, or ended the same way before: OK. */
enum fail ledger_settle(const struct act *act, struct request_id request_id, enum ledger_refusal *ret_refusal);
enum fail ledger_release(const struct act *act, struct request_id request_id, enum ledger_refusal *ret_refusal);

/* In the order in which they are checked. */
enum give_refusal { GIVE_OK, GIVE_NOT_LEADER, GIVE_NOT_KIN,
	GIVE_MINOR, GIVE_ONCE_A_DAY, GIVE_AMOUNT_INVALID, GIVE_DIFFERENT, GIVE_BLOCKED, GIVE_SHORT, GIVE_REFUSAL_COUNT };
const char *give_refusal_name(enum give_refusal refusal); /* "not_kin": tail of the locale key */
/* The actor gives points to a spouse, parent, grandparent or child on record with evidence, once a local day; `id` is the
 * client's. Minors do not give (standards.md 5.5, 5.8). */
enum fail ledger_gift(const struct act *act, struct transfer_id id, struct person_id to, int64_t amount, enum give_refusal *ret_refusal);
/* The actor gives points to the community pool, which pays for hardship orders. */
enum fail ledger_donate(const struct act *act, struct transfer_id id, int64_t amount, enum give_refusal *ret_refusal);
/* An organisation gives of its points to the pool, which is all it can do with them: by one of its leaders; of one that has left
 * the field by a manager of its place. */
enum fail ledger_donate_of_organisation(const struct act *act, struct transfer_id id, struct organisation_id organisation_id, int64_t amount,
	enum give_refusal *ret_refusal);
/* Whether the actor may spend the owner's points: her own when she is grown up; a minor's only as a parent or guardian on
 * record with that right. */
enum fail ledger_may_spend(const struct act *act, struct person_id owner, bool *ret_is_minor, bool *ret_may);

/* Can it pay? What people hold against what can be served. Minutes are worked out at the rule in force. */
struct ledger_solvency_kind { int64_t serves, points, owed_minutes, quarter_minutes; };
struct ledger_solvency {
	int64_t outstanding, held, coming, pool, organisations; /* points */
	int64_t holders, top_ten;                               /* people with points; what the ten largest hold */
	int64_t dormant_holders, dormant;                       /* nothing came or went for 180 days */
	struct ledger_solvency_kind kinds[MENU_SERVES_COUNT];   /* owed, beside what was served in the last 90 days */
	size_t kind_count;
	int64_t owed_minutes, quarter_minutes;
	int64_t old_holders, old_points, rush_minutes;          /* holders of 70 and more; if a fifth of it were spent this winter */
	int64_t free_volunteers, free_minutes;                  /* who said when they are free, and that time in a quarter */
};
/* The minutes of service that a share of the points of holders of 70 and more buys, at the rule's hour; percent 0 to 100. */
enum fail ledger_solvency_rush(const struct act *act, const struct ledger_solvency *solvency, int64_t percent, int64_t *ret_minutes);
enum fail ledger_solvency(const struct act *act, struct ledger_solvency *ret_solvency);

/* Recompute every counter from the entries, and walk every chain; each difference is told to `report` with table, row id, column,
 * stored and computed value. `fix` writes the computed value into accounts; an entry is never changed. *ret_count differences
 * were found. Also: the sums over all accounts are zero. */
struct ledger_difference { const char *table; int64_t id; const char *column; int64_t stored, computed; };
typedef void ledger_report(void *context, const struct ledger_difference *difference);
enum fail ledger_verify(const struct act *act, bool fix, ledger_report *report, void *context, size_t *ret_count);

#endif
