/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/menu.h"

#include "base/limits.h"
#include "domain/access.h"
#include "queries/menu.h"
#include "queries/places.h"

#define DURATION_MIN_MIN 10
#define DURATION_MAX_MIN 480
#define PEOPLE_MAX 20
#define PRICE_MAX_POINTS 100000

#define LEAD_MAX_MIN (14 * 24 * 60)
#define COEFFICIENT_MIN_PERCENT 100
#define COEFFICIENT_MAX_PERCENT 150
#define LEVELS 3
#define LEVEL_INSURED 3
#define CODE_MIN_BYTES 2
#define CODE_MAX_BYTES 40

static enum fail check_item(const struct act *act, const struct menu_item_options *options, bool is_open, enum menu_refusal *ret_refusal);
static enum menu_refusal check_texts(const struct menu_item_options *options);
static enum menu_refusal check_level(const struct menu_item_options *options, bool is_open);
static enum menu_refusal check_numbers(const struct menu_item_options *options);
static bool is_code(struct text code);
static enum fail may_edit(const struct act *act, struct place_id place_id, bool *ret_may);
static enum fail find_item(const struct act *act, struct item_id id, struct menu_item_get_row *item, enum menu_refusal *ret_refusal);
static enum fail put_skills(const struct act *act, struct item_id id, const struct menu_item_options *options);
static enum fail note(const struct act *act, struct item_id id, enum menu_change_kind kind);
static struct text or_chinese(struct text english, struct text chinese);

const char *menu_refusal_name(enum menu_refusal refusal)
{
	static const char *const names[MENU_REFUSAL_COUNT] = {"ok", "not_found", "not_allowed", "changed_meanwhile", "code_invalid", "no_title",
		"title_too_long", "no_done", "no_risk_text", "text_too_long", "level_invalid", "no_insurance", "duration_invalid", "people_invalid",
		"price_invalid", "lead_invalid", "coefficient_invalid", "provider_missing", "place_missing", "code_taken"};
	check(refusal >= 0 && refusal < MENU_REFUSAL_COUNT);
	return names[refusal];
}

enum fail menu_add(const struct act *act, const struct menu_item_options *options, enum menu_refusal *ret_refusal, struct item_id *ret_id)
{
	bool may = false;
	bool is_taken = false;
	struct menu_item_by_code_row same;
	enum menu_refusal refusal = MENU_NOT_ALLOWED;
	check(act->txn != NULL && options->skill_count <= LIMIT_SKILLS);
	TRY(may_edit(act, options->place_id, &may));
	TRY(q_menu_item_by_code(act->view, act->arena, &(struct menu_item_by_code_in){.centre_id = act->centre_id,
		.code = options->code}, &is_taken, &same));
	if (may && !is_code(options->code))
		refusal = MENU_CODE_INVALID;
	else if (may)
		TRY(check_item(act, options, !options->is_draft, &refusal));
	if (refusal == MENU_OK && is_taken)
		refusal = MENU_CODE_TAKEN;
	*ret_refusal = refusal;
	if (refusal != MENU_OK)
		return FAIL_REFUSED;
	struct item_id id = {ids_new(act->now_ms)};
	TRY(q_menu_item_add(act->txn, &(struct menu_item_add_in){.centre_id = act->centre_id, .id = id, .code = options->code, .brings = options->brings,
		.serves = options->serves, .title = text_trim(options->title), .title_en = or_chinese(options->title_en, options->title),
		.done = text_trim(options->done), .done_en = or_chinese(options->done_en, options->done), .risk = text_trim(options->risk),
		.risk_en = or_chinese(options->risk_en, options->risk), .risk_level = options->risk_level, .insurance = text_trim(options->insurance),
		.provider_id = options->provider_id, .place_id = options->place_id, .duration_min = options->duration_min, .people = options->people,
		.price_points = options->price_points, .lead_min = options->lead_min, .coefficient_percent = options->coefficient_percent,
		.icon = options->icon, .is_open = !options->is_draft, .sort = options->sort}, NULL));
	TRY(put_skills(act, id, options));
	TRY(note(act, id, MENU_ADDED));
	TRY(act_trail(act, "menu.add", "item", id.value, options->code));
	*ret_id = id;
	return OK;
}

enum fail menu_change(const struct act *act, struct item_id id, const struct menu_item_options *options, enum menu_refusal *ret_refusal)
{
	enum menu_refusal refusal = MENU_OK;
	struct menu_item_get_row item;
	bool may_there = false;
	check(act->txn != NULL && options->skill_count <= LIMIT_SKILLS);
	TRY(find_item(act, id, &item, &refusal));
	TRY(may_edit(act, options->place_id, &may_there));
	if (refusal == MENU_OK && !may_there)
		refusal = MENU_NOT_ALLOWED;
	if (refusal == MENU_OK && options->from_version != 0 && options->from_version != item.version)
		refusal = MENU_CHANGED_MEANWHILE;
	if (refusal == MENU_OK)
		TRY(check_item(act, options, item.is_open, &refusal));
	*ret_refusal = refusal;
	if (refusal != MENU_OK)
		return FAIL_REFUSED;
	TRY(q_menu_item_change(act->txn, &(struct menu_item_change_in){.centre_id = act->centre_id, .id = id, .brings = options->brings,
		.serves = options->serves, .title = text_trim(options->title), .title_en = or_chinese(options->title_en, options->title),
		.done = text_trim(options->done), .done_en = or_chinese(options->done_en, options->done), .risk = text_trim(options->risk),
		.risk_en = or_chinese(options->risk_en, options->risk), .risk_level = options->risk_level, .insurance = text_trim(options->insurance),
		.provider_id = options->provider_id, .place_id = options->place_id, .duration_min = options->duration_min, .people = options->people,
		.price_points = options->price_points, .lead_min = options->lead_min, .coefficient_percent = options->coefficient_percent,
		.icon = options->icon, .sort = options->sort}, NULL));
	TRY(put_skills(act, id, options));
	TRY(note(act, id, MENU_CHANGED));
	return act_trail(act, "menu.change", "item", id.value, TEXT_NONE);
}

enum fail menu_set_open(const struct act *act, struct item_id id, bool is_open, enum menu_refusal *ret_refusal)
{
	enum menu_refusal refusal = MENU_OK;
	struct menu_item_get_row item = {.is_open = false};
	check(act->txn != NULL);
	TRY(find_item(act, id, &item, &refusal));
	if (refusal == MENU_OK && is_open && item.risk_level >= LEVEL_INSURED && text_is_empty(item.insurance))
		refusal = MENU_NO_INSURANCE;
	*ret_refusal = refusal;
	if (refusal != MENU_OK)
		return FAIL_REFUSED;
	if (item.is_open == is_open)
		return OK;
	TRY(q_menu_item_set_open(act->txn, &(struct menu_item_set_open_in){.centre_id = act->centre_id, .id = id,
		.is_open = is_open}, NULL));
	TRY(note(act, id, is_open ? MENU_OPENED : MENU_CLOSED));
	return act_trail(act, is_open ? "menu.publish" : "menu.withdraw", "item", id.value, TEXT_NONE);
}

static enum fail check_item(const struct act *act, const struct menu_item_options *options, bool is_open, enum menu_refusal *ret_refusal)
{
	bool has_provider = false;
	bool has_place = false;
	struct menu_provider_row provider;
	struct place_get_row place;
	TRY(q_menu_provider(act->view, act->arena, &(struct menu_provider_in){.centre_id = act->centre_id, .id = options->provider_id}, &has_provider, &provider));
	TRY(q_place_get(act->view, act->arena, &(struct place_get_in){.centre_id = act->centre_id, .id = options->place_id}, &has_place, &place));
	*ret_refusal = check_texts(options);
	if (*ret_refusal == MENU_OK)
		*ret_refusal = check_level(options, is_open);
	if (*ret_refusal == MENU_OK)
		*ret_refusal = check_numbers(options);
	if (*ret_refusal == MENU_OK && !has_provider)
		*ret_refusal = MENU_PROVIDER_MISSING;
	if (*ret_refusal == MENU_OK && !has_place)
		*ret_refusal = MENU_PLACE_MISSING;
	return OK;
}

static enum menu_refusal check_texts(const struct menu_item_options *options)
{
	const struct text texts[] = {options->done, options->done_en, options->risk, options->risk_en, options->insurance};
	if (text_is_empty(text_trim(options->title)))
		return MENU_NO_TITLE;
	if (text_count_points(options->title) > LIMIT_TITLE_POINTS || text_count_points(options->title_en) > LIMIT_TITLE_POINTS)
		return MENU_TITLE_TOO_LONG;
	if (text_is_empty(text_trim(options->done)))
		return MENU_NO_DONE;
	if (text_is_empty(text_trim(options->risk)))
		return MENU_NO_RISK_TEXT;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		if (text_count_points(texts[i]) > LIMIT_NOTE_POINTS)
			return MENU_TEXT_TOO_LONG;
	}
	return MENU_OK;
}

static enum menu_refusal check_level(const struct menu_item_options *options, bool is_open)
{
	if (options->risk_level < 1 || options->risk_level > LEVELS)
		return MENU_LEVEL_INVALID;
	bool is_insured = !text_is_empty(text_trim(options->insurance));
	return is_open && options->risk_level >= LEVEL_INSURED && !is_insured ? MENU_NO_INSURANCE : MENU_OK;
}

static enum menu_refusal check_numbers(const struct menu_item_options *options)
{
	if (options->duration_min < DURATION_MIN_MIN || options->duration_min > DURATION_MAX_MIN)
		return MENU_DURATION_INVALID;
	if (options->people < 1 || options->people > PEOPLE_MAX)
		return MENU_PEOPLE_INVALID;
	if (options->price_points < 0 || options->price_points > PRICE_MAX_POINTS)
		return MENU_PRICE_INVALID;
	if (options->lead_min < 0 || options->lead_min > LEAD_MAX_MIN)
		return MENU_LEAD_INVALID;
	if (options->coefficient_percent < COEFFICIENT_MIN_PERCENT || options->coefficient_percent > COEFFICIENT_MAX_PERCENT)
		return MENU_COEFFICIENT_INVALID;
	return MENU_OK;
}

static bool is_code(struct text code)
{
	for (size_t i = 0; i < code.len; i++) {
		bool fits = (code.at[i] >= 'a' && code.at[i] <= 'z') || (code.at[i] >= '0' && code.at[i] <= '9') || code.at[i] == '_';
		if (!fits)
			return false;
	}
	return code.len >= CODE_MIN_BYTES && code.len <= CODE_MAX_BYTES;
}

/* The command line (first load) or a manager whose scope holds the item's area. */
static enum fail may_edit(const struct act *act, struct place_id place_id, bool *ret_may)
{
	struct access access;
	if (act->source == ACT_CLI || act->source == ACT_DEMO) {
		*ret_may = true;
		return OK;
	}
	TRY(access_load(act, act->actor, &access));
	return access_in_scope(act, &access, ROLE_BIT(ROLE_MANAGER), place_id, ret_may);
}

/* The item as it is, when the actor may change it. */
static enum fail find_item(const struct act *act, struct item_id id, struct menu_item_get_row *item, enum menu_refusal *ret_refusal)
{
	bool is_found = false;
	bool may = false;
	TRY(q_menu_item_get(act->view, act->arena, &(struct menu_item_get_in){.centre_id = act->centre_id, .id = id}, &is_found, item));
	if (is_found)
		TRY(may_edit(act, item->place_id, &may));
	*ret_refusal = !is_found ? MENU_NOT_FOUND : may ? MENU_OK : MENU_NOT_ALLOWED;
	return OK;
}

static enum fail put_skills(const struct act *act, struct item_id id, const struct menu_item_options *options)
{
	TRY(q_menu_item_skills_clear(act->txn, &(struct menu_item_skills_clear_in){.centre_id = act->centre_id, .item_id = id}, NULL));
	for (size_t i = 0; i < options->skill_count; i++)
		TRY(q_menu_item_skill_add(act->txn, &(struct menu_item_skill_add_in){.centre_id = act->centre_id, .item_id = id,
			.skill = options->skills[i]}, NULL));
	return OK;
}

/* The item as it stands after the step, whole. */
static enum fail note(const struct act *act, struct item_id id, enum menu_change_kind kind)
{
	struct menu_item_skill_list_rows rows;
	struct text skills = TEXT_NONE;
	TRY(q_menu_item_skill_list(act->view, act->arena, &(struct menu_item_skill_list_in){.centre_id = act->centre_id, .item_id = id}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		skills = arena_format(act->arena, "%.*s%s%.*s", TEXT_ARGS(skills), i > 0 ? "," : "", TEXT_ARGS(rows.rows[i].skill));
	return q_menu_change_add(act->txn, &(struct menu_change_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .item_id = id, .kind = kind,
		.skills = skills, .actor_id = act->actor, .at_ms = act->now_ms}, NULL);
}

static struct text or_chinese(struct text english, struct text chinese)
{
	struct text trimmed = text_trim(english);
	return text_is_empty(trimmed) ? text_trim(chinese) : trimmed;
}
