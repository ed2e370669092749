/* SPDX-License-Identifier: Apache-2.0
 *
 * Serving: who is a volunteer, how far and when she goes, what she can do.
 */
#include "base/limits.h"
#include "base/when.h"
#include "domain/people_private.h"
#include "queries/people.h"

#define REACH_MIN_M 300
#define REACH_MAX_M 30000
#define SPAN_LEAST_MIN 15
#define STOPPED_MS INT64_C(253402300799000) /* no longer a volunteer: paused to the end of year 9999 */

static enum fail add_role(const struct act *act, struct person_id id, struct place_id place);
static enum fail serve_again(const struct act *act, struct person_id id, struct place_id place);
static bool holds_skill(const struct person_skill_list_rows *held, struct text skill);
static enum fail holds_role(const struct act *act, struct person_id id, bool *ret_holds);
static enum fail check_volunteer(const struct act *act, struct person_id id, enum people_refusal *ret_refusal);
static int32_t reach_within(int32_t reach_m);

enum fail people_volunteer(const struct act *act, struct person_id id, int32_t reach_m, enum people_refusal *ret_refusal)
{
	bool has_consent = false;
	bool is_found = false;
	struct volunteer_last_row last = {.number = TEXT_NONE};
	int64_t number = 0;
	struct place_id place;
	int64_t changed = 0;
	check(act->txn != NULL);
	TRY(people_may_act_for(act, id, false, ret_refusal));
	TRY(people_has_consent(act, id, CONSENT_VOLUNTEERING, &has_consent));
	if (*ret_refusal == PEOPLE_OK && !has_consent)
		*ret_refusal = PEOPLE_NO_CONSENT;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_volunteer_last(act->view, act->arena, &(struct volunteer_last_in){.centre_id = act->centre_id}, &is_found, &last));
	check(is_found);
	if (!text_is_empty(last.number))
		(void)text_to_int(text_slice(last.number, last.code.len + 1, last.number.len), &number);
	TRY(q_volunteer_add(act->txn, &(struct volunteer_add_in){.centre_id = act->centre_id, .person_id = id,
		.number = arena_format(act->arena, "%.*s-%05lld", TEXT_ARGS(last.code), (long long)number + 1), .since_ms = act->now_ms,
		.reach_m = reach_within(reach_m)}, &changed));
	TRY(people_place(act, id, &is_found, &place));
	if (changed == 0)
		return serve_again(act, id, place);
	return add_role(act, id, place);
}

enum fail people_pause(const struct act *act, struct person_id id, int64_t until_ms, enum people_refusal *ret_refusal)
{
	bool serves = false;
	check(act->txn != NULL);
	TRY(people_may_act_for(act, id, false, ret_refusal));
	TRY(holds_role(act, id, &serves)); /* who withdrew her consent is not brought back by ending a pause */
	if (*ret_refusal == PEOPLE_OK && until_ms != 0 && until_ms <= act->now_ms)
		*ret_refusal = PEOPLE_DAY_PAST;
	if (*ret_refusal == PEOPLE_OK && !serves)
		*ret_refusal = PEOPLE_NOT_VOLUNTEER;
	if (*ret_refusal == PEOPLE_OK)
		TRY(q_volunteer_pause(act->txn, &(struct volunteer_pause_in){.centre_id = act->centre_id, .person_id = id,
			.paused_until_ms = until_ms}, NULL));
	return *ret_refusal == PEOPLE_OK ? act_trail(act, "people.pause", "person", id.value, TEXT_NONE) : FAIL_REFUSED;
}

enum fail people_set_reach(const struct act *act, struct person_id id, int32_t reach_m, enum people_refusal *ret_refusal)
{
	check(act->txn != NULL);
	TRY(check_volunteer(act, id, ret_refusal));
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_volunteer_reach(act->txn, &(struct volunteer_reach_in){.centre_id = act->centre_id, .person_id = id,
		.reach_m = reach_within(reach_m)}, NULL));
	return act_trail(act, "people.set_reach", "person", id.value, TEXT_NONE);
}

enum fail people_set_week_most(const struct act *act, struct person_id id, int32_t week_most, enum people_refusal *ret_refusal)
{
	check(act->txn != NULL && week_most >= 0 && week_most <= PEOPLE_WEEK_MOST);
	TRY(check_volunteer(act, id, ret_refusal));
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_volunteer_week(act->txn, &(struct volunteer_week_in){.centre_id = act->centre_id, .person_id = id, .week_most = week_most}, NULL));
	return act_trail(act, "people.set_week_most", "person", id.value, TEXT_NONE);
}

enum fail people_set_skills(const struct act *act, struct person_id id, const struct text *skills, size_t count, enum people_refusal *ret_refusal)
{
	check(act->txn != NULL);
	TRY(people_may_act_for(act, id, false, ret_refusal));
	if (*ret_refusal == PEOPLE_OK && act->actor.value == id.value)
		*ret_refusal = PEOPLE_SELF;
	else if (*ret_refusal == PEOPLE_OK && count > LIMIT_SKILLS)
		*ret_refusal = PEOPLE_SKILLS_TOO_MANY;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_person_skills_clear(act->txn, &(struct person_skills_clear_in){.centre_id = act->centre_id, .person_id = id}, NULL));
	for (size_t i = 0; i < count; i++)
		TRY(q_person_skill_put(act->txn, &(struct person_skill_put_in){.centre_id = act->centre_id, .person_id = id,
			.skill = skills[i], .valid_until_day = 0}, NULL));
	return act_trail(act, "people.set_skills", "person", id.value, TEXT_NONE);
}

enum fail people_set_skill(const struct act *act, struct person_id id, struct text skill, int32_t valid_until_day,
	enum people_refusal *ret_refusal)
{
	struct person_skill_list_rows held;
	check(act->txn != NULL && !text_is_empty(skill));
	TRY(check_volunteer(act, id, ret_refusal));
	TRY(q_person_skill_list(act->view, act->arena, &(struct person_skill_list_in){.centre_id = act->centre_id, .person_id = id}, &held));
	if (*ret_refusal == PEOPLE_OK && act->actor.value == id.value)
		*ret_refusal = PEOPLE_SELF;
	else if (*ret_refusal == PEOPLE_OK && held.count >= LIMIT_SKILLS && !holds_skill(&held, skill)) /* a renewal is no skill more */
		*ret_refusal = PEOPLE_SKILLS_TOO_MANY;
	else if (*ret_refusal == PEOPLE_OK && valid_until_day != 0 && valid_until_day < when_local_day(act->now_ms))
		*ret_refusal = PEOPLE_DAY_PAST;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_person_skill_put(act->txn, &(struct person_skill_put_in){.centre_id = act->centre_id, .person_id = id, .skill = skill,
		.valid_until_day = valid_until_day}, NULL));
	return act_trail(act, "people.set_skill", "person", id.value, skill);
}

static bool holds_skill(const struct person_skill_list_rows *held, struct text skill)
{
	for (size_t i = 0; i < held->count; i++) {
		if (text_equal(held->rows[i].skill, skill))
			return true;
	}
	return false;
}

enum fail people_drop_skill(const struct act *act, struct person_id id, struct text skill, enum people_refusal *ret_refusal)
{
	int64_t changed = 0;
	check(act->txn != NULL);
	TRY(check_volunteer(act, id, ret_refusal));
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_person_skill_drop(act->txn, &(struct person_skill_drop_in){.centre_id = act->centre_id, .person_id = id, .skill = skill}, &changed));
	return changed == 0 ? OK : act_trail(act, "people.drop_skill", "person", id.value, skill);
}

enum fail people_set_free_times(const struct act *act, struct person_id id, const struct person_free_time *times, size_t count,
	enum people_refusal *ret_refusal)
{
	check(act->txn != NULL);
	TRY(people_may_act_for(act, id, false, ret_refusal));
	if (*ret_refusal == PEOPLE_OK && !people_times_fit(times, count))
		*ret_refusal = PEOPLE_TIME_INVALID;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_free_times_clear(act->txn, &(struct free_times_clear_in){.centre_id = act->centre_id, .person_id = id}, NULL));
	for (size_t i = 0; i < count; i++)
		TRY(q_free_time_add(act->txn, &(struct free_time_add_in){.centre_id = act->centre_id, .person_id = id,
			.weekday = times[i].weekday, .from_min = times[i].from_min, .to_min = times[i].to_min}, NULL));
	return act_trail(act, "people.set_free_times", "person", id.value, TEXT_NONE);
}

enum fail people_note_day_off(const struct act *act, struct person_id id, int32_t day, enum people_refusal *ret_refusal)
{
	check(act->txn != NULL);
	TRY(check_volunteer(act, id, ret_refusal));
	if (*ret_refusal == PEOPLE_OK && day < when_local_day(act->now_ms))
		*ret_refusal = PEOPLE_DAY_PAST;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_volunteer_day_off_add(act->txn, &(struct volunteer_day_off_add_in){.centre_id = act->centre_id, .person_id = id, .day = day,
		.noted_by = act->actor, .noted_at_ms = act->now_ms}, NULL));
	return act_trail(act, "people.note_day_off", "person", id.value, when_iso_day(act->arena, day));
}

bool people_times_fit(const struct person_free_time *times, size_t count)
{
	if (count > LIMIT_SKILLS)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct person_free_time *time = &times[i];
		if (time->weekday < 1 || time->weekday > 7 || time->from_min < 0 || time->to_min > 24 * 60 || time->to_min - time->from_min < SPAN_LEAST_MIN)
			return false;
		for (size_t n = 0; n < i; n++) {
			if (times[n].weekday == time->weekday && times[n].from_min < time->to_min && time->from_min < times[n].to_min)
				return false;
		}
	}
	return true;
}

enum fail people_stop_serving(const struct act *act, struct person_id id)
{
	TRY(q_volunteer_pause(act->txn, &(struct volunteer_pause_in){.centre_id = act->centre_id, .person_id = id,
		.paused_until_ms = STOPPED_MS}, NULL));
	return q_volunteer_role_end(act->txn, &(struct volunteer_role_end_in){.centre_id = act->centre_id, .person_id = id,
		.role = ROLE_VOLUNTEER, .ended_at_ms = act->now_ms}, NULL);
}

static enum fail add_role(const struct act *act, struct person_id id, struct place_id place)
{
	TRY(q_role_add(act->txn, &(struct role_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .person_id = id,
		.role = ROLE_VOLUNTEER, .place_id = place, .granted_by = act->actor, .granted_at_ms = act->now_ms}, NULL));
	return act_trail(act, "people.volunteer", "person", id.value, TEXT_NONE);
}

/* Her number is hers for good. Who serves already stays as she is. */
static enum fail serve_again(const struct act *act, struct person_id id, struct place_id place)
{
	bool holds = false;
	TRY(holds_role(act, id, &holds));
	if (holds)
		return OK;
	TRY(q_volunteer_pause(act->txn, &(struct volunteer_pause_in){.centre_id = act->centre_id, .person_id = id, .paused_until_ms = 0}, NULL));
	return add_role(act, id, place);
}

static enum fail holds_role(const struct act *act, struct person_id id, bool *ret_holds)
{
	struct access access;
	TRY(access_load(act, id, &access));
	*ret_holds = (access.mask & ROLE_BIT(ROLE_VOLUNTEER)) != 0;
	return OK;
}

static enum fail check_volunteer(const struct act *act, struct person_id id, enum people_refusal *ret_refusal)
{
	bool is_volunteer = false;
	struct volunteer_get_row row;
	TRY(people_may_act_for(act, id, false, ret_refusal));
	TRY(q_volunteer_get(act->view, act->arena, &(struct volunteer_get_in){.centre_id = act->centre_id, .person_id = id}, &is_volunteer, &row));
	if (*ret_refusal == PEOPLE_OK && !is_volunteer)
		*ret_refusal = PEOPLE_NOT_VOLUNTEER;
	return OK;
}

/* Real spans of real days, none over another of its day. */
static int32_t reach_within(int32_t reach_m)
{
	if (reach_m < REACH_MIN_M)
		return REACH_MIN_M;
	return reach_m > REACH_MAX_M ? REACH_MAX_M : reach_m;
}
