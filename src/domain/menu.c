/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/menu.h"

#include "base/limits.h"
#include "domain/access.h"
#include "queries/menu.h"

#define DURATION_MIN_MIN 10
#define DURATION_MAX_MIN 480
#define PEOPLE_MAX 20
#define PRICE_MAX_POINTS 100000

static enum menu_refusal check_item(const struct menu_item_options *options);
static enum fail may_edit(const struct act *act, struct place_id place_id, bool *ret_may);
static enum fail may_edit_item(const struct act *act, struct item_id id, enum menu_refusal *ret_refusal);
static enum fail put_skills(const struct act *act, struct item_id id, const struct menu_item_options *options);
static struct menu_item_add_in add_row(const struct act *act, struct item_id id, const struct menu_item_options *options);

const char *menu_refusal_name(enum menu_refusal refusal)
{
	static const char *const names[MENU_REFUSAL_COUNT] = {"ok", "not_found", "not_allowed", "no_title", "title_too_long", "no_risk_text",
		"no_insurance", "duration_invalid", "people_invalid", "price_invalid", "code_taken"};
	check(refusal >= 0 && refusal < MENU_REFUSAL_COUNT);
	return names[refusal];
}

enum fail menu_add(const struct act *act, const struct menu_item_options *options, enum menu_refusal *ret_refusal, struct item_id *ret_id)
{
	bool may = false;
	bool is_taken = false;
	struct menu_item_by_code_row same;
	check(act->txn != NULL && options->skill_count <= LIMIT_SKILLS);
	TRY(may_edit(act, options->place_id, &may));
	TRY(q_menu_item_by_code(act->view, act->arena, &(struct menu_item_by_code_in){.centre_id = act->centre_id,
		.code = options->code}, &is_taken, &same));
	enum menu_refusal refusal = may ? check_item(options) : MENU_NOT_ALLOWED;
	if (refusal == MENU_OK && is_taken)
		refusal = MENU_CODE_TAKEN;
	*ret_refusal = refusal;
	if (refusal != MENU_OK)
		return FAIL_REFUSED;
	struct item_id id = {ids_new(act->now_ms)};
	struct menu_item_add_in row = add_row(act, id, options);
	TRY(q_menu_item_add(act->txn, &row, NULL));
	TRY(put_skills(act, id, options));
	TRY(act_trail(act, "menu.add", "item", id.value, options->code));
	*ret_id = id;
	return OK;
}

enum fail menu_change(const struct act *act, struct item_id id, const struct menu_item_options *options, enum menu_refusal *ret_refusal)
{
	enum menu_refusal refusal = MENU_OK;
	check(act->txn != NULL && options->skill_count <= LIMIT_SKILLS);
	TRY(may_edit_item(act, id, &refusal));
	if (refusal == MENU_OK)
		refusal = check_item(options);
	*ret_refusal = refusal;
	if (refusal != MENU_OK)
		return FAIL_REFUSED;
	TRY(q_menu_item_change(act->txn, &(struct menu_item_change_in){.centre_id = act->centre_id, .id = id,
		.title = text_trim(options->title), .done = options->done, .risk = options->risk, .risk_level = options->risk_level,
		.insurance = options->insurance, .duration_min = options->duration_min, .people = options->people,
		.price_points = options->price_points, .lead_min = options->lead_min}, NULL));
	TRY(put_skills(act, id, options));
	return act_trail(act, "menu.change", "item", id.value, TEXT_NONE);
}

enum fail menu_set_open(const struct act *act, struct item_id id, bool is_open, enum menu_refusal *ret_refusal)
{
	enum menu_refusal refusal = MENU_OK;
	check(act->txn != NULL);
	TRY(may_edit_item(act, id, &refusal));
	*ret_refusal = refusal;
	if (refusal != MENU_OK)
		return FAIL_REFUSED;
	TRY(q_menu_item_set_open(act->txn, &(struct menu_item_set_open_in){.centre_id = act->centre_id, .id = id,
		.is_open = is_open}, NULL));
	return act_trail(act, is_open ? "menu.publish" : "menu.withdraw", "item", id.value, TEXT_NONE);
}

static enum menu_refusal check_item(const struct menu_item_options *options)
{
	if (text_is_empty(text_trim(options->title)))
		return MENU_NO_TITLE;
	if (text_count_points(options->title) > LIMIT_TITLE_POINTS)
		return MENU_TITLE_TOO_LONG;
	if (text_is_empty(text_trim(options->risk)))
		return MENU_NO_RISK_TEXT;
	if (options->risk_level >= 3 && text_is_empty(text_trim(options->insurance)))
		return MENU_NO_INSURANCE;
	if (options->duration_min < DURATION_MIN_MIN || options->duration_min > DURATION_MAX_MIN)
		return MENU_DURATION_INVALID;
	if (options->people < 1 || options->people > PEOPLE_MAX)
		return MENU_PEOPLE_INVALID;
	if (options->price_points < 0 || options->price_points > PRICE_MAX_POINTS)
		return MENU_PRICE_INVALID;
	return MENU_OK;
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

static enum fail may_edit_item(const struct act *act, struct item_id id, enum menu_refusal *ret_refusal)
{
	bool is_found = false;
	bool may = false;
	struct menu_item_get_row item;
	TRY(q_menu_item_get(act->view, act->arena, &(struct menu_item_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &item));
	if (is_found)
		TRY(may_edit(act, item.place_id, &may));
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

static struct menu_item_add_in add_row(const struct act *act, struct item_id id, const struct menu_item_options *options)
{
	return (struct menu_item_add_in){.centre_id = act->centre_id, .id = id, .code = options->code, .brings = options->brings,
		.serves = options->serves, .title = text_trim(options->title), .title_en = options->title_en, .done = options->done,
		.done_en = options->done_en, .risk = options->risk, .risk_en = options->risk_en, .risk_level = options->risk_level,
		.insurance = options->insurance, .provider_id = options->provider_id, .place_id = options->place_id,
		.duration_min = options->duration_min, .people = options->people, .price_points = options->price_points,
		.lead_min = options->lead_min, .coefficient_percent = options->coefficient_percent, .icon = options->icon,
		.sort = options->sort};
}
