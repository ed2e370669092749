/* SPDX-License-Identifier: Apache-2.0
 *
 * An organisation's points: they came for goods that it gave, and go to the
 * community pool, by its leader or, once it has left the field, at the desk.
 */
#include "base/arena.h"
#include "domain/ledger.h"
#include "queries/teams.h"
#include "web/call.h"
#include "web/pages/points.h"
#include "web/words.h"

static const struct field donate_fields[] = {
	{ .name = "amount", .type = FIELD_POINTS, .is_required = true, .min = 1, .max = LEDGER_AMOUNT_MAX, .label = KEY_give_amount },
};
const struct form form_donate = FORM("donate", donate_fields);

static enum fail donate_work(struct write *write, void *context);

enum fail page_team_donate_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, donate_work, NULL);
}

enum fail page_teams_donate_post(struct call *call, struct reply *reply)
{
	struct url back = url_id(call->arena, "/desk/teams/", call_id(call, 0), "");
	return call_write(call, reply, donate_work, &back);
}

enum fail points_of_team(struct call *call, struct organisation_id organisation_id, const struct view_parts_points_lines **ret_lines)
{
	struct team_points_rows rows;
	TRY(q_team_points(call->view, call->arena, &(struct team_points_in){.centre_id = call->centre_id, .organisation_id = organisation_id}, &rows));
	struct view_parts_points_lines *view = arena_new(call->arena, struct view_parts_points_lines);
	struct view_parts_points_lines_line *lines = arena_array(call->arena, struct view_parts_points_lines_line, rows.count + 1);
	if (view == NULL || lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct team_points_row *row = &rows.rows[i];
		lines[i] = (struct view_parts_points_lines_line){.title = VOCAB_OF(row, title), .amount = row->amount, .is_plus = row->amount > 0, .at_ms = row->at_ms,
			.reason = row->reason == TRANSFER_GOOD ? KEY_points_good : row->reason == TRANSFER_DONATE ? KEY_resident_points_give : KEY_points_adjust};
	}
	*view = (struct view_parts_points_lines){.line = {.rows = lines, .count = rows.count}};
	*ret_lines = view;
	return OK;
}

/* `context` is where the answer leads; the leader's page without. */
static enum fail donate_work(struct write *write, void *context)
{
	const struct url *back = context;
	enum give_refusal refusal = GIVE_OK;
	struct transfer_id id;
	TRY(points_transfer_id(write, &id));
	enum fail fail = ledger_donate_of_organisation(&write->act, id, (struct organisation_id){call_id(write->call, 0)},
		form_int(&write->call->form, "amount"), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_give_refusal(refusal), refusal == GIVE_NOT_LEADER ? NULL : "amount");
	write->location = back != NULL ? *back : URL("/team");
	return fail;
}
