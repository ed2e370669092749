/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/desk.h"

#include "domain/requests.h"
#include "queries/desk_pages.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/reply.h"
#include "web/words.h"

#define STATES_ALL 0

static const struct field queue_fields[] = {
	{ .name = "state", .type = FIELD_INT, .min = 0, .max = REQUEST_STATE_COUNT - 1, .label = KEY_desk_queue_state },
	{ .name = "late", .type = FIELD_BOOL, .label = KEY_desk_queue_late },
};
const struct form form_desk_queue = FORM("desk_queue", queue_fields);

static enum fail fill_filters(struct call *call, struct place_id scope, int64_t state, bool is_late, struct view_desk_queue *view);
static enum fail fill_rows(struct call *call, struct place_id scope, int64_t state, bool is_late, struct view_desk_queue *view);

enum fail page_desk_queue_get(struct call *call, struct reply *reply)
{
	struct view_desk_queue view = {.total = 0};
	struct place_id scope = access_scope(&call->access, ROLES_DESK);
	bool is_late = form_bool(&call->form, "late");
	int64_t state = form_int(&call->form, "state");
	view.can_new = call_is(call, ROLES_STAFF);
	if (!view.can_new && !is_late && !form_has(&call->form, "state")) /* the county begins with what was passed to it */
		state = REQUEST_ESCALATED;
	TRY(fill_filters(call, scope, state, is_late, &view));
	TRY(fill_rows(call, scope, state, is_late, &view));
	view.shell.title = call_say(call, KEY_desk_queue_title);
	return reply_page(call, reply, &page_desk_queue, &view);
}

/* All, late, and each state in which something stands. */
static enum fail fill_filters(struct call *call, struct place_id scope, int64_t state, bool is_late, struct view_desk_queue *view)
{
	struct desk_counts_rows rows;
	int64_t late = 0;
	TRY(q_desk_counts(call->view, call->arena, &(struct desk_counts_in){.centre_id = call->centre_id, .scope_id = scope}, &rows));
	struct view_desk_queue_filter *filters = arena_array(call->arena, struct view_desk_queue_filter, rows.count + 2);
	if (filters == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		struct text number = arena_format(call->arena, "%lld", (long long)rows.rows[i].state);
		view->total += rows.rows[i].count;
		late += rows.rows[i].late;
		filters[i + 2] = (struct view_desk_queue_filter){.href = url_with(call->arena, URL("/desk"), "state", number),
			.label = words_state((enum request_state)rows.rows[i].state), .count = rows.rows[i].count, .is_here = rows.rows[i].state == state};
	}
	filters[0] = (struct view_desk_queue_filter){.href = URL("/desk?state=0"), .label = KEY_desk_queue_all, .count = view->total,
		.is_here = state == STATES_ALL && !is_late};
	filters[1] = (struct view_desk_queue_filter){.href = URL("/desk?late=1"), .label = KEY_desk_queue_late, .count = late, .is_here = is_late,
		.is_late = late > 0};
	view->filter.rows = filters;
	view->filter.count = rows.count + 2;
	return OK;
}

static enum fail fill_rows(struct call *call, struct place_id scope, int64_t state, bool is_late, struct view_desk_queue *view)
{
	struct desk_queue_rows rows;
	TRY(q_desk_queue(call->view, call->arena, &(struct desk_queue_in){.centre_id = call->centre_id, .scope_id = scope, .state = state,
		.late_only = is_late}, &rows));
	struct view_desk_queue_row *lines = arena_array(call->arena, struct view_desk_queue_row, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct desk_queue_row *row = &rows.rows[i];
		lines[i] = (struct view_desk_queue_row){.href = url_id(call->arena, "/desk/requests/", row->id.value, ""),
			.number = ids_short(call->arena, row->id.value), .what = VOCAB_TITLE(row), .who = mask_name(call->arena, row->name), .where = VOCAB(row->place_name),
			.lives_alone = row->lives_alone, .wanted_ms = row->wanted_from_ms, .badge = words_badge(call->arena, (enum request_state)row->state),
			.pill = words_pill(call->arena, row->deadline_at_ms, row->is_escalated, call->now_ms)};
		if (lines[i].badge == NULL || lines[i].pill == NULL)
			return FAIL_LIMIT;
	}
	view->row.rows = lines;
	view->row.count = rows.count;
	view->is_cut = rows.is_cut;
	return OK;
}
