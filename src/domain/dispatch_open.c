/* SPDX-License-Identifier: Apache-2.0
 *
 * What one volunteer could take now: the same filters and reasons as the desk's
 * ranking, asked about all open orders at once.
 */
#include "domain/dispatch_private.h"

#include "base/when.h"
#include "domain/duties.h"
#include "queries/people.h"

#define DAY_MIN (24 * 60)

/* What is the same for all orders. */
struct asking {
	struct dispatch_me_row me;
	struct free_time_list_rows free;
	struct dispatch_my_times_rows times;
	struct dispatch_my_days_off_rows days_off;
};

static enum fail read_asking(const struct act *act, struct person_id person_id, struct asking *asking);
static struct dispatch_volunteers_row row_of(const struct asking *asking, const struct question *question, const struct dispatch_open_duties_row *duty);
static int64_t free_at_min(const struct free_time_list_rows *free, const struct question_window *window, int64_t duration_min);

enum fail dispatch_open(const struct act *act, struct person_id person_id, struct dispatch_open *ret_open)
{
	struct dispatch_open_duties_rows duties;
	struct asking asking;
	struct dispatch_open open = {.count = 0};
	check(person_id.value > 0 && act->view != NULL);
	check(act->now_ms > 0);
	TRY(read_asking(act, person_id, &asking));
	TRY(q_dispatch_open_duties(act->view, act->arena, &(struct dispatch_open_duties_in){.centre_id = act->centre_id, .me = person_id,
		.now_ms = act->now_ms}, &duties));
	open.rows = arena_array(act->arena, struct dispatch_open_row, duties.count + 1);
	if (open.rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < duties.count; i++) {
		const struct dispatch_open_duties_row *duty = &duties.rows[i];
		struct question question;
		TRY(dispatch_question(act, duty->duty_id, &question));
		struct dispatch_volunteers_row row = row_of(&asking, &question, duty);
		int64_t distance_m = dispatch_distance_m(&question, &row);
		enum dispatch_refusal why = dispatch_stopped_by(act, &question, &row, distance_m);
		if (why != DISPATCH_REFUSAL_COUNT)
			open.passed_over[why]++;
		open.rows[open.count++] = (struct dispatch_open_row){.request_id = duty->request_id, .why = why, .candidate = dispatch_weigh(&question, &row, distance_m)};
	}
	check(open.count == duties.count);
	*ret_open = open;
	return OK;
}

static enum fail read_asking(const struct act *act, struct person_id person_id, struct asking *asking)
{
	struct local_time now = when_local(act->now_ms);
	int32_t today = when_local_day(act->now_ms);
	bool is_found = false;
	TRY(q_dispatch_me(act->view, act->arena, &(struct dispatch_me_in){.centre_id = act->centre_id, .me = person_id,
		.month_from_id = ids_first(when_at(today - (now.day - 1), 0))}, &is_found, &asking->me));
	if (!is_found)
		return FAIL_MISSING;
	TRY(q_free_time_list(act->view, act->arena, &(struct free_time_list_in){.centre_id = act->centre_id, .person_id = person_id}, &asking->free));
	TRY(q_dispatch_my_times(act->view, act->arena, &(struct dispatch_my_times_in){.centre_id = act->centre_id, .me = person_id,
		.since_ms = when_at(today - (now.weekday - 1), 0)}, &asking->times));
	return q_dispatch_my_days_off(act->view, act->arena, &(struct dispatch_my_days_off_in){.centre_id = act->centre_id, .me = person_id, .day = today},
		&asking->days_off);
}

/* What dispatch_volunteers would say of her for this duty. */
static struct dispatch_volunteers_row row_of(const struct asking *asking, const struct question *question, const struct dispatch_open_duties_row *duty)
{
	const struct dispatch_me_row *me = &asking->me;
	check(question->duty.from_ms <= question->duty.to_ms && me->id.value > 0);
	struct question_window window = dispatch_window(question);
	int32_t day = when_local_day(question->duty.from_ms);
	struct dispatch_volunteers_row row = {.id = me->id, .name = me->name, .place_id = me->place_id, .lng_e6 = me->lng_e6, .lat_e6 = me->lat_e6,
		.reach_m = me->reach_m, .paused_until_ms = me->paused_until_ms, .week_most = me->week_most, .month_count = me->month_count,
		.skill_count = duty->skill_count, .offer_state = duty->offer_state, .visit_count = duty->visit_count,
		.free_at_min = free_at_min(&asking->free, &window, question->duty.duration_min)};
	for (size_t i = 0; i < asking->times.count; i++) {
		const struct dispatch_my_times_row *time = &asking->times.rows[i];
		bool is_coming = time->state <= 3;
		row.week_count += time->from_ms >= window.week_from_ms && time->from_ms < window.week_to_ms;
		bool is_appointment = duty_is_appointment(time->from_ms, time->to_ms, (int32_t)time->duration_min);
		row.busy_count += is_coming && is_appointment && time->from_ms < window.busy_to_ms && time->to_ms > question->duty.from_ms;
	}
	for (size_t i = 0; i < asking->days_off.count; i++)
		row.has_day_off = row.has_day_off || asking->days_off.rows[i].day == day;
	return row;
}

/* The first minute of the window at which she is free long enough, -1 when there is none. */
static int64_t free_at_min(const struct free_time_list_rows *free, const struct question_window *window, int64_t duration_min)
{
	int64_t first = -1;
	check(window->weekday >= 1 && window->weekday <= 7 && window->last_offset >= 0 && window->last_offset < 7 && duration_min > 0);
	for (size_t i = 0; i < free->count; i++) {
		int64_t offset = (free->rows[i].weekday - window->weekday + 7) % 7;
		int64_t from = offset == 0 && free->rows[i].from_min < window->from_min ? window->from_min : free->rows[i].from_min;
		int64_t to = offset == window->last_offset && free->rows[i].to_min > window->to_min ? window->to_min : free->rows[i].to_min;
		if (offset > window->last_offset || to - from < duration_min)
			continue;
		if (first < 0 || offset * DAY_MIN + from < first)
			first = offset * DAY_MIN + from;
	}
	check(first < (window->last_offset + 1) * DAY_MIN);
	return first;
}
