/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/settings.h"

#include "base/limits.h"
#include "domain/access.h"
#include "queries/settings.h"

static const struct setting_rule rules[SETTING_COUNT] = {
	[SETTING_WAVE_PEOPLE] = {"wave_people", 0, LIMIT_OFFERS_AT_ONCE, 0},
	[SETTING_WAVE_MIN] = {"wave_min", 15, 24 * 60, 120},
	[SETTING_WAVES] = {"waves", 1, 10, 4},
	[SETTING_FIRST_YES] = {"first_yes", 0, 1, 1},
	[SETTING_CLAIM_MIN] = {"claim_min", 30, 3 * 24 * 60, 240},
	[SETTING_SHOP] = {"shop", 0, 1, 0},
	[SETTING_SHOP_DAYS] = {"shop_days", 1, 60, 14},
	[SETTING_MESSAGES] = {"messages", 0, 10000, 300},
};

static enum fail check_values(const struct act *act, const struct settings *settings, enum setting_refusal *ret_refusal, enum setting *ret_which);
static enum fail keep(const struct act *act, enum setting setting, int64_t before, int64_t after);

const struct setting_rule *settings_rule(enum setting setting)
{
	check(setting >= 0 && setting < SETTING_COUNT);
	return &rules[setting];
}

const char *setting_refusal_name(enum setting_refusal refusal)
{
	static const char *const names[SETTING_REFUSAL_COUNT] = {"ok", "not_allowed", "too_small", "too_large"};
	check((size_t)refusal < COUNT_OF(names));
	return names[refusal];
}

enum fail settings_read(const struct act *act, struct settings *ret_settings)
{
	struct setting_list_rows rows;
	struct settings settings;
	TRY(q_setting_list(act->view, act->arena, &(struct setting_list_in){.centre_id = act->centre_id}, &rows));
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		settings.values[i] = rules[i].usual;
		for (size_t r = 0; r < rows.count; r++) {
			bool is_it = text_equal(rows.rows[r].name, text_of(rules[i].name));
			bool is_within = rows.rows[r].value >= rules[i].least && rows.rows[r].value <= rules[i].most; /* limits may have grown narrower */
			settings.values[i] = is_it && is_within ? rows.rows[r].value : settings.values[i];
		}
	}
	*ret_settings = settings;
	return OK;
}

enum fail settings_get(const struct act *act, enum setting setting, int64_t *ret_value)
{
	struct settings settings;
	check(setting >= 0 && setting < SETTING_COUNT);
	TRY(settings_read(act, &settings));
	*ret_value = settings.values[setting];
	return OK;
}

enum fail settings_choose(const struct act *act, const struct settings *settings, enum setting_refusal *ret_refusal, enum setting *ret_which)
{
	struct settings before;
	check(act->txn != NULL);
	TRY(check_values(act, settings, ret_refusal, ret_which));
	if (*ret_refusal != SETTING_OK)
		return FAIL_REFUSED;
	TRY(settings_read(act, &before));
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		if (settings->values[i] != before.values[i])
			TRY(keep(act, (enum setting)i, before.values[i], settings->values[i]));
	}
	return OK;
}

static enum fail check_values(const struct act *act, const struct settings *settings, enum setting_refusal *ret_refusal, enum setting *ret_which)
{
	bool may = false;
	*ret_refusal = SETTING_OK;
	TRY(access_manages_station(act, &may));
	if (!may)
		*ret_refusal = SETTING_NOT_ALLOWED;
	for (size_t i = 0; i < SETTING_COUNT && *ret_refusal == SETTING_OK; i++) {
		*ret_which = (enum setting)i;
		if (settings->values[i] < rules[i].least)
			*ret_refusal = SETTING_TOO_SMALL;
		else if (settings->values[i] > rules[i].most)
			*ret_refusal = SETTING_TOO_LARGE;
	}
	return OK;
}

static enum fail keep(const struct act *act, enum setting setting, int64_t before, int64_t after)
{
	const char *name = rules[setting].name;
	TRY(q_setting_put(act->txn, &(struct setting_put_in){.centre_id = act->centre_id, .name = text_of(name), .value = after, .changed_by = act->actor,
		.changed_at_ms = act->now_ms}, NULL));
	return act_trail(act, "settings.choose", "centre", act->centre_id.value,
		arena_format(act->arena, "%s: %lld -> %lld", name, (long long)before, (long long)after));
}
