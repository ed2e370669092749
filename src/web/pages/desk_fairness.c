/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether the load is shared: by community and by month, and who would gladly
 * come but was not asked for long.
 */
#include "domain/fairness.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/when.h"
#include "domain/access.h"
#include "queries/fairness.h"
#include "views/desk.h"
#include "web/pages/desk.h"
#include "web/reply.h"

#define SPAN_DAYS 90
#define MONTHS_SHOWN 6
#define IDLE_SHOWN 20
#define IDLE_DAYS 30          /* idle: so long without a service, though free and not resting */
#define BAR_WIDE 200          /* units of a bar as long as can be */

static enum fail fill_places(struct call *call, const struct fairness *fairness, struct view_desk_fairness *view);
static enum fail fill_months(struct call *call, struct place_id scope, struct view_desk_fairness *view);
static enum fail fill_idle(struct call *call, const struct fairness *fairness, struct view_desk_fairness *view);
static enum fail fill_could(struct call *call, struct person_id person_id, struct view_desk_fairness_idle *line);
static struct text as_share(struct arena *arena, int64_t permille);
static int64_t waits_since(const struct fairness_person *person);

enum fail page_desk_fairness_get(struct call *call, struct reply *reply)
{
	struct place_id scope = access_scope(&call->access, ROLES_DESK);
	int32_t today = when_local_day(call->now_ms);
	struct act act = call_act(call);
	struct fairness fairness;
	struct view_desk_fairness view = {.days = SPAN_DAYS, .plan = URL("/desk/plan")};
	TRY(fairness_read(&act, scope, when_at(today - SPAN_DAYS + 1, 0), when_at(today + 1, 0), &fairness));
	view.volunteers = (int64_t)fairness.count;
	view.served_people = fairness.served_people;
	view.served = fairness.served_min;
	view.gini = as_share(call->arena, fairness.gini);
	view.meaning = fairness.gini < 400 ? KEY_fairness_even : fairness.gini < 600 ? KEY_fairness_middling : KEY_fairness_uneven;
	TRY(fill_places(call, &fairness, &view));
	TRY(fill_months(call, scope, &view));
	TRY(fill_idle(call, &fairness, &view));
	view.shell.title = call_say(call, KEY_fairness_title);
	return reply_page(call, reply, &page_desk_fairness, &view);
}

/* People come by place: one line for each. */
static enum fail fill_places(struct call *call, const struct fairness *fairness, struct view_desk_fairness *view)
{
	struct view_desk_fairness_place *lines = arena_array(call->arena, struct view_desk_fairness_place, fairness->count + 1);
	int64_t *amounts = arena_array(call->arena, int64_t, fairness->count + 1);
	int64_t most = 1;
	if (lines == NULL || amounts == NULL)
		return FAIL_LIMIT;
	for (size_t from = 0, to = 0; from < fairness->count; from = to) {
		struct view_desk_fairness_place *line = &lines[view->place.count++];
		size_t active = 0;
		*line = (struct view_desk_fairness_place){.name = VOCAB(fairness->people[from].place_name)};
		for (to = from; to < fairness->count && fairness->people[to].place_id.value == fairness->people[from].place_id.value; to++) {
			const struct fairness_person *person = &fairness->people[to];
			line->volunteers++;
			line->went += person->served_min > 0 ? 1 : 0;
			line->served += person->served_min;
			line->asked += person->asked;
			if (!person->is_paused)
				amounts[active++] = person->served_min;
		}
		line->gini = as_share(call->arena, fairness_gini(amounts, active));
		most = line->served > most ? line->served : most;
	}
	for (size_t i = 0; i < view->place.count; i++)
		lines[i].width = lines[i].served * BAR_WIDE / most;
	view->place.rows = lines;
	return OK;
}

/* This month so far and the five before it. */
static enum fail fill_months(struct call *call, struct place_id scope, struct view_desk_fairness *view)
{
	struct view_desk_fairness_month *lines = arena_array(call->arena, struct view_desk_fairness_month, MONTHS_SHOWN);
	struct local_time now = when_local(call->now_ms);
	struct act act = call_act(call);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (int i = 0; i < MONTHS_SHOWN; i++) {
		int32_t back = MONTHS_SHOWN - 1 - i;
		int32_t months = now.year * 12 + now.month - 1 - back;
		int32_t first = 0;
		int32_t next = 0;
		struct fairness fairness;
		check(when_day_from_date(months / 12, months % 12 + 1, 1, &first) && when_day_from_date((months + 1) / 12, (months + 1) % 12 + 1, 1, &next));
		TRY(fairness_read(&act, scope, when_at(first, 0), when_at(next, 0), &fairness));
		lines[i] = (struct view_desk_fairness_month){.month = months % 12 + 1, .served = fairness.served_min, .went = fairness.served_people,
			.gini = as_share(call->arena, fairness.gini), .width = fairness.gini * BAR_WIDE / 1000, .is_now = back == 0};
	}
	view->month.rows = lines;
	view->month.count = MONTHS_SHOWN;
	return OK;
}

static int by_waiting(const void *left, const void *right)
{
	int64_t a = waits_since(*(const struct fairness_person *const *)left);
	int64_t b = waits_since(*(const struct fairness_person *const *)right);
	return (a > b) - (a < b);
}

/* Who said when she is free, does not rest, and has not served for a month; longest first. */
static enum fail fill_idle(struct call *call, const struct fairness *fairness, struct view_desk_fairness *view)
{
	const struct fairness_person **waiting = arena_array(call->arena, const struct fairness_person *, fairness->count + 1);
	struct view_desk_fairness_idle *lines = arena_array(call->arena, struct view_desk_fairness_idle, IDLE_SHOWN);
	size_t count = 0;
	if (waiting == NULL || lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < fairness->count; i++) {
		const struct fairness_person *person = &fairness->people[i];
		if (!person->is_paused && person->free_min > 0 && waits_since(person) < call->now_ms - IDLE_DAYS * DAY_MS)
			waiting[count++] = person;
	}
	qsort(waiting, count, sizeof(waiting[0]), by_waiting);
	view->idle_count = (int64_t)count;
	for (size_t i = 0; i < count && i < IDLE_SHOWN; i++) {
		const struct fairness_person *person = waiting[i];
		lines[i] = (struct view_desk_fairness_idle){.name = person->name, .href = url_id(call->arena, "/desk/people/", person->person_id.value, ""),
			.where = VOCAB(person->place_name), .last_ms = person->last_ms, .asked = person->asked, .free = person->free_min};
		TRY(fill_could(call, person->person_id, &lines[i]));
		view->idle.count++;
	}
	view->idle.rows = lines;
	return OK;
}

static enum fail fill_could(struct call *call, struct person_id person_id, struct view_desk_fairness_idle *line)
{
	struct fairness_could_rows rows;
	TRY(q_fairness_could(call->view, call->arena, &(struct fairness_could_in){.centre_id = call->centre_id, .person_id = person_id,
		.day = when_local_day(call->now_ms)}, &rows));
	struct view_desk_fairness_idle_could *could = arena_array(call->arena, struct view_desk_fairness_idle_could, rows.count + 1);
	if (could == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		could[i].title = (struct vocab){.zh = rows.rows[i].title, .en = rows.rows[i].title_en};
	line->could.rows = could;
	line->could.count = rows.count;
	return OK;
}

static struct text as_share(struct arena *arena, int64_t permille)
{
	return arena_format(arena, "0.%02lld", (long long)(permille / 10));
}

/* Since when she has waited: her last service, or when she became a volunteer. */
static int64_t waits_since(const struct fairness_person *person)
{
	return person->last_ms != 0 ? person->last_ms : person->since_ms;
}
