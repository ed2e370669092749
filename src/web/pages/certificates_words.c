/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"
#include "web/app.h"
#include "web/pages/certificates.h"

struct certificate_look certificates_look(enum certificate_state state)
{
	static const struct certificate_look looks[] = {
		[CERTIFICATE_REQUESTED] = {KEY_certificate_state_requested, TEXT("is-waiting"), TEXT("hourglass")},
		[CERTIFICATE_CHECKED] = {KEY_certificate_state_checked, TEXT("is-info"), TEXT("check")},
		[CERTIFICATE_ISSUED] = {KEY_certificate_state_issued, TEXT("is-done"), TEXT("shield")},
		[CERTIFICATE_SUPERSEDED] = {KEY_certificate_state_superseded, TEXT("is-quiet"), TEXT("refresh")},
		[CERTIFICATE_REVOKED] = {KEY_certificate_state_revoked, TEXT("is-late"), TEXT("x")},
	};
	check(state >= CERTIFICATE_REQUESTED && (size_t)state < COUNT_OF(looks));
	return looks[state];
}

enum key certificates_refusal(enum certificate_refusal refusal)
{
	static const enum key keys[CERTIFICATE_REFUSAL_COUNT] = {KEY_NONE, KEY_refusal_certificate_not_found, KEY_refusal_certificate_not_allowed,
		KEY_refusal_certificate_own, KEY_refusal_certificate_not_volunteer, KEY_refusal_certificate_period_invalid,
		KEY_refusal_certificate_no_records, KEY_refusal_certificate_waits_already, KEY_refusal_certificate_too_many, KEY_refusal_certificate_document_invalid,
		KEY_refusal_certificate_no_reason, KEY_refusal_certificate_words_too_long, KEY_refusal_certificate_wrong_state};
	check(refusal > CERTIFICATE_OK && refusal < CERTIFICATE_REFUSAL_COUNT);
	return keys[refusal];
}

struct text certificates_hours(struct call *call, int64_t minutes)
{
	struct text tenths = arena_format(call->arena, "%lld.%lld", (long long)(minutes / 60), (long long)(minutes % 60 / 6));
	return render_words(call->arena, call->lang, call->now_ms, KEY_certificate_hours, (const struct say[]){{"n", SAY_TEXT, tenths, 0}}, 1);
}

struct text certificates_day(struct call *call, int32_t day)
{
	struct local_time local = when_local(when_at(day, 0));
	int width = call->lang == LANG_EN ? 2 : 1;
	const struct say values[] = {{"year", SAY_TEXT, arena_format(call->arena, "%d", (int)local.year), 0},
		{"month", SAY_TEXT, arena_format(call->arena, "%0*d", width, (int)local.month), 0},
		{"day", SAY_TEXT, arena_format(call->arena, "%0*d", width, (int)local.day), 0}};
	return render_words(call->arena, call->lang, call->now_ms, KEY_certificate_day, values, COUNT_OF(values));
}

const struct view_parts_certificate *certificates_facts(struct call *call, const struct certificate *certificate)
{
	struct view_parts_certificate *facts = arena_new(call->arena, struct view_parts_certificate);
	struct view_parts_certificate_line *lines = arena_array(call->arena, struct view_parts_certificate_line, certificate->line_count + 1);
	if (facts == NULL || lines == NULL)
		return NULL;
	for (size_t i = 0; i < certificate->line_count; i++) {
		const struct certificate_line *line = &certificate->lines[i];
		lines[i] = (struct view_parts_certificate_line){.title = VOCAB_OF(line, title), .unit = VOCAB(line->unit), .times = line->times,
			.hours = certificates_hours(call, line->minutes_machine + line->minutes_manual)};
	}
	*facts = (struct view_parts_certificate){.number = certificate_number_show(call->arena, certificate->number),
		.hours = certificates_hours(call, certificate->minutes_machine + certificate->minutes_manual), .machine = certificate->minutes_machine,
		.manual = certificate->minutes_manual, .times = certificate->count, .from = certificates_day(call, certificate->from_day),
		.to = certificates_day(call, certificate->to_day), .issued = certificates_day(call, certificate->issued_day),
		.issuer = VOCAB(certificate->issuer), .contact = certificate->contact, .holder = certificate->holder_name,
		.document = certificate->document_kind == DOCUMENT_RESIDENT_ID ? KEY_certificate_document_1 : KEY_certificate_document_2,
		.document_number = certificate->document_mask, .volunteer = certificate->volunteer_number, .handler = certificate->handler,
		.line = {lines, certificate->line_count}};
	return facts;
}

struct text certificates_address(struct call *call, struct text slip)
{
	const char *scheme = call->app->options.is_behind_tls ? "https" : "http";
	struct text host = call->own->request->host;
	return arena_format(call->arena, "%s://%.*s/verify?p=%.*s", scheme, TEXT_ARGS(host), TEXT_ARGS(slip));
}
