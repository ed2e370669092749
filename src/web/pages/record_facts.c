/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"
#include "domain/records_score.h"
#include "text/mask.h"
#include "web/pages/record_private.h"
#include "web/pages/records.h"
#include "web/reply.h"
#include "web/words.h"

static const struct field ask_fields[] = {
	{ .name = "day", .type = FIELD_DAY, .label = KEY_record_page_day },
	{ .name = "from", .type = FIELD_MIN, .label = KEY_record_page_from },
	{ .name = "to", .type = FIELD_MIN, .label = KEY_record_page_to },
	{ .name = "note", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_record_page_why },
};
const struct form form_record_ask = FORM("record_ask", ask_fields);

/* How a grade looks. */
static const struct { const char *tone; const char *icon; } grades[GRADE_COUNT] = {[GRADE_NONE] = {"is-quiet", "clock"}, [GRADE_STRONG] = {"is-done", "shield"},
	[GRADE_ENOUGH] = {"is-done", "check"}, [GRADE_THIN] = {"is-waiting", "phone"}, [GRADE_BAD] = {"is-late", "alert"}};

static const struct view_parts_reason_chips *chips(struct call *call, const struct record_evidence *evidence);

enum fail record_facts(struct call *call, struct record_id id, const struct record_page_row *row, const struct view_parts_record_facts **ret_facts)
{
	static const enum key evidences[] = {KEY_evidence_code, KEY_evidence_code, KEY_evidence_phone, KEY_evidence_leader, KEY_evidence_paper,
		KEY_evidence_own_word};
	struct record_evidence evidence;
	struct act act = call_act(call);
	struct view_parts_record_facts *facts = arena_new(call->arena, struct view_parts_record_facts);
	struct view_parts_state_badge *grade = arena_new(call->arena, struct view_parts_state_badge);
	TRY(records_evidence(&act, id, &evidence));
	const struct view_parts_reason_chips *why = chips(call, &evidence);
	if (facts == NULL || grade == NULL || why == NULL)
		return FAIL_LIMIT;
	*grade = (struct view_parts_state_badge){.state = words_named("record.grade", text_of(record_grade_name(evidence.grade))),
		.tone = text_of(grades[evidence.grade].tone), .icon = text_of(grades[evidence.grade].icon)};
	if (record_waits_for_other(&evidence))
		*grade = (struct view_parts_state_badge){.state = KEY_record_grade_other, .tone = TEXT("is-waiting"), .icon = TEXT("people")};
	*facts = (struct view_parts_record_facts){.where = VOCAB(row->place_name), .resident = mask_name(call->arena, row->resident), .provider = row->provider,
		.leader = row->leader, .report = row->report, .from_ms = row->from_ms, .to_ms = row->to_ms, .raw = row->minutes_raw, .counted = row->minutes,
		.points = row->points, .rule = row->rule_version, .is_backfilled = row->source == RECORD_BACKFILLED, .grade = grade, .why = why,
		.coefficient = arena_format(call->arena, "%lld.%02lld", (long long)row->coefficient_percent / 100, (long long)row->coefficient_percent % 100),
		.evidence = (size_t)row->evidence < COUNT_OF(evidences) ? evidences[row->evidence] : KEY_evidence_paper};
	*ret_facts = facts;
	return OK;
}

bool record_waits_for_other(const struct record_evidence *evidence)
{
	bool is_much = false;
	bool is_against = false;
	for (size_t i = 0; i < evidence->count; i++) {
		bool is_bad = evidence->lines[i].verdict == VERDICT_BAD;
		is_much = is_much || (is_bad && evidence->lines[i].signal == SIGNAL_PAIR);
		is_against = is_against || (is_bad && evidence->lines[i].signal != SIGNAL_PAIR);
	}
	return evidence->grade == GRADE_BAD && is_much && !is_against;
}

const struct view_parts_state_badge *record_badge(struct arena *arena, int64_t state)
{
	static const struct { enum key key; const char *tone; const char *icon; } looks[] = {[RECORD_PENDING] = {KEY_record_state_pending, "is-waiting", "clock"},
		[RECORD_FINAL] = {KEY_record_state_final, "is-done", "check"}, [RECORD_VOID] = {KEY_record_state_void, "is-quiet", "x"}};
	struct view_parts_state_badge *badge = arena_new(arena, struct view_parts_state_badge);
	check(state >= RECORD_PENDING && state <= RECORD_VOID);
	if (badge != NULL)
		*badge = (struct view_parts_state_badge){.state = looks[state].key, .tone = text_of(looks[state].tone), .icon = text_of(looks[state].icon)};
	return badge;
}

const struct view_parts_call_why *record_call_why(struct arena *arena, const struct call_back_why *why)
{
	static const enum key reasons[CALL_BACK_REASON_COUNT] = {KEY_NONE, KEY_record_call_held, KEY_record_call_score, KEY_record_call_sample,
		KEY_record_call_riskiest};
	/* A share of the plan is kept per mille and said in percent. */
	static const struct { enum key key; int64_t divisor; } scores[SCORE_COUNT] = {[SCORE_HEAPED] = {KEY_record_call_heaped, 1},
		[SCORE_LONG] = {KEY_record_call_long, 10}, [SCORE_BURST] = {KEY_record_call_burst, 1}, [SCORE_NIGHT_ENTRY] = {KEY_record_call_night, 1},
		[SCORE_INSTANT] = {KEY_record_call_instant, 1}, [SCORE_RING] = {KEY_record_call_ring, 1}, [SCORE_CHANGED] = {KEY_record_call_changed, 10},
		[SCORE_PLACE] = {KEY_record_call_place, 1}, [SCORE_DEVICE] = {KEY_record_call_device, 1},
		[SCORE_WORDS] = {KEY_record_call_words, 1}, [SCORE_STARS] = {KEY_record_call_stars, 1}, [SCORE_MUTUAL] = {KEY_record_call_mutual, 1}};
	struct view_parts_call_why *view = arena_new(arena, struct view_parts_call_why);
	if (view == NULL)
		return NULL;
	check(why->reason >= CALL_BACK_HELD && why->reason < CALL_BACK_REASON_COUNT);
	*view = (struct view_parts_call_why){.reason = reasons[why->reason]};
	if (why->reason == CALL_BACK_HELD && why->measure > 0)
		*view = (struct view_parts_call_why){.reason = KEY_record_call_pair, .n = why->measure};
	if (why->measure > 0 && why->score > 0 && why->score < SCORE_COUNT)
		*view = (struct view_parts_call_why){.reason = scores[why->score].key, .n = why->measure / scores[why->score].divisor};
	return view;
}

enum key record_refusal_key(enum record_refusal refusal)
{
	return words_named("refusal.record", text_of(record_refusal_name(refusal)));
}

enum fail record_ask_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum record_refusal refusal = RECORD_OK;
	struct record_id id = {call_id(write->call, 0)};
	int64_t fix_id = 0;
	bool has_day = form_has(form, "day");
	struct record_fix_options options = {.record_id = id, .reason = form_text(form, "note"),
		.from_ms = has_day ? when_at((int32_t)form_int(form, "day"), (int32_t)form_int(form, "from")) : 0,
		.to_ms = has_day ? when_at((int32_t)form_int(form, "day"), (int32_t)form_int(form, "to")) : 0};
	enum fail fail = records_ask_fix(&write->act, &options, &refusal, &fix_id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, record_refusal_key(refusal), refusal == RECORD_TIME_INVALID ? "day" : "note");
	bool is_desk = text_starts_with(write->call->path, TEXT("/desk"));
	write->location = url_id(write->act.arena, is_desk ? "/desk/records/" : "/serve/records/", id.value, "");
	return fail;
}

/* The proofs, there or missing, and the rules that were broken; kept rules are not worth a word each. */
static const struct view_parts_reason_chips *chips(struct call *call, const struct record_evidence *evidence)
{
	static const char *const verdicts[] = {"", "good", "missing", "bad"};
	static const char *const tones[] = {"", "is-done", "is-quiet", "is-late"};
	static const char *const icons[] = {"", "check", "minus", "alert"};
	struct view_parts_reason_chips *all = arena_new(call->arena, struct view_parts_reason_chips);
	struct view_parts_reason_chips_chip *rows = arena_array(call->arena, struct view_parts_reason_chips_chip, SIGNAL_COUNT);
	if (all == NULL || rows == NULL)
		return NULL;
	for (size_t i = 0; i < evidence->count; i++) {
		const struct record_verdict_line *line = &evidence->lines[i];
		struct say values[] = {{"n", SAY_INT, TEXT_NONE, line->number}};
		bool is_proof = line->signal <= SIGNAL_COMPANION || line->signal == SIGNAL_WITNESSES || line->signal == SIGNAL_PLACE || line->signal == SIGNAL_ASKED;
		bool is_much = line->signal == SIGNAL_PAIR; /* nothing that is wrong: only somebody else is asked */
		if (!is_proof && line->verdict == VERDICT_GOOD)
			continue;
		rows[all->chip.count++] = (struct view_parts_reason_chips_chip){.icon = is_much ? TEXT("people") : text_of(icons[line->verdict]),
			.tone = is_much ? TEXT("is-waiting") : text_of(tones[line->verdict]),
			.words = render_words(call->arena, call->lang, call->now_ms, words_named("record.signal",
				arena_format(call->arena, "%s.%s", record_signal_name(line->signal), verdicts[line->verdict])), values, COUNT_OF(values))};
	}
	all->chip.rows = rows;
	return all;
}
