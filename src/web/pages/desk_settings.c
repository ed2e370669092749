/* SPDX-License-Identifier: Apache-2.0
 *
 * How the centre asks: numbers that its managers choose, each with its limits
 * and who chose it last.
 */
#include "domain/settings.h"

#include "base/arena.h"
#include "queries/settings.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/fields.h"
#include "web/pages/desk.h"
#include "web/reply.h"
#include "web/words.h"

static const struct choice yes_choices[] = {
	{ "best", 0, KEY_setting_first_yes_best }, { "first", 1, KEY_setting_first_yes_first }, { NULL, 0, KEY_NONE },
};
static const struct choice shop_choices[] = {
	{ "shut", 0, KEY_setting_shop_shut }, { "open", 1, KEY_setting_shop_open }, { NULL, 0, KEY_NONE },
};
/* In the order of enum setting; their limits are the rules' (settings_choose), so that the page and programs are told alike. */
static const struct field setting_fields[SETTING_COUNT] = {
	{ .name = "wave-people", .type = FIELD_INT, .is_required = true, .min = -1000, .max = 100000, .label = KEY_setting_wave_people },
	{ .name = "wave-min", .type = FIELD_INT, .is_required = true, .min = -1000, .max = 100000, .label = KEY_setting_wave_min },
	{ .name = "waves", .type = FIELD_INT, .is_required = true, .min = -1000, .max = 100000, .label = KEY_setting_waves },
	{ .name = "first-yes", .type = FIELD_CHOICE, .is_required = true, .choices = yes_choices, .label = KEY_setting_first_yes },
	{ .name = "claim-min", .type = FIELD_INT, .is_required = true, .min = -1000, .max = 100000, .label = KEY_setting_claim_min },
	{ .name = "shop", .type = FIELD_CHOICE, .choices = shop_choices, .label = KEY_setting_shop },
	{ .name = "shop-days", .type = FIELD_INT, .min = -1000, .max = 100000, .label = KEY_setting_shop_days },
	{ .name = "messages", .type = FIELD_INT, .min = -1000, .max = 100000, .label = KEY_setting_messages },
};
const struct form form_settings = FORM("settings", setting_fields);

static enum fail put_kept(struct call *call, struct form_data *data);
static enum fail fill_marks(struct call *call, struct view_desk_settings *view);
static enum fail choose_work(struct write *write, void *context);

/* Also the page shown again with what was typed. */
enum fail page_settings_get(struct call *call, struct reply *reply)
{
	static const struct field_look looks[] = {
		{ .name = "wave-people", .hint = KEY_setting_wave_people_hint, .is_short = true },
		{ .name = "wave-min", .hint = KEY_setting_wave_min_hint, .is_short = true },
		{ .name = "waves", .hint = KEY_setting_waves_hint, .is_short = true }, { .name = "first-yes", .hint = KEY_setting_first_yes_hint, .is_choices = true },
		{ .name = "claim-min", .hint = KEY_setting_claim_min_hint, .is_short = true },
		{ .name = "shop", .hint = KEY_setting_shop_hint, .is_choices = true, .is_kept = true },
		{ .name = "shop-days", .hint = KEY_setting_shop_days_hint, .is_short = true, .is_kept = true },
		{ .name = "messages", .hint = KEY_setting_messages_hint, .is_short = true, .is_kept = true },
	};
	struct view_desk_settings view = {.csrf = call_csrf(call), .once = call_once(call)};
	struct form_data blank;
	struct form_data *data = &call->form;
	struct fields fields;
	if (call->method == METHOD_GET) {
		data = &blank;
		TRY(form_blank(call->arena, &form_settings, data));
		TRY(put_kept(call, data));
	}
	TRY(fields_make(call, data, looks, COUNT_OF(looks), &fields));
	TRY(fields_problems(call, data, &view.problems));
	TRY(fill_marks(call, &view));
	view.field.rows = fields.rows;
	view.field.count = fields.count;
	view.shell.title = call_say(call, KEY_setting_title);
	return reply_page(call, reply, &page_desk_settings, &view);
}

enum fail page_settings_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, choose_work, NULL);
}

static enum fail put_kept(struct call *call, struct form_data *data)
{
	struct act act = call_act(call);
	struct settings settings;
	TRY(settings_read(&act, &settings));
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		bool is_choice = setting_fields[i].type == FIELD_CHOICE;
		int64_t value = settings.values[i];
		struct text shown = is_choice ? text_of(setting_fields[i].choices[value].word) : arena_format(call->arena, "%lld", (long long)value);
		form_put(data, setting_fields[i].name, shown);
	}
	return OK;
}

/* Who chose what and when, for those that are not the usual ones. */
static enum fail fill_marks(struct call *call, struct view_desk_settings *view)
{
	static const enum key labels[SETTING_COUNT] = {KEY_setting_wave_people, KEY_setting_wave_min, KEY_setting_waves, KEY_setting_first_yes,
		KEY_setting_claim_min, KEY_setting_shop, KEY_setting_shop_days, KEY_setting_messages};
	struct setting_list_rows rows;
	TRY(q_setting_list(call->view, call->arena, &(struct setting_list_in){.centre_id = call->centre_id}, &rows));
	struct view_desk_settings_mark *marks = arena_array(call->arena, struct view_desk_settings_mark, rows.count + 1);
	if (marks == NULL)
		return FAIL_LIMIT;
	for (size_t r = 0; r < rows.count; r++) {
		for (size_t i = 0; i < SETTING_COUNT; i++) {
			if (text_equal(rows.rows[r].name, text_of(settings_rule((enum setting)i)->name)))
				marks[view->mark.count++] = (struct view_desk_settings_mark){.label = labels[i], .at_ms = rows.rows[r].changed_at_ms,
					.who = mask_name(call->arena, rows.rows[r].changed_by)};
		}
	}
	view->mark.rows = marks;
	return OK;
}

static enum fail choose_work(struct write *write, void *context UNUSED)
{
	static const enum key words[SETTING_REFUSAL_COUNT] = {KEY_NONE, KEY_refusal_setting_not_allowed, KEY_refusal_setting_too_small,
		KEY_refusal_setting_too_large};
	struct settings settings;
	enum setting_refusal refusal = SETTING_OK;
	enum setting which = SETTING_WAVE_PEOPLE;
	TRY(settings_read(&write->act, &settings));
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		if (form_has(&write->call->form, setting_fields[i].name)) /* what a program leaves out stays */
			settings.values[i] = form_int(&write->call->form, setting_fields[i].name);
	}
	enum fail fail = settings_choose(&write->act, &settings, &refusal, &which);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words[refusal], refusal == SETTING_NOT_ALLOWED ? NULL : setting_fields[which].name);
	write->location = URL("/desk/settings");
	return fail;
}
