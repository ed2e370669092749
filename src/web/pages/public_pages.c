/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "domain/menu.h"
#include "queries/menu.h"
#include "text/fold.h"
#include "views/public.h"
#include "web/app.h"
#include "web/pages/faces.h"
#include "web/words.h"

#define HOME_TILES 8

static const struct choice serves_choices[] = {
	{ .word = "elders", .value = MENU_SERVES_ELDERS, .label = KEY_menu_serves_elders },
	{ .word = "children", .value = MENU_SERVES_CHILDREN, .label = KEY_menu_serves_children },
	{ .word = "hardship", .value = MENU_SERVES_HARDSHIP, .label = KEY_menu_serves_hardship },
	{ .word = "comfort", .value = MENU_SERVES_COMFORT, .label = KEY_menu_serves_comfort },
	{ .word = "public", .value = MENU_SERVES_PUBLIC, .label = KEY_menu_serves_public },
	{ .word = NULL },
};
static const struct field menu_fields[] = {
	{ .name = "words", .type = FIELD_TEXT, .max = LIMIT_NAME_POINTS, .label = KEY_public_menu_search },
	{ .name = "serves", .type = FIELD_CHOICE, .choices = serves_choices, .label = KEY_public_menu_filters },
};
const struct form form_public_menu = FORM("public_menu", menu_fields);

static enum fail fill_menu_groups(struct call *call, const struct menu_list_rows *items, struct text key, int64_t serves,
	struct view_public_menu *view);
static enum fail fill_menu_items(struct call *call, const struct menu_list_rows *items, struct text key, int64_t serves,
	struct view_public_menu_group *group);
static enum fail is_about(struct call *call, const struct menu_list_row *item, struct text key, bool *ret_is_found);
static struct url menu_url(struct call *call, struct text serves, struct text words);

enum fail page_public_home_get(struct call *call, struct reply *reply)
{
	struct view_public_home view = {.is_signed_in = call->actor.value != 0, .mine = call->actor.value != 0 ? shell_home(call->access.mask) : URL("/sign-in")};
	struct view_parts_tile *tiles = NULL;
	TRY(faces_tiles(call, HOME_TILES, (struct person_id){0}, &tiles, &view.tile.count));
	view.tile.rows = tiles;
	view.phone = call->app->centre_phone;
	view.call = url_tel(call->arena, call->app->centre_phone);
	view.shell.title = call_say(call, KEY_public_home_title);
	return reply_page(call, reply, &page_public_home, &view);
}

/* Also what the page of an empty search shows: the filters, so that one finds the way back. */
enum fail page_public_menu_get(struct call *call, struct reply *reply)
{
	struct view_public_menu view = {.words = form_text(&call->form, "words"), .own_words = URL("/my/new")};
	struct menu_list_rows items;
	struct text key;
	int64_t serves = form_int(&call->form, "serves");
	if (fold_key(call->arena, view.words, &key) != OK)
		return reply_status(call, reply, 400);
	TRY(q_menu_list(call->view, call->arena, &(struct menu_list_in){.centre_id = call->centre_id, .with_closed = false}, &items));
	TRY(fill_menu_groups(call, &items, key, serves, &view));
	view.is_narrowed = serves != 0 || key.len > 0;
	if (serves != 0)
		view.serves = form_text(&call->form, "serves");
	view.shell.title = call_say(call, KEY_public_menu_title);
	return reply_page(call, reply, &page_public_menu, &view);
}

/* One group for each of the 五为 in which something stands; `serves` 0 shows all of them. */
static enum fail fill_menu_groups(struct call *call, const struct menu_list_rows *items, struct text key, int64_t serves,
	struct view_public_menu *view)
{
	struct view_public_menu_group *groups = arena_array(call->arena, struct view_public_menu_group, MENU_SERVES_COUNT);
	struct view_public_menu_filter *filters = arena_array(call->arena, struct view_public_menu_filter, MENU_SERVES_COUNT);
	int64_t total = 0;
	if (groups == NULL || filters == NULL)
		return FAIL_LIMIT;
	for (int64_t kind = 1; kind < MENU_SERVES_COUNT; kind++) {
		struct view_public_menu_group group = {.code = text_of(serves_choices[kind - 1].word), .label = serves_choices[kind - 1].label};
		TRY(fill_menu_items(call, items, key, kind, &group));
		total += (int64_t)group.item.count;
		filters[kind] = (struct view_public_menu_filter){.label = group.label, .count = (int64_t)group.item.count, .is_here = kind == serves,
			.href = menu_url(call, group.code, view->words)};
		if (group.item.count > 0 && (serves == 0 || serves == kind))
			groups[view->group.count++] = group;
	}
	filters[0] = (struct view_public_menu_filter){.label = KEY_public_menu_all, .count = total, .is_here = serves == 0,
		.href = menu_url(call, TEXT_NONE, view->words)};
	view->group.rows = groups;
	view->filter.rows = filters;
	view->filter.count = MENU_SERVES_COUNT;
	return OK;
}

static enum fail fill_menu_items(struct call *call, const struct menu_list_rows *items, struct text key, int64_t serves,
	struct view_public_menu_group *group)
{
	static const enum key brings[] = {KEY_NONE, KEY_menu_brings_thought, KEY_menu_brings_policy, KEY_menu_brings_morals, KEY_menu_brings_culture,
		KEY_menu_brings_skills};
	struct view_public_menu_group_item *rows = arena_array(call->arena, struct view_public_menu_group_item, items->count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < items->count; i++) {
		const struct menu_list_row *item = &items->rows[i];
		bool is_found = false;
		check(item->brings > 0 && (size_t)item->brings < COUNT_OF(brings));
		if (item->serves != serves)
			continue;
		TRY(is_about(call, item, key, &is_found));
		if (!is_found)
			continue;
		rows[group->item.count++] = (struct view_public_menu_group_item){.id = item->code, .icon = item->icon,
			.title = VOCAB_OF(item, title), .done = VOCAB_OF(item, done), .risk = VOCAB_OF(item, risk), .brings = brings[item->brings],
			.provider = VOCAB(item->provider_name),
			.duration = item->duration_min, .people = item->people, .price = item->price_points,
			.href = url_with(call->arena, URL("/my/new"), "item", ids_text(call->arena, item->id.value))};
	}
	group->item.rows = rows;
	return OK;
}

/* Whether what was typed stands in the item's title or in what is done, in either script or in English. */
static enum fail is_about(struct call *call, const struct menu_list_row *item, struct text key, bool *ret_is_found)
{
	const struct text words[] = {item->title, item->done, item->title_en, item->done_en};
	struct text folded;
	*ret_is_found = key.len == 0;
	for (size_t i = 0; i < COUNT_OF(words) && !*ret_is_found; i++) {
		TRY(fold_key(call->arena, words[i], &folded));
		*ret_is_found = text_find(folded, key) != SIZE_MAX;
	}
	return OK;
}

static struct url menu_url(struct call *call, struct text serves, struct text words)
{
	struct url url = URL("/menu");
	if (serves.len > 0)
		url = url_with(call->arena, url, "serves", serves);
	return words.len > 0 ? url_with(call->arena, url, "words", words) : url;
}

enum fail page_public_how_get(struct call *call, struct reply *reply)
{
	struct view_public_how view = {.phone = call->app->centre_phone, .call = url_tel(call->arena, call->app->centre_phone)};
	view.shell.title = call_say(call, KEY_public_how_title);
	return reply_page(call, reply, &page_public_how, &view);
}

enum fail page_public_privacy_get(struct call *call, struct reply *reply)
{
	struct view_public_privacy view = {.has_messages = call->app->options.has_messages, .shell = {.title = call_say(call, KEY_public_privacy_title)}};
	return reply_page(call, reply, &page_public_privacy, &view);
}

enum fail faces_tiles(struct call *call, size_t most, struct person_id for_id, struct view_parts_tile **ret_tiles, size_t *ret_count)
{
	struct menu_list_rows items;
	TRY(q_menu_list(call->view, call->arena, &(struct menu_list_in){.centre_id = call->centre_id, .with_closed = false}, &items));
	size_t count = items.count < most ? items.count : most;
	struct view_parts_tile *tiles = arena_array(call->arena, struct view_parts_tile, count + 1);
	if (tiles == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++) {
		const struct say values[] = {{"n", SAY_MINUTES, TEXT_NONE, items.rows[i].duration_min}};
		struct url href = url_with(call->arena, URL("/my/new"), "item", ids_text(call->arena, items.rows[i].id.value));
		tiles[i] = (struct view_parts_tile){.icon = items.rows[i].icon, .title = VOCAB_OF(&items.rows[i], title),
			.line = VOCAB(render_words(call->arena, call->lang, call->now_ms, KEY_public_home_about, values, 1)),
			.href = for_id.value == 0 ? href : url_with(call->arena, href, "person", ids_text(call->arena, for_id.value))};
	}
	*ret_tiles = tiles;
	*ret_count = count;
	return OK;
}
