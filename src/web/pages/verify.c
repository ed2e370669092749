/* SPDX-License-Identifier: Apache-2.0
 *
 * Anybody verifies a certificate: by its number, or by what its code says. By
 * the number alone the name is masked; a code shows what its holder chose.
 */
#include "domain/seal.h"
#include "queries/certificates.h"
#include "text/mask.h"
#include "views/public.h"
#include "web/app.h"
#include "web/pages/certificates.h"

static const struct field verify_fields[] = {
	{ .name = "number", .type = FIELD_TEXT, .max = 40, .label = KEY_certificate_verify_number },
	{ .name = "p", .type = FIELD_TEXT, .max = 1200, .label = KEY_certificate_verify_slip },
};
const struct form form_verify = FORM("verify", verify_fields);

static enum fail verify_number(struct call *call, struct reply *reply, struct text number, struct view_public_verify *view);
static enum fail verify_slip(struct call *call, struct text slip, struct view_public_verify *view);
static enum fail answer(struct call *call, struct reply *reply, struct view_public_verify *view);
static void fill_standing(struct call *call, enum certificate_standing standing, struct view_public_verify *view);
static void fill_record(struct call *call, const struct certificate *certificate, struct view_public_verify *view);
static enum fail fill_slip(struct call *call, const struct slip *slip, struct view_public_verify *view);
static struct text slip_in(struct text typed);

enum fail page_verify_get(struct call *call, struct reply *reply)
{
	struct view_public_verify view = {.number = form_text(&call->form, "number"), .slip = form_text(&call->form, "p")};
	if (!text_is_empty(view.slip))
		TRY(verify_slip(call, slip_in(view.slip), &view));
	else if (!text_is_empty(view.number))
		return verify_number(call, reply, view.number, &view);
	return answer(call, reply, &view);
}

enum fail page_verify_number_get(struct call *call, struct reply *reply)
{
	struct view_public_verify view = {.number = call_word(call, 0)};
	return verify_number(call, reply, view.number, &view);
}

enum fail page_revoked_get(struct call *call, struct reply *reply)
{
	struct view_public_revoked view = {.shell = {.title = call_say(call, KEY_certificate_ended_title)}};
	struct certificates_ended_rows rows;
	TRY(q_certificates_ended(call->view, call->arena, &(struct certificates_ended_in){.centre_id = call->centre_id}, &rows));
	struct view_public_revoked_row *shown = arena_array(call->arena, struct view_public_revoked_row, rows.count + 1);
	if (shown == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		shown[i] = (struct view_public_revoked_row){.number = certificate_number_show(call->arena, rows.rows[i].number), .at_ms = rows.rows[i].at_ms,
			.state = certificates_look((enum certificate_state)rows.rows[i].state).state};
	view.row.rows = shown;
	view.row.count = rows.count;
	return reply_page(call, reply, &page_public_revoked, &view);
}

/* The same as a signed text, for whoever checks without a network. */
enum fail page_revoked_list_get(struct call *call, struct reply *reply)
{
	struct text note;
	struct act act = call_act(call);
	TRY(certificates_revoked_list(&act, &call->app->revoked, &note));
	return reply_bytes(call, reply, "text/plain; charset=utf-8", TEXT_NONE, note);
}

/* Trying numbers is slowed down: a number that exists tells hours and a masked name. */
static enum fail verify_number(struct call *call, struct reply *reply, struct text number, struct view_public_verify *view)
{
	struct act act = call_act(call);
	struct certificate certificate;
	enum certificate_standing standing;
	int wait_s = throttle_enter_s(call->app->throttle, TEXT("verify"), call->own->address, call->now_ms);
	if (wait_s > 0) {
		reply->retry_after_s = wait_s;
		view->problem = call_say(call, KEY_certificate_verify_slow);
		view->shell.title = call_say(call, KEY_certificate_verify_title);
		return reply_page_status(call, reply, 429, &page_public_verify, view);
	}
	enum fail fail = certificates_verify_number(&act, number, &standing, &certificate);
	if (fail != OK)
		throttle_leave(call->app->throttle, TEXT("verify"), call->own->address, call->now_ms);
	TRY(fail);
	fill_standing(call, standing, view);
	if (standing != STANDING_UNKNOWN)
		throttle_leave(call->app->throttle, TEXT("verify"), call->own->address, call->now_ms);
	if (standing == STANDING_UNKNOWN || standing == STANDING_UNREADABLE)
		return answer(call, reply, view);
	fill_record(call, &certificate, view);
	view->name = mask_name(call->arena, certificate.holder_name);
	view->hours = certificates_hours(call, certificate.minutes_machine + certificate.minutes_manual);
	view->machine = certificate.minutes_machine;
	view->manual = certificate.minutes_manual;
	view->times = certificate.count;
	view->from = certificates_day(call, certificate.from_day);
	view->to = certificates_day(call, certificate.to_day);
	view->issued = certificates_day(call, certificate.issued_day);
	view->number_shown = certificate_number_show(call->arena, certificate.number);
	return answer(call, reply, view);
}

static enum fail verify_slip(struct call *call, struct text slip, struct view_public_verify *view)
{
	struct act act = call_act(call);
	struct certificate certificate;
	struct slip said;
	enum certificate_standing standing;
	TRY(certificates_verify_slip(&act, slip, &standing, &said, &certificate));
	fill_standing(call, standing, view);
	if (standing > STANDING_UNKNOWN)
		return OK; /* not ours: nothing of it is shown */
	if (standing != STANDING_UNKNOWN)
		fill_record(call, &certificate, view);
	return fill_slip(call, &said, view);
}

static enum fail answer(struct call *call, struct reply *reply, struct view_public_verify *view)
{
	struct act act = call_act(call);
	struct head_key key = head_key_of(act.keys->sign);
	view->key = head_hex(call->arena, key.bytes, HEAD_KEY_BYTES);
	TRY(certificates_revoked_list(&act, &call->app->revoked, &view->revoked));
	view->shell.title = call_say(call, KEY_certificate_verify_title);
	return reply_page(call, reply, &page_public_verify, view);
}

static void fill_standing(struct call *call UNUSED, enum certificate_standing standing, struct view_public_verify *view)
{
	static const struct { enum key words, line; struct text tone, icon; } looks[STANDING_COUNT] = {
		[STANDING_VALID] = {KEY_standing_valid, KEY_standing_line_valid, TEXT("is-done"), TEXT("shield")},
		[STANDING_SUPERSEDED] = {KEY_standing_superseded, KEY_standing_line_superseded, TEXT("is-waiting"), TEXT("refresh")},
		[STANDING_REVOKED] = {KEY_standing_revoked, KEY_standing_line_revoked, TEXT("is-late"), TEXT("x")},
		[STANDING_UNKNOWN] = {KEY_standing_unknown, KEY_standing_line_unknown, TEXT("is-late"), TEXT("question")},
		[STANDING_FORGED] = {KEY_standing_forged, KEY_standing_line_forged, TEXT("is-late"), TEXT("alert")},
		[STANDING_OTHER_HOUSE] = {KEY_standing_other_house, KEY_standing_line_other_house, TEXT("is-waiting"), TEXT("question")},
		[STANDING_UNREADABLE] = {KEY_standing_unreadable, KEY_standing_line_unreadable, TEXT("is-waiting"), TEXT("question")},
	};
	check(standing >= STANDING_VALID && standing < STANDING_COUNT);
	view->is_asked = true;
	view->standing_word = text_of(certificate_standing_name(standing));
	view->standing = looks[standing].words;
	view->standing_line = looks[standing].line;
	view->tone = looks[standing].tone;
	view->icon = looks[standing].icon;
}

/* What is only on record: who issued it, and how it ended. */
static void fill_record(struct call *call, const struct certificate *certificate, struct view_public_verify *view)
{
	view->has_facts = true;
	view->issuer = VOCAB(certificate->issuer);
	view->contact = certificate->contact;
	view->has_fallen = certificate->is_outdated;
	view->reason = certificate->state == CERTIFICATE_REVOKED ? certificate->reason : TEXT_NONE;
	view->replaced_by = certificate_number_show(call->arena, certificate->replaced_by);
}

static enum fail fill_slip(struct call *call, const struct slip *slip, struct view_public_verify *view)
{
	struct view_public_verify_line *lines = arena_array(call->arena, struct view_public_verify_line, slip->line_count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < slip->line_count; i++)
		lines[i] = (struct view_public_verify_line){.title = slip->lines[i].title, .times = slip->lines[i].times,
			.hours = certificates_hours(call, slip->lines[i].minutes)};
	view->has_facts = true;
	view->number_shown = certificate_number_show(call->arena, certificate_number_text(call->arena,
		&(struct certificate_number){slip->county, slip->year, slip->serial}));
	view->name = slip->name;
	view->hours = certificates_hours(call, slip->minutes_machine + slip->minutes_manual);
	view->machine = slip->minutes_machine;
	view->manual = slip->minutes_manual;
	view->times = slip->count;
	view->from = certificates_day(call, slip->from_day);
	view->to = certificates_day(call, slip->to_day);
	view->issued = certificates_day(call, slip->issued_day);
	view->line.rows = lines;
	view->line.count = slip->line_count;
	return OK;
}

/* A whole address may be pasted: the slip is what stands behind p=. */
static struct text slip_in(struct text typed)
{
	size_t at = text_find(typed, TEXT("p="));
	struct text slip = at == SIZE_MAX ? typed : text_slice(typed, at + 2, typed.len);
	return text_trim(text_cut(&slip, '&'));
}
