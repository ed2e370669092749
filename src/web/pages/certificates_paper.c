/* SPDX-License-Identifier: Apache-2.0
 *
 * A certificate put into words for paper (paper/paper.h), in the language of
 * who asks for it.
 */
#include "base/when.h"
#include "paper/paper.h"
#include "web/app.h"
#include "web/pages/certificates.h"

static void describe(struct call *call, const struct certificate *certificate, struct buffer *out);
static void describe_top(struct call *call, const struct certificate *certificate, struct buffer *out);
static void describe_figures(struct call *call, const struct certificate *certificate, struct buffer *out);
static void describe_lines(struct call *call, const struct certificate *certificate, struct buffer *out);
static void describe_foot(struct call *call, const struct certificate *certificate, struct buffer *out);
static void say(struct call *call, struct buffer *out, const char *word, enum key label, struct text value, struct text unit);
static struct text tenths(struct call *call, int64_t minutes);

enum fail certificates_reply_pdf(struct call *call, struct reply *reply, const struct certificate *certificate)
{
	struct buffer description CLEANUP(buffer_done) = buffer_make(PAPER_DESCRIPTION_BYTES_MAX);
	struct buffer pdf CLEANUP(buffer_done) = buffer_make(PAPER_BYTES_MAX);
	struct text words;
	struct text bytes;
	describe(call, certificate, &description);
	TRY(buffer_text(&description, &words));
	enum fail fail = paper_make(call->app->options.program, words, &pdf);
	if (fail == FAIL_INPUT)
		return reply_refused(call, reply, KEY_refusal_certificate_glyph);
	if (fail == FAIL_BUSY) {
		reply->retry_after_s = 2;
		return reply_status(call, reply, 503);
	}
	TRY(fail);
	TRY(buffer_text(&pdf, &bytes));
	struct text name = arena_format(call->arena, "%.*s.pdf", TEXT_ARGS(certificate->number));
	return reply_bytes(call, reply, "application/pdf", name, bytes);
}

static void describe(struct call *call, const struct certificate *certificate, struct buffer *out)
{
	describe_top(call, certificate, out);
	describe_figures(call, certificate, out);
	describe_lines(call, certificate, out);
	describe_foot(call, certificate, out);
}

static void describe_top(struct call *call, const struct certificate *certificate, struct buffer *out)
{
	static const struct text langs[] = {[LANG_ZH_HANS] = TEXT("zh-Hans"), [LANG_ZH_HANT] = TEXT("zh-Hant"), [LANG_EN] = TEXT("en")};
	const struct text issuer = vocab_words(call->arena, call->lang, VOCAB(certificate->issuer));
	const struct text title = call_say(call, KEY_certificate_paper_title);
	const struct say values[] = {{"name", SAY_TEXT, certificate->holder_name, 0},
		{"from", SAY_TEXT, certificates_day(call, certificate->from_day), 0}, {"to", SAY_TEXT, certificates_day(call, certificate->to_day), 0},
		{"times", SAY_INT, TEXT_NONE, certificate->count}};
	const struct text lead = render_words(call->arena, call->lang, call->now_ms, KEY_certificate_paper_lead, values, COUNT_OF(values));
	const struct text at = arena_format(call->arena, "%lld", (long long)certificate->issued_at_ms);
	bool is_gone = certificate->state != CERTIFICATE_ISSUED || certificate->is_outdated;
	enum certificate_state state = certificate->is_outdated ? CERTIFICATE_REVOKED : certificate->state;
	const struct text draft = is_gone ? call_say(call, certificates_look(state).state)
		: call->is_demo ? call_say(call, KEY_certificate_paper_demo) : TEXT_NONE;
	paper_say(out, "lang", &langs[call->lang], 1);
	paper_say(out, "issuer", &issuer, 1);
	say(call, out, "number", KEY_certificate_one_number, certificate_number_show(call->arena, certificate->number), TEXT_NONE);
	paper_say(out, "title", &title, 1);
	paper_say(out, "lead", &lead, 1);
	paper_say(out, "at", &at, 1);
	paper_say(out, "draft", &draft, 1);
}

static void describe_figures(struct call *call, const struct certificate *certificate, struct buffer *out)
{
	int64_t minutes = certificate->minutes_machine + certificate->minutes_manual;
	struct text hours = call_say(call, KEY_certificate_paper_hours);
	struct text exact = render_words(call->arena, call->lang, call->now_ms, KEY_certificate_paper_minutes,
		(const struct say[]){{"n", SAY_INT, TEXT_NONE, minutes}}, 1);
	enum key document = certificate->document_kind == DOCUMENT_RESIDENT_ID ? KEY_certificate_document_1 : KEY_certificate_document_2;
	say(call, out, "figure", KEY_certificate_one_hours, tenths(call, minutes), exact);
	say(call, out, "figure", KEY_certificate_one_machine, tenths(call, certificate->minutes_machine), hours);
	say(call, out, "figure", KEY_certificate_one_manual, tenths(call, certificate->minutes_manual), hours);
	say(call, out, "figure", KEY_certificate_one_times, arena_format(call->arena, "%lld", (long long)certificate->count),
		call_say(call, KEY_certificate_paper_times));
	say(call, out, "who", KEY_certificate_one_holder, certificate->holder_name, TEXT_NONE);
	say(call, out, "who", KEY_certificate_one_volunteer, certificate->volunteer_number, TEXT_NONE);
	say(call, out, "who", KEY_certificate_one_document, call_say(call, document), TEXT_NONE);
	say(call, out, "who", KEY_certificate_one_document_number, certificate->document_mask, TEXT_NONE);
}

static void describe_lines(struct call *call, const struct certificate *certificate, struct buffer *out)
{
	const struct text head[] = {call_say(call, KEY_certificate_one_content), call_say(call, KEY_certificate_one_unit),
		call_say(call, KEY_certificate_one_times), call_say(call, KEY_certificate_one_time)};
	paper_say(out, "head", head, COUNT_OF(head));
	for (size_t i = 0; i < certificate->line_count; i++) {
		const struct certificate_line *line = &certificate->lines[i];
		const struct text row[] = {text_is_empty(line->title) ? call_say(call, KEY_certificate_other)
			: vocab_words(call->arena, call->lang, VOCAB_OF(line, title)), vocab_words(call->arena, call->lang, VOCAB(line->unit)),
			arena_format(call->arena, "%lld", (long long)line->times), certificates_hours(call, line->minutes_machine + line->minutes_manual)};
		paper_say(out, "row", row, COUNT_OF(row));
	}
}

static void describe_foot(struct call *call, const struct certificate *certificate, struct buffer *out)
{
	const struct text seal = certificate->wants_seal ? call_say(call, KEY_certificate_paper_seal) : TEXT_NONE;
	const struct text qr = certificates_address(call, certificate->slip);
	const struct text scan = call_say(call, KEY_certificate_paper_scan);
	const struct text where = arena_format(call->arena, "%.*s/verify", TEXT_ARGS(call->own->request->host));
	const struct text type = render_words(call->arena, call->lang, call->now_ms, KEY_certificate_paper_type,
		(const struct say[]){{"where", SAY_TEXT, where, 0}}, 1);
	const struct text law = call_say(call, KEY_certificate_paper_law);
	say(call, out, "sign", KEY_certificate_one_issuer, vocab_words(call->arena, call->lang, VOCAB(certificate->issuer)), TEXT_NONE);
	say(call, out, "sign", KEY_certificate_one_contact, certificate->contact, TEXT_NONE);
	say(call, out, "sign", KEY_certificate_one_handler,
		text_is_empty(certificate->handler) ? call_say(call, KEY_certificate_one_self) : certificate->handler, TEXT_NONE);
	say(call, out, "sign", KEY_certificate_one_issued, certificates_day(call, certificate->issued_day), TEXT_NONE);
	paper_say(out, "seal", &seal, 1);
	paper_say(out, "qr", &qr, 1);
	paper_say(out, "note", &scan, 1);
	paper_say(out, "note", &type, 1);
	paper_say(out, "foot", &law, 1);
}

static void say(struct call *call, struct buffer *out, const char *word, enum key label, struct text value, struct text unit)
{
	const struct text values[] = {call_say(call, label), value, unit};
	paper_say(out, word, values, text_is_empty(unit) ? 2 : 3);
}

static struct text tenths(struct call *call, int64_t minutes)
{
	return arena_format(call->arena, "%lld.%lld", (long long)(minutes / 60), (long long)(minutes % 60 / 6));
}
