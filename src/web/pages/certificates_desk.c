/* SPDX-License-Identifier: Apache-2.0 */
#include "queries/certificates.h"
#include "views/desk.h"
#include "web/app.h"
#include "web/pages/certificates.h"

static const struct choice kind_choices[] = {
	{ .word = "resident_id", .value = DOCUMENT_RESIDENT_ID, .label = KEY_certificate_document_1 },
	{ .word = "other", .value = DOCUMENT_OTHER, .label = KEY_certificate_document_2 },
	{ .word = NULL },
};
static const struct field issue_fields[] = {
	{ .name = "number", .type = FIELD_TEXT, .is_required = true, .max = 20, .label = KEY_certificate_desk_number },
};
const struct form form_desk_certificate = FORM("desk_certificate", issue_fields);
static const struct field step_fields[] = {
	{ .name = "kind", .type = FIELD_CHOICE, .choices = kind_choices, .label = KEY_certificate_desk_kind },
	{ .name = "tail", .type = FIELD_TEXT, .max = 4, .label = KEY_certificate_desk_tail },
	{ .name = "note", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_certificate_desk_reason },
};
const struct form form_desk_certificate_step = FORM("desk_certificate_step", step_fields);

static enum fail issue_work(struct write *write, void *context);
static enum fail step_work(struct write *write, void *context);
static const char *field_of(enum certificate_refusal refusal);
static enum fail check_place(struct call *call, bool *ret_is_allowed);

const struct relation relation_certificate_place = {"staff of the holder's place", check_place};

enum fail page_desk_certificates_get(struct call *call, struct reply *reply)
{
	struct view_desk_certificates view = {.csrf = call_csrf(call), .once = call_once(call)};
	struct certificates_waiting_rows rows;
	TRY(q_certificates_waiting(call->view, call->arena, &(struct certificates_waiting_in){.centre_id = call->centre_id,
		.scope_id = access_scope(&call->access, ROLES_STAFF)}, &rows));
	struct view_desk_certificates_waiting *waiting = arena_array(call->arena, struct view_desk_certificates_waiting, rows.count + 1);
	if (waiting == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		waiting[i] = (struct view_desk_certificates_waiting){.href = url_id(call->arena, "/desk/certificates/", rows.rows[i].id.value, ""),
			.name = rows.rows[i].name, .at_ms = rows.rows[i].at_ms};
	view.waiting.rows = waiting;
	view.waiting.count = rows.count;
	if (call->form.form == &form_desk_certificate) {
		view.number = form_text(&call->form, "number");
		view.number_error = call_error(call, "number");
	}
	view.shell.title = call_say(call, KEY_certificate_desk_title);
	return reply_page(call, reply, &page_desk_certificates, &view);
}

enum fail page_desk_certificates_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, issue_work, NULL);
}

enum fail page_desk_certificate_get(struct call *call, struct reply *reply)
{
	struct certificate certificate;
	struct certificate_handler_row holder = {TEXT_NONE};
	bool is_found = false;
	struct act act = call_act(call);
	TRY(certificates_get(&act, (struct certificate_id){call_id(call, 0)}, &is_found, &certificate));
	if (!is_found)
		return reply_status(call, reply, 404);
	TRY(q_certificate_handler(call->view, call->arena, &(struct certificate_handler_in){.centre_id = call->centre_id,
		.person_id = certificate.person_id}, &is_found, &holder));
	enum certificate_state state = certificate.is_outdated ? CERTIFICATE_REVOKED : certificate.state;
	struct certificate_look look = certificates_look(state);
	int64_t id = certificate.id.value;
	struct view_desk_certificate view = {.csrf = call_csrf(call), .once = call_once(call), .name = holder.name, .state = look.state,
		.tone = look.tone, .icon = look.icon, .is_waiting = state == CERTIFICATE_REQUESTED, .is_issued = certificate.issued_at_ms != 0,
		.reason = certificate.state == CERTIFICATE_REVOKED ? certificate.reason : TEXT_NONE,
		.can_revoke = certificate.state != CERTIFICATE_REVOKED && call_is(call, ROLE_BIT(ROLE_MANAGER)),
		.pdf = url_id(call->arena, "/desk/certificates/", id, "/pdf"), .check = url_id(call->arena, "/desk/certificates/", id, "/check"),
		.revoke = url_id(call->arena, "/desk/certificates/", id, "/revoke")};
	if (call->form.form == &form_desk_certificate_step) {
		view.tail = form_text(&call->form, "tail");
		view.tail_error = call_error(call, "tail");
		view.note = form_text(&call->form, "note");
		view.note_error = call_error(call, "note");
	}
	if (view.is_issued && (view.facts = certificates_facts(call, &certificate)) == NULL)
		return FAIL_LIMIT;
	view.shell.title = call_say(call, KEY_certificate_desk_title);
	return reply_page(call, reply, &page_desk_certificate, &view);
}

enum fail page_desk_certificate_step_post(struct call *call, struct reply *reply)
{
	struct text word = call_word(call, 1);
	if (!text_equal(word, TEXT("check")) && !text_equal(word, TEXT("revoke")))
		return reply_status(call, reply, 404);
	return call_write(call, reply, step_work, NULL);
}

/* At the window: everything on it, sealed there and then. */
static enum fail issue_work(struct write *write, void *context UNUSED)
{
	const struct act *act = &write->act;
	enum certificate_refusal refusal = CERTIFICATE_OK;
	struct certificate_volunteer_row volunteer;
	struct certificate_id id;
	bool is_found = false;
	TRY(q_certificate_volunteer(act->view, act->arena, &(struct certificate_volunteer_in){.centre_id = act->centre_id,
		.number = form_text(&write->call->form, "number")}, &is_found, &volunteer));
	if (!is_found)
		return write_refuse(write, KEY_refusal_certificate_number_unknown, "number");
	enum fail fail = certificates_request(act, &(struct certificate_options){.person_id = volunteer.person_id,
		.shows = CERTIFICATE_SHOWS_NAME | CERTIFICATE_SHOWS_LIST, .wants_seal = true}, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, certificates_refusal(refusal), "number");
	TRY(fail);
	write->location = url_id(act->arena, "/desk/certificates/", id.value, "");
	return OK;
}

static enum fail step_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum certificate_refusal refusal = CERTIFICATE_OK;
	struct certificate_id id = {call_id(write->call, 0)};
	bool is_check = text_equal(call_word(write->call, 1), TEXT("check"));
	struct certificate_document document = {.id = id, .kind = (enum document_kind)form_int(form, "kind"), .tail = form_text(form, "tail")};
	enum fail fail = is_check ? certificates_check(&write->act, &document, &refusal)
		: certificates_revoke(&write->act, id, form_text(form, "note"), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, certificates_refusal(refusal), field_of(refusal));
	TRY(fail);
	write->location = url_id(write->act.arena, "/desk/certificates/", id.value, "");
	return OK;
}

static const char *field_of(enum certificate_refusal refusal)
{
	if (refusal == CERTIFICATE_DOCUMENT_INVALID)
		return "tail";
	return refusal == CERTIFICATE_NO_REASON || refusal == CERTIFICATE_WORDS_TOO_LONG ? "note" : NULL;
}

static enum fail check_place(struct call *call, bool *ret_is_allowed)
{
	struct certificate certificate;
	struct certificate_holder_row holder;
	bool is_found = false;
	struct act act = call_act(call);
	TRY(certificates_get(&act, (struct certificate_id){call_id(call, 0)}, &is_found, &certificate));
	if (is_found)
		TRY(q_certificate_holder(call->view, call->arena, &(struct certificate_holder_in){.centre_id = call->centre_id,
			.person_id = certificate.person_id}, &is_found, &holder));
	*ret_is_allowed = false;
	return is_found ? access_in_scope(&act, &call->access, ROLES_STAFF, holder.place_id, ret_is_allowed) : OK;
}
