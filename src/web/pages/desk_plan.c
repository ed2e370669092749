/* SPDX-License-Identifier: Apache-2.0
 *
 * A day on the desk: what the planner proposes, who else could go and what that
 * costs, what stays open and why, and the questions that go out from it.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "base/when.h"
#include "planner/plan.h"
#include "queries/people.h"
#include "text/mask.h"
#include "web/pages/desk_plan_private.h"
#include "web/words.h"

#define DAYS_SHOWN 7
#define WEEKS_SHOWN 2
#define BAR_FROM_MIN (7 * 60)      /* the picture of a day: 7 to 21 o'clock, a unit a minute */
#define BAR_UNTIL_MIN (21 * 60)
#define GAP_TELLING_PPM 1000       /* a plan that is this near its bound is as good as proven best */

static const struct field page_fields[] = {
	{ .name = "day", .type = FIELD_DAY, .label = KEY_plan_day },
	{ .name = "week", .type = FIELD_DAY, .label = KEY_plan_week },
};
const struct form form_desk_plan = FORM("desk_plan", page_fields);

static const struct field make_fields[] = {
	{ .name = "day", .type = FIELD_DAY, .is_required = true, .label = KEY_plan_day },
	{ .name = "days", .type = FIELD_INT, .min = 1, .max = PLANS_WEEK, .label = KEY_plan_days },
	{ .name = "follows", .type = FIELD_ID, .label = KEY_plan_title },
};
const struct form form_plan_make = FORM("plan_make", make_fields);

static const struct field step_fields[] = {
	{ .name = "duty", .type = FIELD_MANY, .max = LIMIT_SKILLS, .label = KEY_plan_visits },
	{ .name = "change", .type = FIELD_TEXT, .max = 40, .label = KEY_plan_change },
};
const struct form form_plan_step = FORM("plan_step", step_fields);

static const struct field ill_fields[] = {
	{ .name = "day", .type = FIELD_DAY, .is_required = true, .label = KEY_plan_day },
	{ .name = "who", .type = FIELD_ID, .is_required = true, .label = KEY_desk_trail_who },
};
const struct form form_plan_ill = FORM("plan_ill", ill_fields);

/* A plan being made by a page: drafted outside of the writer, kept inside. */
struct making {
	struct plan_wish wish;
	struct plan_draft draft;
};

/* What the page shows: a day, or the week from a Monday on. */
struct plan_span { int32_t day, days; };

static struct plan_span span_of(struct call *call, int32_t today);
static enum fail fill_days(struct call *call, struct plan_span span, struct place_id scope, struct view_desk_plan *view);
static enum fail count_waiting(struct call *call, struct plan_span span, struct place_id scope, int64_t *ret_count);
static enum fail fill_plan(struct call *call, struct reply *reply, struct plan_id id, struct view_desk_plan *view);
static enum fail fill_rows(struct call *call, struct plan_id id, struct view_desk_plan *view);
static bool is_among(const struct plan_visits_rows *rows, size_t i);
static bool is_team(const struct plan_visits_rows *rows, size_t i);
static enum fail fill_others(struct call *call, const struct plan_others *others, struct view_desk_plan_row_visit *visit, struct text duty);
static enum fail fill_gaps(struct call *call, struct plan_id id, struct view_desk_plan *view);
static enum fail fill_promised(struct call *call, struct place_id scope, struct plan_span span, struct view_desk_plan *view);
static enum fail draft_and_keep(struct call *call, struct reply *reply, struct making *making);
static enum fail keep_work(struct write *write, void *context);
static enum fail step_work(struct write *write, void *context);
static enum fail ill_work(struct write *write, void *context);
static int64_t bar_x(int64_t at_ms, int32_t day);

enum fail page_desk_plan_get(struct call *call, struct reply *reply)
{
	struct place_id scope = access_scope(&call->access, ROLES_STAFF);
	int32_t today = when_local_day(call->now_ms);
	struct plan_span span = span_of(call, today);
	int32_t day = span.day;
	struct plan_newest_row newest;
	struct view_desk_plan view = {.csrf = call_csrf(call), .once = call_once(call), .day = day,
		.days = span.days, .is_week = span.days > 1, .day_text = when_iso_day(call->arena, day),
		.make = URL("/desk/plan/make"), .ill = URL("/desk/plan/ill"), .is_past = day + span.days - 1 < today, .may_choose = call_is(call, ROLE_BIT(ROLE_MANAGER)),
		.day_error = call_error(call, "day")};
	TRY(fill_days(call, span, scope, &view));
	TRY(q_plan_newest(call->view, call->arena, &(struct plan_newest_in){.centre_id = call->centre_id, .place_id = scope, .day = day,
		.days = span.days}, &view.has_plan, &newest));
	if (view.has_plan)
		TRY(fill_plan(call, reply, newest.id, &view));
	TRY(fill_promised(call, scope, span, &view));
	view.shell.title = call_say(call, KEY_plan_title);
	return reply_page(call, reply, &page_desk_plan, &view);
}

enum fail page_plan_make_post(struct call *call, struct reply *reply)
{
	struct making making = {.wish = {.place_id = access_scope(&call->access, ROLES_STAFF), .day = (int32_t)form_int(&call->form, "day"),
		.days = (int32_t)form_int(&call->form, "days"), .follows_id = {form_int(&call->form, "follows")}}};
	return draft_and_keep(call, reply, &making);
}

/* move: `change` is DUTY.PERSON, or DUTY. for nobody; ask and back are steps of the plan itself. */
enum fail page_plan_step_post(struct call *call, struct reply *reply)
{
	struct text step = call_word(call, 1);
	if (!text_equal(step, TEXT("move")))
		return text_equal(step, TEXT("ask")) || text_equal(step, TEXT("back")) ? call_write(call, reply, step_work, NULL) : reply_status(call, reply, 404);
	struct plan_get_row plan;
	struct making making = {.wish = {.follows_id = {call_id(call, 0)}}};
	bool is_found = false;
	TRY(q_plan_get(call->view, call->arena, &(struct plan_get_in){.centre_id = call->centre_id, .id = making.wish.follows_id}, &is_found, &plan));
	if (!is_found || !plan_read_change(form_text(&call->form, "change"), &making.wish.duty_id, &making.wish.person_id))
		return reply_status(call, reply, 404);
	making.wish.place_id = plan.place_id;
	making.wish.day = (int32_t)plan.day;
	making.wish.days = (int32_t)plan.days;
	return draft_and_keep(call, reply, &making);
}

enum fail page_plan_ill_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, ill_work, NULL);
}

static enum fail draft_and_keep(struct call *call, struct reply *reply, struct making *making)
{
	struct arena *own CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	enum plan_refusal refusal = PLAN_OK;
	struct act act = call_act(call);
	if (own == NULL)
		return FAIL_LIMIT;
	act.arena = own;
	enum fail fail = plans_draft(&act, &making->wish, &refusal, &making->draft);
	if (fail == FAIL_REFUSED)
		return reply_refused(call, reply, plan_refusal_key(refusal));
	TRY(fail);
	return call_write(call, reply, keep_work, making);
}

static enum fail keep_work(struct write *write, void *context)
{
	struct making *making = context;
	enum plan_refusal refusal = PLAN_OK;
	struct plan_id id;
	enum fail fail = plans_keep(&write->act, &making->draft, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, plan_refusal_key(refusal), NULL);
	write->location = plan_url(write->act.arena, making->draft.day, making->draft.days);
	return fail;
}

static enum fail step_work(struct write *write, void *context UNUSED)
{
	const struct text *typed = NULL;
	struct duty_id duties[LIMIT_SKILLS];
	struct plan_id id = {call_id(write->call, 0)};
	struct plan_get_row plan;
	struct plan_asked asked;
	enum plan_refusal refusal = PLAN_OK;
	bool is_found = false;
	size_t count = form_many(&write->call->form, "duty", &typed);
	for (size_t i = 0; i < count; i++) {
		if (!ids_read(typed[i], &duties[i].value))
			return write_refuse(write, KEY_refusal_plan_no_duty, NULL);
	}
	enum fail fail = text_equal(call_word(write->call, 1), TEXT("ask")) ? plans_ask(&write->act, id, duties, count, &refusal, &asked)
		: plans_go_back(&write->act, id, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, plan_refusal_key(refusal), NULL);
	TRY(fail);
	TRY(q_plan_get(write->act.view, write->act.arena, &(struct plan_get_in){.centre_id = write->act.centre_id, .id = id}, &is_found, &plan));
	write->location = plan_url(write->act.arena, (int32_t)plan.day, (int32_t)plan.days);
	return OK;
}

static enum fail ill_work(struct write *write, void *context UNUSED)
{
	enum plan_refusal refusal = PLAN_OK;
	size_t released = 0;
	int32_t day = (int32_t)form_int(&write->call->form, "day");
	enum fail fail = plans_ill(&write->act, (struct person_id){form_int(&write->call->form, "who")}, day, &refusal, &released);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, plan_refusal_key(refusal), NULL);
	write->location = url_with(write->act.arena, plan_url(write->act.arena, day, 1), "ill", TEXT("1"));
	return fail;
}

static struct plan_span span_of(struct call *call, int32_t today)
{
	const struct form_data *form = &call->form;
	bool is_wish = form->form == &form_plan_make; /* a wish that was refused: what it was about, as far as it was understood */
	const char *name = !is_wish && form_has(form, "week") ? "week" : "day";
	bool is_week = is_wish ? form_int(form, "days") == PLANS_WEEK : name[0] == 'w';
	if (!form_has(form, name) || call_error(call, name).len > 0)
		return (struct plan_span){today + 1, 1};
	int32_t day = (int32_t)form_int(form, name);
	return is_week ? (struct plan_span){day - (when_weekday(day) - 1), PLANS_WEEK} : (struct plan_span){day, 1};
}

/* Seven days from today, or from the day itself when it lies farther ahead, with what wants people on each; then this week and the next. */
static enum fail fill_days(struct call *call, struct plan_span span, struct place_id scope, struct view_desk_plan *view)
{
	int32_t today = when_local_day(call->now_ms);
	int32_t first = span.days == 1 && span.day >= today + DAYS_SHOWN ? span.day - DAYS_SHOWN + 1 : today;
	int32_t monday = today - (when_weekday(today) - 1);
	struct view_desk_plan_other_day *days = arena_array(call->arena, struct view_desk_plan_other_day, DAYS_SHOWN + WEEKS_SHOWN);
	if (days == NULL)
		return FAIL_LIMIT;
	for (int32_t i = 0; i < DAYS_SHOWN + WEEKS_SHOWN; i++) {
		bool is_week = i >= DAYS_SHOWN;
		struct plan_span shown = is_week ? (struct plan_span){monday + (i - DAYS_SHOWN) * PLANS_WEEK, PLANS_WEEK} : (struct plan_span){first + i, 1};
		bool is_here = shown.day == span.day && shown.days == span.days;
		int64_t count = 0;
		TRY(count_waiting(call, shown, scope, &count));
		days[i] = (struct view_desk_plan_other_day){.href = plan_url(call->arena, shown.day, shown.days), .day = shown.day, .count = count,
			.is_here = is_here, .is_week = is_week, .week = i == DAYS_SHOWN ? KEY_plan_this_week : KEY_plan_next_week};
	}
	view->other_day.rows = days;
	view->other_day.count = DAYS_SHOWN + WEEKS_SHOWN;
	return count_waiting(call, span, scope, &view->waiting);
}

static enum fail count_waiting(struct call *call, struct plan_span span, struct place_id scope, int64_t *ret_count)
{
	struct plan_duties_rows rows;
	TRY(q_plan_duties(call->view, call->arena, &(struct plan_duties_in){.centre_id = call->centre_id, .scope_id = scope, .from_ms = when_at(span.day, 0),
		.to_ms = when_at(span.day + span.days, 0)}, &rows));
	*ret_count = (int64_t)rows.count;
	return OK;
}

static enum fail fill_plan(struct call *call, struct reply *reply, struct plan_id id, struct view_desk_plan *view)
{
	static const enum key kinds[] = {[PLAN_PROPOSED] = KEY_plan_kind_proposed, [PLAN_CHANGED] = KEY_plan_kind_changed,
		[PLAN_MENDED] = KEY_plan_kind_mended, [PLAN_BACK] = KEY_plan_kind_back};
	struct plan_get_row plan;
	bool is_found = false;
	struct act act = call_act(call);
	TRY(q_plan_get(call->view, call->arena, &(struct plan_get_in){.centre_id = call->centre_id, .id = id}, &is_found, &plan));
	check(is_found && (size_t)plan.kind < COUNT_OF(kinds));
	TRY(plans_is_stale(&act, id, &view->is_stale));
	int64_t gap_ppm = planner_gap_ppm(plan.value, plan.bound);
	view->follows = ids_text(call->arena, id.value);
	view->ask = url_id(call->arena, "/desk/plan/", id.value, "/ask");
	view->move = url_id(call->arena, "/desk/plan/", id.value, "/move");
	view->back = url_id(call->arena, "/desk/plan/", id.value, "/back");
	view->has_back = plan.follows_id.value != 0;
	view->kind = kinds[plan.kind];
	view->made_by = plan.made_by;
	view->made_ms = plan.made_at_ms;
	view->is_proven = plan.kind != PLAN_CHANGED && gap_ppm <= GAP_TELLING_PPM;
	view->has_gap_size = plan.kind != PLAN_CHANGED && gap_ppm > GAP_TELLING_PPM;
	view->gap_percent = arena_format(call->arena, "%lld.%lld", (long long)(gap_ppm / 10000), (long long)(gap_ppm / 1000 % 10));
	TRY(fill_rows(call, id, view));
	TRY(plan_fill_map(call, reply, id, view));
	return fill_gaps(call, id, view);
}

/* Somebody goes already, or it is wanted no longer. */
static bool is_settled(const struct plan_visits_row *row)
{
	return row->request_state != REQUEST_ACCEPTED && row->request_state != REQUEST_OPEN && row->request_state != REQUEST_REWORK;
}

static bool begins_a_day(const struct plan_visits_rows *rows, size_t i)
{
	return i == 0 || when_local_day(rows->rows[i - 1].start_ms) != when_local_day(rows->rows[i].start_ms);
}

/* A block for each volunteer: her day as a picture and her visits. */
static enum fail fill_rows(struct call *call, struct plan_id id, struct view_desk_plan *view)
{
	struct plan_visits_rows rows;
	struct plan_others *others;
	size_t count = 0;
	struct act act = call_act(call);
	TRY(q_plan_visits(call->view, call->arena, &(struct plan_visits_in){.centre_id = call->centre_id, .plan_id = id}, &rows));
	TRY(plans_others(&act, id, &others, &count));
	struct view_desk_plan_row *lines = arena_array(call->arena, struct view_desk_plan_row, rows.count + 1);
	struct view_desk_plan_row_visit *visits = arena_array(call->arena, struct view_desk_plan_row_visit, rows.count + 1);
	if (lines == NULL || visits == NULL)
		return FAIL_LIMIT;
	check(count == rows.count);
	for (size_t i = 0; i < rows.count; i++) {
		const struct plan_visits_row *row = &rows.rows[i];
		int32_t day = when_local_day(row->start_ms);
		bool is_new_day = begins_a_day(&rows, i);
		bool is_new = is_new_day || rows.rows[i - 1].person_id.value != row->person_id.value;
		bool is_gone = is_settled(row);
		if (is_new)
			lines[view->row.count++] = (struct view_desk_plan_row){.name = row->name, .href = url_id(call->arena, "/desk/people/", row->person_id.value, ""),
				.who = ids_text(call->arena, row->person_id.value), .day = day, .is_new_day = is_new_day && view->is_week, .visit = {&visits[i], 0}};
		lines[view->row.count - 1].visit.count++;
		visits[i] = (struct view_desk_plan_row_visit){.number = (int64_t)i + 1, .duty = ids_text(call->arena, row->duty_id.value), .title = VOCAB_TITLE(row),
			.href = url_id(call->arena, "/desk/requests/", row->request_id.value, ""), .resident = mask_name(call->arena, row->resident_name),
			.where = VOCAB(row->place_name), .from_ms = row->start_ms, .to_ms = row->start_ms + row->duration_min * MINUTE_MS, .way = row->way_min,
			.x = bar_x(row->start_ms, day), .width = row->duration_min, .is_asked = row->is_asked, .is_gone = is_gone && !row->is_asked,
			.can_ask = !is_gone && row->refusal.at == NULL && !is_among(&rows, i)}; /* one box for all who go to a duty */
		view->served += is_among(&rows, i) ? 0 : 1;
		view->can_ask = view->can_ask || visits[i].can_ask;
		visits[i].can_change = visits[i].can_ask && !is_team(&rows, i);
		if (visits[i].can_change)
			TRY(fill_others(call, &others[i], &visits[i], visits[i].duty));
	}
	view->row.rows = lines;
	return OK;
}

/* Whether the duty of row i is among the rows before it: several go to one. */
static bool is_among(const struct plan_visits_rows *rows, size_t i)
{
	for (size_t n = 0; n < i; n++) {
		if (rows->rows[n].duty_id.value == rows->rows[i].duty_id.value)
			return true;
	}
	return false;
}

/* Whether others go to the same duty: all come or none, so one of them is not exchanged alone. */
static bool is_team(const struct plan_visits_rows *rows, size_t i)
{
	for (size_t n = 0; n < rows->count; n++) {
		if (n != i && rows->rows[n].duty_id.value == rows->rows[i].duty_id.value)
			return true;
	}
	return false;
}

static enum fail fill_others(struct call *call, const struct plan_others *others, struct view_desk_plan_row_visit *visit, struct text duty)
{
	struct view_desk_plan_row_visit_other *lines = arena_array(call->arena, struct view_desk_plan_row_visit_other, others->count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < others->count; i++) {
		const struct plan_other *other = &others->rows[i];
		struct person_get_row person;
		bool is_found = false;
		TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = other->person_id}, &is_found, &person));
		if (!is_found)
			continue;
		lines[visit->other.count++] = (struct view_desk_plan_row_visit_other){.name = person.name, .at_ms = other->start_ms, .way = other->way_min,
			.value = arena_format(call->arena, "%.*s.%.*s", TEXT_ARGS(duty), TEXT_ARGS(ids_text(call->arena, other->person_id.value)))};
	}
	visit->other.rows = lines;
	visit->nobody = arena_format(call->arena, "%.*s.", TEXT_ARGS(duty));
	return OK;
}

/* What stays open, and what would help: the reason that stopped most of those who were near enough. */
static enum fail fill_gaps(struct call *call, struct plan_id id, struct view_desk_plan *view)
{
	struct plan_gaps_rows rows;
	TRY(q_plan_gaps(call->view, call->arena, &(struct plan_gaps_in){.centre_id = call->centre_id, .plan_id = id}, &rows));
	struct view_desk_plan_gap *lines = arena_array(call->arena, struct view_desk_plan_gap, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct plan_gaps_row *row = &rows.rows[i];
		bool is_still_open = row->request_state == REQUEST_ACCEPTED || row->request_state == REQUEST_OPEN || row->request_state == REQUEST_REWORK;
		bool is_skill = row->no_skill >= row->not_free && row->no_skill >= row->no_room;
		if (!is_still_open)
			continue;
		lines[view->gap.count++] = (struct view_desk_plan_gap){.title = VOCAB_TITLE(row), .href = url_id(call->arena, "/desk/requests/", row->request_id.value, ""),
			.resident = mask_name(call->arena, row->resident_name), .where = VOCAB(row->place_name), .from_ms = row->from_ms, .to_ms = row->to_ms,
			.too_far = row->too_far, .no_skill = row->no_skill, .not_free = row->not_free, .not_wanted = row->not_wanted, .no_room = row->no_room,
			.would_help = is_skill ? KEY_plan_help_skill : row->not_free >= row->no_room ? KEY_plan_help_free : KEY_plan_help_room};
	}
	view->gap.rows = lines;
	view->left_open = (int64_t)view->gap.count;
	return OK;
}

static enum fail fill_promised(struct call *call, struct place_id scope, struct plan_span span, struct view_desk_plan *view)
{
	struct plan_promised_rows rows;
	TRY(q_plan_promised(call->view, call->arena, &(struct plan_promised_in){.centre_id = call->centre_id, .scope_id = scope, .from_ms = when_at(span.day, 0),
		.to_ms = when_at(span.day + span.days, 0)}, &rows));
	struct view_desk_plan_promised *lines = arena_array(call->arena, struct view_desk_plan_promised, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct plan_promised_row *row = &rows.rows[i];
		int32_t day = when_local_day(row->from_ms);
		bool is_again = i > 0 && rows.rows[i - 1].person_id.value == row->person_id.value && when_local_day(rows.rows[i - 1].from_ms) == day;
		lines[i] = (struct view_desk_plan_promised){.name = row->name, .who = ids_text(call->arena, row->person_id.value), .title = VOCAB_TITLE(row),
			.href = url_id(call->arena, "/desk/requests/", row->request_id.value, ""), .resident = mask_name(call->arena, row->resident_name),
			.where = VOCAB(row->place_name), .from_ms = row->from_ms, .to_ms = row->to_ms,
			.day = when_iso_day(call->arena, day), .date = day, .can_be_ill = !is_again && day >= when_local_day(call->now_ms)};
	}
	view->promised.rows = lines;
	view->promised.count = rows.count;
	return OK;
}

enum key plan_refusal_key(enum plan_refusal refusal)
{
	return words_named("refusal.plan", text_of(plan_refusal_name(refusal)));
}

struct url plan_url(struct arena *arena, int32_t day, int32_t days)
{
	return url_with(arena, URL("/desk/plan"), days == PLANS_WEEK ? "week" : "day", when_iso_day(arena, day));
}

/* Where an instant lies in the picture of the day; its edge when it is outside. */
static int64_t bar_x(int64_t at_ms, int32_t day)
{
	int64_t min = (at_ms - when_at(day, 0)) / MINUTE_MS;
	min = min < BAR_FROM_MIN ? BAR_FROM_MIN : min > BAR_UNTIL_MIN ? BAR_UNTIL_MIN : min;
	return min - BAR_FROM_MIN;
}
