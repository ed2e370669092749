/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records.h"
#include "queries/certificates.h"
#include "views/volunteer.h"
#include "web/app.h"
#include "web/pages/certificates.h"
#include "web/qr.h"

static const struct field certificate_fields[] = {
	{ .name = "name", .type = FIELD_BOOL, .label = KEY_certificate_own_name },
	{ .name = "list", .type = FIELD_BOOL, .label = KEY_certificate_own_list },
	{ .name = "seal", .type = FIELD_BOOL, .label = KEY_certificate_own_seal },
	{ .name = "from", .type = FIELD_DAY, .label = KEY_certificate_own_from },
	{ .name = "to", .type = FIELD_DAY, .label = KEY_certificate_own_to },
};
const struct form form_certificate = FORM("certificate", certificate_fields);


static enum fail fill_mine(struct call *call, struct view_volunteer_certificates *view);
static enum fail issue_work(struct write *write, void *context);
static enum fail replace_work(struct write *write, void *context);
static enum fail request(struct write *write, const struct certificate_options *options, bool has_form);
static enum fail read_one(struct call *call, bool *ret_found, struct certificate *ret_certificate);
static enum fail check_own(struct call *call, bool *ret_is_allowed);

const struct relation relation_own_certificate = {"the caller's own certificate", check_own};

enum fail page_certificates_get(struct call *call, struct reply *reply)
{
	struct view_volunteer_certificates view = {.csrf = call_csrf(call), .once = call_once(call), .shows_name = true, .shows_list = true};
	struct records_total total;
	struct act act = call_act(call);
	TRY(records_total_of(&act, call->actor, &total));
	view.countable = total.minutes_machine + total.minutes_manual;
	if (call->form.form == &form_certificate) {
		view.shows_name = form_bool(&call->form, "name");
		view.shows_list = form_bool(&call->form, "list");
		view.wants_seal = form_bool(&call->form, "seal");
		view.from = form_text(&call->form, "from");
		view.to = form_text(&call->form, "to");
		view.from_error = call_error(call, "from");
		view.to_error = call_error(call, "to");
		view.is_unfolded = true;
	}
	TRY(fill_mine(call, &view));
	view.shell.title = call_say(call, KEY_certificate_own_title);
	return reply_page(call, reply, &page_volunteer_certificates, &view);
}

enum fail page_certificates_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, issue_work, NULL);
}

enum fail page_certificate_replace_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, replace_work, NULL);
}

enum fail page_certificate_get(struct call *call, struct reply *reply)
{
	struct certificate certificate;
	bool is_found = false;
	TRY(read_one(call, &is_found, &certificate));
	if (!is_found)
		return reply_status(call, reply, 404);
	enum certificate_state state = certificate.is_outdated ? CERTIFICATE_REVOKED : certificate.state;
	struct certificate_look look = certificates_look(state);
	int64_t id = certificate.id.value;
	struct view_volunteer_certificate view = {.csrf = call_csrf(call), .once = call_once(call), .state = look.state, .tone = look.tone,
		.icon = look.icon, .is_waiting = state == CERTIFICATE_REQUESTED, .is_valid = state == CERTIFICATE_ISSUED,
		.is_issued = certificate.issued_at_ms != 0, .has_fallen = certificate.is_outdated,
		.reason = certificate.state == CERTIFICATE_REVOKED ? certificate.reason : TEXT_NONE,
		.replaced_by = certificate_number_show(call->arena, certificate.replaced_by),
		.pdf = url_id(call->arena, "/serve/certificates/", id, "/pdf"),
		.replace = url_id(call->arena, "/serve/certificates/", id, "/replace"), .code_alt = call_say(call, KEY_certificate_one_code),
		.slip = certificate.slip};
	if (view.is_issued) {
		TRY(qr_draw(call->arena, certificates_address(call, certificate.slip), &view.code_side, &view.code));
		if ((view.facts = certificates_facts(call, &certificate)) == NULL)
			return FAIL_LIMIT;
	}
	view.shell.title = call_say(call, KEY_certificate_own_title);
	return reply_page(call, reply, &page_volunteer_certificate, &view);
}

enum fail page_certificate_pdf_get(struct call *call, struct reply *reply)
{
	struct certificate certificate;
	bool is_found = false;
	TRY(read_one(call, &is_found, &certificate));
	if (!is_found || certificate.issued_at_ms == 0)
		return reply_status(call, reply, 404);
	return certificates_reply_pdf(call, reply, &certificate);
}

static enum fail fill_mine(struct call *call, struct view_volunteer_certificates *view)
{
	struct certificates_of_person_rows rows;
	TRY(q_certificates_of_person(call->view, call->arena, &(struct certificates_of_person_in){.centre_id = call->centre_id,
		.person_id = call->actor}, &rows));
	struct view_volunteer_certificates_mine *mine = arena_array(call->arena, struct view_volunteer_certificates_mine, rows.count + 1);
	if (mine == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct certificates_of_person_row *row = &rows.rows[i];
		struct certificate_look look = certificates_look((enum certificate_state)row->state);
		mine[i] = (struct view_volunteer_certificates_mine){.href = url_id(call->arena, "/serve/certificates/", row->id.value, ""),
			.number = certificate_number_show(call->arena, row->number), .state = look.state, .tone = look.tone, .icon = look.icon,
			.hours = row->minutes > 0 ? certificates_hours(call, row->minutes) : TEXT_NONE, .at_ms = row->at_ms};
	}
	view->mine.rows = mine;
	view->mine.count = rows.count;
	return OK;
}

static enum fail issue_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	unsigned shows = (form_bool(form, "name") ? CERTIFICATE_SHOWS_NAME : 0u) | (form_bool(form, "list") ? CERTIFICATE_SHOWS_LIST : 0u);
	return request(write, &(struct certificate_options){.person_id = write->act.actor, .shows = shows, .wants_seal = form_bool(form, "seal"),
		.from_day = (int32_t)form_int(form, "from"), .to_day = (int32_t)form_int(form, "to")}, true);
}

/* The same once more, from the records as they are now. */
static enum fail replace_work(struct write *write, void *context UNUSED)
{
	struct certificate old;
	bool is_found = false;
	TRY(certificates_get(&write->act, (struct certificate_id){call_id(write->call, 0)}, &is_found, &old));
	if (!is_found)
		return write_refuse(write, KEY_refusal_certificate_not_found, NULL);
	return request(write, &(struct certificate_options){.person_id = write->act.actor, .shows = old.shows, .wants_seal = old.wants_seal,
		.from_day = old.asked_from_day, .to_day = old.asked_to_day, .replaces_id = old.id}, false);
}

static enum fail request(struct write *write, const struct certificate_options *options, bool has_form)
{
	enum certificate_refusal refusal = CERTIFICATE_OK;
	struct certificate_id id;
	enum fail fail = certificates_request(&write->act, options, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, certificates_refusal(refusal), has_form && refusal == CERTIFICATE_PERIOD_INVALID ? "from" : NULL);
	TRY(fail);
	write->location = url_id(write->act.arena, "/serve/certificates/", id.value, "");
	return OK;
}

static enum fail read_one(struct call *call, bool *ret_found, struct certificate *ret_certificate)
{
	struct act act = call_act(call);
	return certificates_get(&act, (struct certificate_id){call_id(call, 0)}, ret_found, ret_certificate);
}

static enum fail check_own(struct call *call, bool *ret_is_allowed)
{
	struct certificate certificate;
	bool is_found = false;
	TRY(read_one(call, &is_found, &certificate));
	*ret_is_allowed = is_found && certificate.person_id.value == call->actor.value;
	return OK;
}
