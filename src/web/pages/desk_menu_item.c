/* SPDX-License-Identifier: Apache-2.0
 *
 * One service: all of it as a form, what the resident will see beside it, and
 * its history. What is kept is a new version; what is only looked at is not.
 */
#include "base/when.h"
#include "queries/menu.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/desk_options.h"
#include "web/pages/menu_private.h"
#include "web/reply.h"
#include "web/words.h"

const struct choice menu_serves_choices[] = {{"elders", MENU_SERVES_ELDERS, KEY_menu_serves_elders}, {"children", MENU_SERVES_CHILDREN,
	KEY_menu_serves_children}, {"hardship", MENU_SERVES_HARDSHIP, KEY_menu_serves_hardship}, {"comfort", MENU_SERVES_COMFORT, KEY_menu_serves_comfort},
	{"public", MENU_SERVES_PUBLIC, KEY_menu_serves_public}, {NULL, 0, KEY_NONE}};
const struct choice menu_brings_choices[] = {{"thought", MENU_BRINGS_THOUGHT, KEY_menu_brings_thought}, {"policy", MENU_BRINGS_POLICY,
	KEY_menu_brings_policy}, {"morals", MENU_BRINGS_MORALS, KEY_menu_brings_morals}, {"culture", MENU_BRINGS_CULTURE, KEY_menu_brings_culture},
	{"skills", MENU_BRINGS_SKILLS, KEY_menu_brings_skills}, {NULL, 0, KEY_NONE}};
static const struct choice level_choices[] = {{"1", 1, KEY_menu_level_1}, {"2", 2, KEY_menu_level_2}, {"3", 3, KEY_menu_level_3}, {NULL, 0, KEY_NONE}};
static const struct choice coefficient_choices[] = {{"100", 100, KEY_menu_coefficient_100}, {"120", 120, KEY_menu_coefficient_120},
	{"150", 150, KEY_menu_coefficient_150}, {NULL, 0, KEY_NONE}};
#define STEP_LOOK 2
static const struct choice step_choices[] = {{"keep", 1, KEY_menu_form_keep}, {"look", STEP_LOOK, KEY_menu_form_look}, {NULL, 0, KEY_NONE}};
static const struct choice icon_choices[] = {{"chat", 1, KEY_icon_chat}, {"heart", 2, KEY_icon_heart}, {"walk", 3, KEY_icon_walk}, {"steth", 4, KEY_icon_steth},
	{"pill", 5, KEY_icon_pill}, {"wheel", 6, KEY_icon_wheel}, {"cut", 7, KEY_icon_cut}, {"broom", 8, KEY_icon_broom}, {"bread", 9, KEY_icon_bread},
	{"shirt", 10, KEY_icon_shirt}, {"shop", 11, KEY_icon_shop}, {"repair", 12, KEY_icon_repair}, {"truck", 13, KEY_icon_truck},
	{"computer", 14, KEY_icon_computer}, {"clipboard", 15, KEY_icon_clipboard}, {"law", 16, KEY_icon_law}, {"book", 17, KEY_icon_book},
	{"child", 18, KEY_icon_child}, {"music", 19, KEY_icon_music}, {"paint", 20, KEY_icon_paint}, {"needle", 21, KEY_icon_needle},
	{"leaf", 22, KEY_icon_leaf}, {"flower", 23, KEY_icon_flower},
	{"sun", 24, KEY_icon_sun}, {"speaker", 25, KEY_icon_speaker}, {"flag", 26, KEY_icon_flag}, {"shield", 27, KEY_icon_shield},
	{"eye", 28, KEY_icon_eye}, {"alert", 29, KEY_icon_alert}, {NULL, 0, KEY_NONE}};

/* In this order on the page, cut into groups. */
enum { AT_CODE, AT_TITLE, AT_TITLE_EN, AT_DONE, AT_DONE_EN, AT_RISK, AT_RISK_EN, AT_LEVEL, AT_INSURANCE, AT_SERVES, AT_BRINGS, AT_PROVIDER, AT_PLACE,
	AT_DURATION, AT_PEOPLE, AT_PRICE, AT_LEAD, AT_COEFFICIENT, AT_SORT, AT_SKILL, AT_ICON, AT_VERSION, AT_STEP };
static const struct field item_fields[] = {
	[AT_CODE] = { .name = "code", .type = FIELD_TEXT, .max = 40, .label = KEY_menu_code },
	[AT_TITLE] = { .name = "title", .type = FIELD_TEXT, .is_required = true, .max = LIMIT_TITLE_POINTS, .label = KEY_menu_title },
	[AT_TITLE_EN] = { .name = "title_en", .type = FIELD_TEXT, .max = LIMIT_TITLE_POINTS, .label = KEY_menu_title_en },
	[AT_DONE] = { .name = "done", .type = FIELD_NOTE, .is_required = true, .label = KEY_menu_done },
	[AT_DONE_EN] = { .name = "done_en", .type = FIELD_NOTE, .label = KEY_menu_done_en },
	[AT_RISK] = { .name = "risk", .type = FIELD_NOTE, .is_required = true, .label = KEY_menu_risk },
	[AT_RISK_EN] = { .name = "risk_en", .type = FIELD_NOTE, .label = KEY_menu_risk_en },
	[AT_LEVEL] = { .name = "level", .type = FIELD_CHOICE, .is_required = true, .choices = level_choices, .label = KEY_menu_level },
	[AT_INSURANCE] = { .name = "insurance", .type = FIELD_TEXT, .max = 100, .label = KEY_menu_insurance },
	[AT_SERVES] = { .name = "serves", .type = FIELD_CHOICE, .is_required = true, .choices = menu_serves_choices, .label = KEY_menu_serves },
	[AT_BRINGS] = { .name = "brings", .type = FIELD_CHOICE, .is_required = true, .choices = menu_brings_choices, .label = KEY_menu_brings },
	[AT_PROVIDER] = { .name = "provider", .type = FIELD_ID, .is_required = true, .label = KEY_menu_provider },
	[AT_PLACE] = { .name = "place", .type = FIELD_ID, .is_required = true, .label = KEY_menu_place },
	[AT_DURATION] = { .name = "duration", .type = FIELD_INT, .is_required = true, .max = 100000, .label = KEY_menu_duration },
	[AT_PEOPLE] = { .name = "people", .type = FIELD_INT, .is_required = true, .max = 1000, .label = KEY_menu_people_needed },
	[AT_PRICE] = { .name = "price", .type = FIELD_POINTS, .label = KEY_menu_price_points },
	[AT_LEAD] = { .name = "lead", .type = FIELD_INT, .max = 100000, .label = KEY_menu_lead },
	[AT_COEFFICIENT] = { .name = "coefficient", .type = FIELD_CHOICE, .is_required = true, .choices = coefficient_choices, .label = KEY_menu_coefficient },
	[AT_SORT] = { .name = "sort", .type = FIELD_INT, .max = 10000, .label = KEY_menu_sort },
	[AT_SKILL] = { .name = "skill", .type = FIELD_MANY, .label = KEY_menu_skills },
	[AT_ICON] = { .name = "icon", .type = FIELD_CHOICE, .choices = icon_choices, .label = KEY_menu_icon },
	[AT_VERSION] = { .name = "version", .type = FIELD_INT, .max = INT32_MAX, .label = KEY_menu_version_label },
	[AT_STEP] = { .name = "step", .type = FIELD_CHOICE, .choices = step_choices, .label = KEY_menu_form_keep },
};
const struct form form_menu_item = FORM("menu_item", item_fields);

static enum fail show(struct call *call, struct reply *reply, struct form_data *data, struct view_desk_menu_form *view);
static enum fail fill_fields(struct call *call, const struct form_data *data, struct view_desk_menu_form *view);
static enum fail fill_preview(struct call *call, const struct form_data *data, struct view_desk_menu_form *view);
static enum fail put_kept(struct call *call, const struct menu_item_get_row *item, struct form_data *data);
static enum fail put_skills(struct call *call, struct item_id id, struct form_data *data);
static enum fail fill_history(struct call *call, struct item_id id, struct view_desk_menu_form *view);
static enum fail skill_options(struct call *call, struct field_look *look);
static void options_of(const struct form_data *form, struct menu_item_options *options);
static enum fail add_work(struct write *write, void *context);
static enum fail change_work(struct write *write, void *context);
static enum fail refuse(struct write *write, enum menu_refusal refusal);
static struct text said_of(struct arena *arena, int64_t number);
static enum key label_of(const struct choice *choices, int64_t value);

enum key menu_serves_key(int64_t serves)
{
	return label_of(menu_serves_choices, serves);
}

enum key menu_brings_key(int64_t brings)
{
	return label_of(menu_brings_choices, brings);
}

enum fail page_menu_new_get(struct call *call, struct reply *reply)
{
	struct view_desk_menu_form view = {.heading = call_say(call, KEY_menu_new_title), .is_new = true, .action = URL("/desk/menu/new"),
		.switch_it = URL("/desk/menu")};
	struct form_data data = call->form;
	if (data.form != &form_menu_item) {
		TRY(form_blank(call->arena, &form_menu_item, &data));
		static const char *const begin[][2] = {{"level", "1"}, {"coefficient", "100"}, {"duration", "60"}, {"people", "1"}, {"lead", "120"}, {"sort", "500"},
			{"icon", "heart"}};
		for (size_t i = 0; i < COUNT_OF(begin); i++)
			form_put(&data, begin[i][0], text_of(begin[i][1]));
	}
	return show(call, reply, &data, &view);
}

/* With step=look nothing is written: the page comes again with what was typed as the resident would see it. */
enum fail page_menu_new_post(struct call *call, struct reply *reply)
{
	if (form_int(&call->form, "step") == STEP_LOOK)
		return page_menu_new_get(call, reply);
	return call_write(call, reply, add_work, NULL);
}

enum fail page_menu_item_get(struct call *call, struct reply *reply)
{
	struct item_id id = {call_id(call, 0)};
	struct menu_item_get_row item;
	struct form_data data = call->form;
	bool is_found = false;
	TRY(q_menu_item_get(call->view, call->arena, &(struct menu_item_get_in){.centre_id = call->centre_id, .id = id}, &is_found, &item));
	if (!is_found)
		return reply_status(call, reply, 404);
	struct view_desk_menu_form view = {.heading = vocab_words(call->arena, call->lang, VOCAB_OF(&item, title)), .is_open = item.is_open,
		.action = url_id(call->arena, "/desk/menu/", id.value, ""), .version = said_of(call->arena, item.version),
		.switch_it = url_id(call->arena, "/desk/menu/", id.value, item.is_open ? "/close" : "/open")};
	if (data.form != &form_menu_item) {
		view.is_saved = form_int(&call->form, "done") == id.value;
		TRY(form_blank(call->arena, &form_menu_item, &data));
		TRY(put_kept(call, &item, &data));
		TRY(put_skills(call, id, &data));
	}
	TRY(fill_history(call, id, &view));
	return show(call, reply, &data, &view);
}

enum fail page_menu_item_post(struct call *call, struct reply *reply)
{
	if (form_int(&call->form, "step") == STEP_LOOK)
		return page_menu_item_get(call, reply);
	return call_write(call, reply, change_work, NULL);
}

static enum fail show(struct call *call, struct reply *reply, struct form_data *data, struct view_desk_menu_form *view)
{
	TRY(fill_fields(call, data, view));
	TRY(fields_problems(call, data, &view->problems));
	if (form_text(data, "title").len > 0)
		TRY(fill_preview(call, data, view));
	if (data->form == call->form.form && form_has(data, "version"))
		view->version = form_text(data, "version");
	view->csrf = call_csrf(call);
	view->once = call_once(call);
	view->shell.title = view->heading;
	return reply_page(call, reply, &page_desk_menu_form, view);
}

static enum fail fill_fields(struct call *call, const struct form_data *data, struct view_desk_menu_form *view)
{
	struct field_look looks[] = {{.name = "provider"}, {.name = "place", .hint = KEY_menu_place_hint}, {.name = "skill", .hint = KEY_menu_skills_hint,
		.is_choices = true, .is_short = true}, {.name = "code", .hint = KEY_menu_code_hint}, {.name = "risk", .hint = KEY_menu_risk_hint},
		{.name = "insurance", .hint = KEY_menu_insurance_hint}, {.name = "level", .is_choices = true}, {.name = "lead", .is_short = true},
		{.name = "title_en", .hint = KEY_menu_english_hint}, {.name = "price", .hint = KEY_menu_price_hint, .is_short = true}};
	struct view_desk_menu_form_icon *icons = arena_array(call->arena, struct view_desk_menu_form_icon, COUNT_OF(icon_choices));
	struct fields fields;
	if (icons == NULL)
		return FAIL_LIMIT;
	TRY(desk_provider_options(call, form_text(data, "provider"), &looks[0]));
	TRY(desk_place_options(call, &looks[1]));
	TRY(skill_options(call, &looks[2]));
	TRY(fields_make(call, data, looks, COUNT_OF(looks), &fields));
	for (size_t i = 0; icon_choices[i].word != NULL; i++)
		icons[view->icon.count++] = (struct view_desk_menu_form_icon){.word = text_of(icon_choices[i].word), .label = icon_choices[i].label,
			.is_chosen = text_equal(form_text(data, "icon"), text_of(icon_choices[i].word))};
	view->icon.rows = icons;
	size_t first = view->is_new ? AT_CODE : AT_TITLE; /* the code never changes */
	view->what.rows = fields.rows + first;
	view->what.count = AT_RISK - first;
	view->risks.rows = fields.rows + AT_RISK;
	view->risks.count = AT_SERVES - AT_RISK;
	view->whom.rows = fields.rows + AT_SERVES;
	view->whom.count = AT_DURATION - AT_SERVES;
	view->work.rows = fields.rows + AT_DURATION;
	view->work.count = AT_SKILL - AT_DURATION;
	view->skilled.rows = fields.rows + AT_SKILL;
	view->skilled.count = 1;
	return OK;
}

/* From what stands in the form: the resident's side of it. */
static enum fail fill_preview(struct call *call, const struct form_data *data, struct view_desk_menu_form *view)
{
	struct view_parts_menu_preview *preview = arena_new(call->arena, struct view_parts_menu_preview);
	struct menu_provider_row provider = {.name = TEXT_NONE};
	bool is_found = false;
	int64_t id = 0;
	int64_t minutes = 0;
	if (preview == NULL)
		return FAIL_LIMIT;
	if (ids_read(form_text(data, "provider"), &id))
		TRY(q_menu_provider(call->view, call->arena, &(struct menu_provider_in){.centre_id = call->centre_id, .id = {id}}, &is_found, &provider));
	(void)text_to_int(form_text(data, "duration"), &minutes);
	*preview = (struct view_parts_menu_preview){.icon = form_text(data, "icon"), .title = {form_text(data, "title"), form_text(data, "title_en"), false},
		.done = {form_text(data, "done"), form_text(data, "done_en"), false}, .risk = {form_text(data, "risk"), form_text(data, "risk_en"), false},
		.provider = VOCAB(provider.name), .serves = KEY_menu_serves, .brings = KEY_menu_brings, .duration = minutes, .price = form_int(data, "price"),
		.is_open = view->is_open};
	for (int i = 0; i < MENU_KINDS; i++) {
		if (text_equal(form_text(data, "serves"), text_of(menu_serves_choices[i].word)))
			preview->serves = menu_serves_choices[i].label;
		if (text_equal(form_text(data, "brings"), text_of(menu_brings_choices[i].word)))
			preview->brings = menu_brings_choices[i].label;
	}
	view->preview = preview;
	return OK;
}

static enum fail put_kept(struct call *call, const struct menu_item_get_row *item, struct form_data *data)
{
	struct arena *arena = call->arena;
	const struct { const char *name; struct text text; } texts[] = {{"code", item->code}, {"title", item->title},
		{"title_en", fields_english(item->title_en, item->title)},
		{"done", item->done}, {"done_en", fields_english(item->done_en, item->done)},
		{"risk", item->risk}, {"risk_en", fields_english(item->risk_en, item->risk)},
		{"insurance", item->insurance}, {"icon", item->icon},
		{"provider", ids_text(arena, item->provider_id.value)}, {"place", ids_text(arena, item->place_id.value)},
		{"level", said_of(arena, item->risk_level)}, {"duration", said_of(arena, item->duration_min)}, {"people", said_of(arena, item->people)},
		{"lead", said_of(arena, item->lead_min)}, {"coefficient", said_of(arena, item->coefficient_percent)}, {"sort", said_of(arena, item->sort)},
		{"price", arena_format(arena, "%lld.%02lld", (long long)item->price_points / 100, (long long)item->price_points % 100)}};
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		form_put(data, texts[i].name, texts[i].text);
	for (int i = 0; i < MENU_KINDS; i++) {
		if (menu_serves_choices[i].value == item->serves)
			form_put(data, "serves", text_of(menu_serves_choices[i].word));
		if (menu_brings_choices[i].value == item->brings)
			form_put(data, "brings", text_of(menu_brings_choices[i].word));
	}
	data->values[AT_PRICE].number = item->price_points;
	return OK;
}

static enum fail put_skills(struct call *call, struct item_id id, struct form_data *data)
{
	struct menu_item_skill_list_rows rows;
	TRY(q_menu_item_skill_list(call->view, call->arena, &(struct menu_item_skill_list_in){.centre_id = call->centre_id, .item_id = id}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		TRY(form_take(call->arena, data, AT_SKILL, rows.rows[i].skill));
	return OK;
}

static enum fail fill_history(struct call *call, struct item_id id, struct view_desk_menu_form *view)
{
	static const enum key kinds[] = {KEY_menu_change_changed, [MENU_ADDED] = KEY_menu_change_added, [MENU_CHANGED] = KEY_menu_change_changed,
		[MENU_OPENED] = KEY_menu_change_opened, [MENU_CLOSED] = KEY_menu_change_closed};
	struct menu_change_list_rows rows;
	TRY(q_menu_change_list(call->view, call->arena, &(struct menu_change_list_in){.centre_id = call->centre_id, .item_id = id}, &rows));
	struct view_desk_menu_form_change *lines = arena_array(call->arena, struct view_desk_menu_form_change, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		lines[i] = (struct view_desk_menu_form_change){.what = (size_t)rows.rows[i].kind < COUNT_OF(kinds) ? kinds[rows.rows[i].kind] : KEY_menu_change_changed,
			.version = rows.rows[i].version, .at_ms = rows.rows[i].at_ms, .who = mask_name(call->arena, rows.rows[i].actor_name)};
	view->change.rows = lines;
	view->change.count = rows.count;
	return OK;
}

static enum fail skill_options(struct call *call, struct field_look *look)
{
	struct view_parts_field_option *options = arena_array(call->arena, struct view_parts_field_option, words_skills_count);
	if (options == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < words_skills_count; i++)
		options[i] = (struct view_parts_field_option){.value = text_of(words_skills[i]), .label = call_say(call, words_skill(text_of(words_skills[i])))};
	look->options = options;
	look->option_count = words_skills_count;
	return OK;
}

static void options_of(const struct form_data *form, struct menu_item_options *options)
{
	*options = (struct menu_item_options){.code = form_text(form, "code"), .title = form_text(form, "title"), .title_en = form_text(form, "title_en"),
		.done = form_text(form, "done"), .done_en = form_text(form, "done_en"), .risk = form_text(form, "risk"), .risk_en = form_text(form, "risk_en"),
		.insurance = form_text(form, "insurance"), .icon = form_has(form, "icon") ? form_text(form, "icon") : TEXT("heart"),
		.brings = (enum menu_brings)form_int(form, "brings"), .serves = (enum menu_serves)form_int(form, "serves"),
		.risk_level = (int32_t)form_int(form, "level"), .provider_id = {form_int(form, "provider")}, .place_id = {form_int(form, "place")},
		.duration_min = (int32_t)form_int(form, "duration"), .people = (int32_t)form_int(form, "people"), .price_points = form_int(form, "price"),
		.lead_min = (int32_t)form_int(form, "lead"), .coefficient_percent = (int32_t)form_int(form, "coefficient"), .sort = (int32_t)form_int(form, "sort"),
		.from_version = form_int(form, "version"), .is_draft = true};
	options->skill_count = form_many(form, "skill", &options->skills);
}

/* A new service is a draft: it is looked at before it is opened. */
static enum fail add_work(struct write *write, void *context UNUSED)
{
	enum menu_refusal refusal = MENU_OK;
	struct menu_item_options options;
	struct item_id id = {0};
	options_of(&write->call->form, &options);
	enum fail fail = menu_add(&write->act, &options, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return refuse(write, refusal);
	write->location = url_id(write->act.arena, "/desk/menu/", id.value, "");
	return fail;
}

static enum fail change_work(struct write *write, void *context UNUSED)
{
	enum menu_refusal refusal = MENU_OK;
	struct menu_item_options options;
	struct item_id id = {call_id(write->call, 0)};
	options_of(&write->call->form, &options);
	enum fail fail = menu_change(&write->act, id, &options, &refusal);
	if (fail == FAIL_REFUSED)
		return refuse(write, refusal);
	write->location = url_with(write->act.arena, url_id(write->act.arena, "/desk/menu/", id.value, ""), "done", ids_text(write->act.arena, id.value));
	return fail;
}

static enum fail refuse(struct write *write, enum menu_refusal refusal)
{
	static const char *const fields[MENU_REFUSAL_COUNT] = {[MENU_NOT_ALLOWED] = "place", [MENU_CHANGED_MEANWHILE] = "title", [MENU_CODE_INVALID] = "code",
		[MENU_NO_TITLE] = "title", [MENU_TITLE_TOO_LONG] = "title", [MENU_NO_DONE] = "done", [MENU_NO_RISK_TEXT] = "risk", [MENU_TEXT_TOO_LONG] = "done",
		[MENU_LEVEL_INVALID] = "level", [MENU_NO_INSURANCE] = "insurance", [MENU_DURATION_INVALID] = "duration", [MENU_PEOPLE_INVALID] = "people",
		[MENU_PRICE_INVALID] = "price", [MENU_LEAD_INVALID] = "lead", [MENU_COEFFICIENT_INVALID] = "coefficient", [MENU_PROVIDER_MISSING] = "provider",
		[MENU_PLACE_MISSING] = "place", [MENU_CODE_TAKEN] = "code"};
	return write_refuse(write, words_menu_refusal(refusal), fields[refusal]);
}

static struct text said_of(struct arena *arena, int64_t number)
{
	return arena_format(arena, "%lld", (long long)number);
}

static enum key label_of(const struct choice *choices, int64_t value)
{
	check(value >= 1 && value <= MENU_KINDS);
	return choices[value - 1].label;
}
