/* SPDX-License-Identifier: Apache-2.0 */
#include "queries/menu.h"
#include "views/public.h"
#include "web/app.h"
#include "web/pages/faces.h"
#include "web/words.h"

#define HOME_TILES 8

enum fail page_public_home_get(struct call *call, struct reply *reply)
{
	struct view_public_home view = {.is_signed_in = call->actor.value != 0, .mine = call->actor.value != 0 ? shell_home(call->access.mask) : URL("/sign-in")};
	struct view_parts_tile *tiles = NULL;
	TRY(faces_tiles(call, HOME_TILES, &tiles, &view.tile.count));
	view.tile.rows = tiles;
	view.shell.title = call_say(call, KEY_public_home_title);
	return reply_page(call, reply, &page_public_home, &view);
}

enum fail page_public_menu_get(struct call *call, struct reply *reply)
{
	static const enum key serves[] = {KEY_NONE, KEY_menu_serves_elders, KEY_menu_serves_children, KEY_menu_serves_hardship, KEY_menu_serves_comfort,
		KEY_menu_serves_public};
	static const enum key brings[] = {KEY_NONE, KEY_menu_brings_thought, KEY_menu_brings_policy, KEY_menu_brings_morals, KEY_menu_brings_culture,
		KEY_menu_brings_skills};
	struct view_public_menu view = {.item = {.count = 0}};
	struct menu_list_rows items;
	TRY(q_menu_list(call->view, call->arena, &(struct menu_list_in){.centre_id = call->centre_id, .with_closed = false}, &items));
	struct view_public_menu_item *rows = arena_array(call->arena, struct view_public_menu_item, items.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < items.count; i++) {
		const struct menu_list_row *item = &items.rows[i];
		check(item->serves > 0 && (size_t)item->serves < COUNT_OF(serves) && item->brings > 0 && (size_t)item->brings < COUNT_OF(brings));
		rows[i] = (struct view_public_menu_item){.id = item->code, .icon = item->icon, .title = VOCAB_OF(item, title),
			.done = VOCAB_OF(item, done), .serves = serves[item->serves], .brings = brings[item->brings],
			.provider = VOCAB(item->provider_name), .duration = item->duration_min, .people = item->people, .price = item->price_points,
			.href = url_with(call->arena, URL("/my/new"), "item", ids_text(call->arena, item->id.value))};
	}
	view.item.rows = rows;
	view.item.count = items.count;
	view.shell.title = call_say(call, KEY_public_menu_title);
	return reply_page(call, reply, &page_public_menu, &view);
}

enum fail page_public_how_get(struct call *call, struct reply *reply)
{
	struct view_public_how view = {.phone = call->app->centre_phone, .call = url_tel(call->arena, call->app->centre_phone)};
	view.shell.title = call_say(call, KEY_public_how_title);
	return reply_page(call, reply, &page_public_how, &view);
}

enum fail page_public_privacy_get(struct call *call, struct reply *reply)
{
	struct view_public_privacy view = {.shell = {.title = call_say(call, KEY_public_privacy_title)}};
	return reply_page(call, reply, &page_public_privacy, &view);
}

enum fail faces_tiles(struct call *call, size_t most, struct view_parts_tile **ret_tiles, size_t *ret_count)
{
	struct menu_list_rows items;
	TRY(q_menu_list(call->view, call->arena, &(struct menu_list_in){.centre_id = call->centre_id, .with_closed = false}, &items));
	size_t count = items.count < most ? items.count : most;
	struct view_parts_tile *tiles = arena_array(call->arena, struct view_parts_tile, count + 1);
	if (tiles == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++)
		tiles[i] = (struct view_parts_tile){.icon = items.rows[i].icon, .title = VOCAB_OF(&items.rows[i], title),
			.href = url_with(call->arena, URL("/my/new"), "item", ids_text(call->arena, items.rows[i].id.value))};
	*ret_tiles = tiles;
	*ret_count = count;
	return OK;
}
