/* SPDX-License-Identifier: Apache-2.0 */
#include "web/words.h"

#include <stdio.h>

#include "base/when.h"

#define SOON_MS (4 * HOUR_MS)

/* How a state looks: its tone and icon. */
static const struct { const char *tone; const char *icon; } looks[REQUEST_STATE_COUNT] = {
	[REQUEST_SUBMITTED] = {"is-waiting", "clock"}, [REQUEST_NEED_INFO] = {"is-waiting", "question"}, [REQUEST_ACCEPTED] = {"is-info", "clipboard"},
	[REQUEST_DISPATCHED] = {"is-info", "people"}, [REQUEST_OPEN] = {"is-info", "people"}, [REQUEST_CLAIMED] = {"is-info", "person"},
	[REQUEST_SCHEDULED] = {"is-info", "calendar"}, [REQUEST_IN_SERVICE] = {"is-info", "heart"}, [REQUEST_SERVED] = {"is-waiting", "check"},
	[REQUEST_CONFIRMED] = {"is-waiting", "star"}, [REQUEST_CLOSED] = {"is-done", "check"}, [REQUEST_REWORK] = {"is-late", "alert"},
	[REQUEST_ESCALATED] = {"is-late", "alert"}, [REQUEST_SUSPENDED] = {"is-quiet", "clock"}, [REQUEST_REJECTED] = {"is-quiet", "x"},
	[REQUEST_CANCELLED] = {"is-quiet", "x"}, [REQUEST_MERGED] = {"is-quiet", "check"}};

const char *const words_skills[] = {"accompany_clinic", "blood_pressure", "calligraphy", "chat", "childcare", "clean", "cook", "counselling", "dance",
	"drive", "dumplings", "first_aid", "gardening", "haircut", "heavy_lifting", "legal", "lecture", "massage", "paperwork", "phone_help", "photography",
	"plumbing", "reading", "repair_electric", "sewing", "shopping", "table_tennis", "traffic_guide", "tutor"};
const size_t words_skills_count = COUNT_OF(words_skills);

static int64_t minutes_between(int64_t deadline_at_ms, int64_t now_ms);

enum key words_named(const char *prefix, struct text name)
{
	char written[96];
	int len = snprintf(written, sizeof(written), "%s.%.*s", prefix, TEXT_ARGS(name));
	return len > 0 && (size_t)len < sizeof(written) ? locale_key((struct text){written, (size_t)len}) : KEY_NONE;
}

enum key words_state(enum request_state state)
{
	return words_named("request_state", text_of(request_state_name(state)));
}

enum key words_now(enum request_state state)
{
	return request_state_is_terminal(state) ? KEY_NONE : words_named("resident.now", text_of(request_state_name(state)));
}

enum key words_event(enum request_event_kind kind)
{
	return words_named("request_event", text_of(request_event_name(kind)));
}

enum key words_owner(enum request_owner owner)
{
	static const enum key keys[] = {KEY_request_owner_nobody, KEY_request_owner_station, KEY_request_owner_orderer, KEY_request_owner_volunteer,
		KEY_request_owner_resident, KEY_request_owner_county};
	check(owner >= 0 && (size_t)owner < COUNT_OF(keys));
	return keys[owner];
}

enum key words_request_refusal(enum request_refusal refusal)
{
	return words_named("refusal.request", text_of(request_refusal_name(refusal)));
}

enum key words_menu_refusal(enum menu_refusal refusal)
{
	return words_named("refusal.menu", text_of(menu_refusal_name(refusal)));
}

enum key words_people_refusal(enum people_refusal refusal)
{
	return words_named("refusal.people", text_of(people_refusal_name(refusal)));
}

enum key words_trail(struct text act)
{
	struct text rest = act;
	enum key key = text_equal(text_cut(&rest, '.'), TEXT("requests")) ? words_named("request_event", rest) : KEY_NONE;
	return key != KEY_NONE ? key : words_named("trail", act);
}

enum key words_trail_object(struct text kind)
{
	return words_named("trail.object", kind);
}

enum key words_organisation_refusal(enum organisation_refusal refusal)
{
	return words_named("refusal.organisation", text_of(organisation_refusal_name(refusal)));
}

enum key words_place_refusal(enum place_refusal refusal)
{
	return words_named("refusal.place", text_of(place_refusal_name(refusal)));
}

enum key words_message_refusal(enum message_refusal refusal)
{
	return words_named("refusal.message", text_of(message_refusal_name(refusal)));
}

enum key words_shop_refusal(enum shop_refusal refusal)
{
	return words_named("refusal.shop", text_of(shop_refusal_name(refusal)));
}

enum key words_give_refusal(enum give_refusal refusal)
{
	return words_named("refusal.give", text_of(give_refusal_name(refusal)));
}

enum key words_skill(struct text code)
{
	return words_named("skill", code);
}

const struct view_parts_state_badge *words_badge(struct arena *arena, enum request_state state)
{
	struct view_parts_state_badge *badge = arena_new(arena, struct view_parts_state_badge);
	if (badge != NULL)
		*badge = (struct view_parts_state_badge){.state = words_state(state), .tone = text_of(looks[state].tone), .icon = text_of(looks[state].icon)};
	return badge;
}

const struct view_parts_deadline_pill *words_pill(struct arena *arena, int64_t deadline_at_ms, bool is_escalated, int64_t now_ms)
{
	struct view_parts_deadline_pill *pill = arena_new(arena, struct view_parts_deadline_pill);
	if (pill == NULL)
		return NULL;
	bool is_late = is_escalated || (deadline_at_ms != 0 && deadline_at_ms < now_ms);
	*pill = (struct view_parts_deadline_pill){.is_done = deadline_at_ms == 0, .is_late = is_late,
		.is_soon = !is_late && deadline_at_ms - now_ms < SOON_MS, .left = minutes_between(deadline_at_ms, now_ms),
		.due_at_ms = deadline_at_ms};
	pill->days = pill->left / (24 * 60);
	pill->has_days = pill->days > 1; /* "345 days", not "8280 hours" */
	return pill;
}

struct words_notice words_notice(struct text kind, enum request_side side, bool is_over)
{
	static const struct { struct text kind; const char *icon; } icons[] = {{TEXT("asked"), "question"}, {TEXT("offered"), "question"},
		{TEXT("claimed"), "person"}, {TEXT("scheduled"), "calendar"}, {TEXT("checked_in"), "door"}, {TEXT("checked_out"), "check"},
		{TEXT("confirmed"), "check"}, {TEXT("confirmed_by_time"), "check"}, {TEXT("rated"), "star"}, {TEXT("closed"), "check"},
		{TEXT("rejected"), "alert"}, {TEXT("disputed"), "alert"}, {TEXT("escalated"), "alert"}, {TEXT("released"), "undo"},
		{TEXT("called_back"), "undo"}, {TEXT("cancelled"), "x"}, {TEXT("suspended"), "hourglass"}, {TEXT("passed"), "people"}};
	struct words_notice words = {.icon = "bell"};
	bool is_vain = is_over && text_equal(kind, TEXT("offered"));
	words.key = is_vain ? KEY_notice_serves_offered_over : words_named(side == REQUEST_SIDE_ASKS ? "notice.asks" : "notice.serves", kind);
	for (size_t i = 0; i < COUNT_OF(icons); i++) {
		if (text_equal(icons[i].kind, kind))
			words.icon = icons[i].icon;
	}
	return words;
}

const struct view_parts_reason_chips *words_reasons(struct arena *arena, enum lang lang, int64_t now_ms, const struct dispatch_candidate *candidate)
{
	static const struct { enum key key; const char *icon; } says[] = {[REASON_SKILL] = {KEY_reason_skill, "check"}, [REASON_WALK] = {KEY_reason_walk, "walk"},
		[REASON_FREE] = {KEY_reason_free, "clock"}, [REASON_KNOWS] = {KEY_reason_knows, "heart"}, [REASON_LOAD_LOW] = {KEY_reason_load_low, "calendar"},
		[REASON_SAME_PLACE] = {KEY_reason_same_place, "home"}};
	struct view_parts_reason_chips *chips = arena_new(arena, struct view_parts_reason_chips);
	struct view_parts_reason_chips_chip *rows = arena_array(arena, struct view_parts_reason_chips_chip, candidate->reason_count + 1);
	if (chips == NULL || rows == NULL)
		return NULL;
	for (size_t i = 0; i < candidate->reason_count; i++) {
		const struct dispatch_reason_line *line = &candidate->reasons[i];
		struct say values[] = {{"n", SAY_INT, TEXT_NONE, line->number}, {"skill", SAY_KEY, TEXT_NONE, words_skill(line->word)}};
		rows[i] = (struct view_parts_reason_chips_chip){.icon = text_of(says[line->reason].icon),
			.words = render_words(arena, lang, now_ms, says[line->reason].key, values, COUNT_OF(values)), .tone = TEXT("is-quiet")};
	}
	chips->chip.rows = rows;
	chips->chip.count = candidate->reason_count;
	return chips;
}

/* How far away a deadline is, before or behind it; 0 without one. */
static int64_t minutes_between(int64_t deadline_at_ms, int64_t now_ms)
{
	int64_t minutes = deadline_at_ms == 0 ? 0 : (deadline_at_ms - now_ms) / MINUTE_MS;
	return minutes < 0 ? -minutes : minutes;
}
