/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger.h"

#include "base/when.h"
#include "domain/access.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "queries/ledger.h"
#include "queries/organisations.h"

static enum fail speaks_for(const struct act *act, struct organisation_id organisation_id, bool *ret_speaks);
static enum fail is_minor(const struct act *act, struct person_id person_id, bool *ret_is);
static enum fail give(const struct act *act, const struct ledger_entry *entry, enum give_refusal *ret_refusal);
static enum fail refuse(enum give_refusal refusal, enum give_refusal *ret_refusal);

const char *give_refusal_name(enum give_refusal refusal)
{
	static const char *const names[] = {"ok", "not_leader", "not_kin", "minor", "once_a_day", "amount_invalid", "different", "blocked", "short"};
	_Static_assert(COUNT_OF(names) == GIVE_REFUSAL_COUNT, "a name for each refusal");
	check(refusal >= GIVE_OK && refusal < GIVE_REFUSAL_COUNT);
	return names[refusal];
}

enum fail ledger_gift(const struct act *act, struct transfer_id id, struct person_id to, int64_t amount, enum give_refusal *ret_refusal)
{
	bool is_found = false;
	bool is_young = false;
	struct give_kin_row kin = {0};
	struct give_today_row today = {0};
	struct account_id source;
	struct account_id target;
	check(act->txn != NULL && act->actor.value != 0);
	check(id.value > 0);
	TRY(q_give_kin(act->view, act->arena, &(struct give_kin_in){.centre_id = act->centre_id, .giver_id = act->actor, .receiver_id = to}, &is_found, &kin));
	if (kin.links == 0 || to.value == act->actor.value)
		return refuse(GIVE_NOT_KIN, ret_refusal);
	TRY(is_minor(act, act->actor, &is_young));
	if (is_young)
		return refuse(GIVE_MINOR, ret_refusal);
	TRY(ledger_account(act, ACCOUNT_PERSON, act->actor, &source));
	TRY(ledger_account(act, ACCOUNT_PERSON, to, &target));
	TRY(q_give_today(act->view, act->arena, &(struct give_today_in){.centre_id = act->centre_id, .source_id = source, .id = id,
		.day_from_ms = when_at(when_local_day(act->now_ms), 0)}, &is_found, &today));
	if (today.gifts > 0)
		return refuse(GIVE_ONCE_A_DAY, ret_refusal);
	return give(act, &(struct ledger_entry){.id = id, .step = STEP_PLAIN, .source = source, .target = target, .amount = amount,
		.reason = TRANSFER_GIFT}, ret_refusal);
}

enum fail ledger_donate(const struct act *act, struct transfer_id id, int64_t amount, enum give_refusal *ret_refusal)
{
	bool is_young = false;
	struct account_id source;
	struct account_id pool;
	check(act->txn != NULL && act->actor.value != 0);
	check(id.value > 0);
	TRY(is_minor(act, act->actor, &is_young));
	if (is_young)
		return refuse(GIVE_MINOR, ret_refusal);
	TRY(ledger_account(act, ACCOUNT_PERSON, act->actor, &source));
	TRY(ledger_account(act, ACCOUNT_POOL, (struct person_id){0}, &pool));
	return give(act, &(struct ledger_entry){.id = id, .step = STEP_PLAIN, .source = source, .target = pool, .amount = amount,
		.reason = TRANSFER_DONATE}, ret_refusal);
}

enum fail ledger_donate_of_organisation(const struct act *act, struct transfer_id id, struct organisation_id organisation_id, int64_t amount,
	enum give_refusal *ret_refusal)
{
	bool speaks = false;
	struct account_id source;
	struct account_id pool;
	check(act->txn != NULL && act->actor.value != 0);
	check(id.value > 0);
	TRY(speaks_for(act, organisation_id, &speaks));
	if (!speaks)
		return refuse(GIVE_NOT_LEADER, ret_refusal);
	TRY(ledger_account_of_organisation(act, organisation_id, &source));
	TRY(ledger_account(act, ACCOUNT_POOL, (struct person_id){0}, &pool));
	TRY(give(act, &(struct ledger_entry){.id = id, .step = STEP_PLAIN, .source = source, .target = pool, .amount = amount,
		.reason = TRANSFER_DONATE}, ret_refusal));
	return act_trail(act, "ledger.donate_of_organisation", "organisation", organisation_id.value, TEXT_NONE);
}

enum fail ledger_may_spend(const struct act *act, struct person_id owner, bool *ret_is_minor, bool *ret_may)
{
	bool is_young = false;
	bool is_found = false;
	struct give_guardian_row guardian = {0};
	check(owner.value != 0 && act->view != NULL);
	check(ret_is_minor != NULL && ret_may != NULL);
	TRY(is_minor(act, owner, &is_young));
	if (is_young)
		TRY(q_give_guardian(act->view, act->arena, &(struct give_guardian_in){.centre_id = act->centre_id, .child_id = owner, .kin_person_id = act->actor},
			&is_found, &guardian));
	*ret_is_minor = is_young;
	*ret_may = is_young ? guardian.links > 0 : owner.value == act->actor.value;
	return OK;
}

static enum fail speaks_for(const struct act *act, struct organisation_id organisation_id, bool *ret_speaks)
{
	bool is_found = false;
	struct membership_get_row member = {0};
	struct organisation_get_row row = {0};
	check(act->actor.value != 0 && ret_speaks != NULL);
	TRY(q_membership_get(act->view, act->arena, &(struct membership_get_in){.centre_id = act->centre_id, .organisation_id = organisation_id,
		.person_id = act->actor}, &is_found, &member));
	*ret_speaks = is_found && member.is_leader;
	if (is_found)
		return OK;
	TRY(q_organisation_get(act->view, act->arena, &(struct organisation_get_in){.centre_id = act->centre_id, .id = organisation_id}, &is_found, &row));
	return is_found && row.status == ORGANISATION_EXITED ? access_may(act, ROLE_BIT(ROLE_MANAGER), row.place_id, ret_speaks) : OK;
}

static enum fail is_minor(const struct act *act, struct person_id person_id, bool *ret_is)
{
	bool is_found = false;
	struct give_born_row born = {0};
	check(person_id.value != 0);
	TRY(q_give_born(act->view, act->arena, &(struct give_born_in){.centre_id = act->centre_id, .id = person_id}, &is_found, &born));
	*ret_is = is_found && when_age((int32_t)born.birth_day, when_local_day(act->now_ms)) < PEOPLE_ADULT_YEARS;
	return OK;
}

static enum fail give(const struct act *act, const struct ledger_entry *entry, enum give_refusal *ret_refusal)
{
	enum ledger_refusal refusal = LEDGER_OK;
	check(entry->step == STEP_PLAIN && entry->id.value > 0);
	enum fail fail = ledger_post(act, entry, 1, &refusal, NULL);
	if (fail != FAIL_REFUSED)
		return fail;
	if (refusal == LEDGER_BLOCKED || refusal == LEDGER_SHORT)
		return refuse(refusal == LEDGER_SHORT ? GIVE_SHORT : GIVE_BLOCKED, ret_refusal);
	return refuse(refusal == LEDGER_EXISTS_DIFFERENT ? GIVE_DIFFERENT : GIVE_AMOUNT_INVALID, ret_refusal);
}

static enum fail refuse(enum give_refusal refusal, enum give_refusal *ret_refusal)
{
	check(ret_refusal != NULL);
	*ret_refusal = refusal;
	return refusal == GIVE_OK ? OK : FAIL_REFUSED;
}
