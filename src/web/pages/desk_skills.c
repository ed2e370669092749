/* SPDX-License-Identifier: Apache-2.0
 *
 * Skills that volunteers put forward, for staff to confirm or not.
 */
#include "domain/people.h"
#include "queries/people.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/desk.h"
#include "web/reply.h"
#include "web/words.h"

static const struct field decide_fields[] = {
	{ .name = "until", .type = FIELD_DAY, .label = KEY_desk_skills_until },
	{ .name = "reason", .type = FIELD_TEXT, .max = 100, .label = KEY_desk_skills_reason },
};
const struct form form_desk_skill = FORM("desk_skill", decide_fields);

static enum fail decide_work(struct write *write, void *context);

enum fail page_desk_skills_get(struct call *call, struct reply *reply)
{
	struct view_desk_skills view = {.csrf = call_csrf(call), .once = call_once(call)};
	struct skill_claims_waiting_rows rows;
	bool is_again = call->form.form == &form_desk_skill;
	TRY(q_skill_claims_waiting(call->view, call->arena, &(struct skill_claims_waiting_in){.centre_id = call->centre_id,
		.scope_id = access_scope(&call->access, ROLES_STAFF)}, &rows));
	struct view_desk_skills_claim *lines = arena_array(call->arena, struct view_desk_skills_claim, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct skill_claims_waiting_row *row = &rows.rows[i];
		int64_t id = row->id.value;
		lines[i] = (struct view_desk_skills_claim){.id = ids_text(call->arena, id), .confirm = url_id(call->arena, "/desk/skills/", id, "/confirm"),
			.decline = url_id(call->arena, "/desk/skills/", id, "/decline"), .person = url_id(call->arena, "/desk/people/", row->person_id.value, ""),
			.name = row->name, .number = row->number, .where = VOCAB(row->place_name), .skill = words_skill(row->skill), .note = row->note,
			.asked_ms = row->asked_at_ms};
		if (!is_again || call_id(call, 0) != id)
			continue;
		lines[i].until = form_text(&call->form, "until");
		lines[i].reason = form_text(&call->form, "reason");
		lines[i].error = call_error(call, "reason").len > 0 ? call_error(call, "reason") : call_error(call, "until");
		lines[i].is_open = call_error(call, "reason").len > 0;
	}
	view.claim.rows = lines;
	view.claim.count = rows.count;
	view.shell.title = call_say(call, KEY_desk_skills_title);
	return reply_page(call, reply, &page_desk_skills, &view);
}

enum fail page_desk_skill_post(struct call *call, struct reply *reply)
{
	struct text word = call_word(call, 1);
	if (!text_equal(word, TEXT("confirm")) && !text_equal(word, TEXT("decline")))
		return reply_status(call, reply, 404);
	return call_write(call, reply, decide_work, NULL);
}

static enum fail decide_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum people_refusal refusal = PEOPLE_OK;
	bool is_confirmed = text_equal(call_word(write->call, 1), TEXT("confirm"));
	enum fail fail = people_decide_skill(&write->act, &(struct people_decide_options){.id = {call_id(write->call, 0)}, .is_confirmed = is_confirmed,
		.valid_until_day = (int32_t)form_int(form, "until"), .reason = form_text(form, "reason")}, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_people_refusal(refusal),
			refusal == PEOPLE_NO_REASON ? "reason" : refusal == PEOPLE_DAY_PAST ? "until" : NULL);
	write->location = URL("/desk/skills");
	return fail;
}
