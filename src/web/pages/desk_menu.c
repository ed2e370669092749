/* SPDX-License-Identifier: Apache-2.0
 *
 * The menu as the station keeps it: by whom it serves and what it brings,
 * with what is not on it now; opened and closed with a way back.
 */
#include "domain/shop.h"
#include "queries/menu.h"
#include "views/desk.h"
#include "web/pages/menu_private.h"
#include "web/reply.h"
#include "web/words.h"

static const struct field list_fields[] = {
	{ .name = "serves", .type = FIELD_CHOICE, .choices = menu_serves_choices, .label = KEY_menu_serves },
	{ .name = "brings", .type = FIELD_CHOICE, .choices = menu_brings_choices, .label = KEY_menu_brings },
	{ .name = "closed", .type = FIELD_BOOL, .label = KEY_menu_closed },
	{ .name = "done", .type = FIELD_ID, .label = KEY_parts_undo },
};
const struct form form_menu_list = FORM("menu_list", list_fields);

static enum fail check_item(struct call *call, bool *ret_is_allowed);
static enum fail fill_items(struct call *call, const struct menu_list_rows *rows, struct view_desk_menu *view);
static bool is_wanted(struct call *call, const struct menu_list_row *row);
static enum fail fill_filters(struct call *call, const struct menu_list_rows *rows, struct view_desk_menu *view);
static enum fail switch_work(struct write *write, void *context);

const struct relation relation_menu_item = {"manager of the service's area", check_item};

enum fail page_menu_list_get(struct call *call, struct reply *reply)
{
	struct view_desk_menu view = {.may_edit = call_is(call, ROLE_BIT(ROLE_MANAGER))};
	struct menu_list_rows rows;
	struct act act = call_act(call);
	TRY(q_menu_list(call->view, call->arena, &(struct menu_list_in){.centre_id = call->centre_id, .with_closed = true}, &rows));
	TRY(shop_is_open(&act, &view.has_shop));
	view.csrf = call_csrf(call);
	view.once = call_once(call);
	TRY(fill_items(call, &rows, &view));
	TRY(fill_filters(call, &rows, &view));
	TRY(menu_fill_undo(call, form_int(&call->form, "done"), &view.undo));
	view.shell.title = call_say(call, KEY_menu_list_title);
	return reply_page(call, reply, &page_desk_menu, &view);
}

enum fail page_menu_switch_post(struct call *call, struct reply *reply)
{
	bool is_word = text_equal(call_word(call, 1), TEXT("open")) || text_equal(call_word(call, 1), TEXT("close"));
	return is_word ? call_write(call, reply, switch_work, NULL) : reply_status(call, reply, 404);
}

enum fail menu_fill_undo(struct call *call, int64_t done, const struct view_parts_undo_bar **ret_undo)
{
	struct menu_item_get_row item;
	bool is_found = false;
	if (done != 0)
		TRY(q_menu_item_get(call->view, call->arena, &(struct menu_item_get_in){.centre_id = call->centre_id, .id = {done}}, &is_found, &item));
	if (!is_found)
		return OK;
	struct view_parts_undo_bar *undo = arena_new(call->arena, struct view_parts_undo_bar);
	if (undo == NULL)
		return FAIL_LIMIT;
	struct say title = {"title", SAY_VOCAB, vocab_text(call->lang, VOCAB_OF(&item, title)), 0};
	*undo = (struct view_parts_undo_bar){.words = render_words(call->arena, call->lang, call->now_ms, item.is_open ? KEY_menu_done_open : KEY_menu_done_close,
		&title, 1), .action = url_id(call->arena, "/desk/menu/", done, item.is_open ? "/close" : "/open"), .csrf = call_csrf(call), .once = call_once(call)};
	*ret_undo = undo;
	return OK;
}

static enum fail check_item(struct call *call, bool *ret_is_allowed)
{
	struct menu_item_get_row item;
	struct act act = call_act(call);
	bool is_found = false;
	*ret_is_allowed = false;
	TRY(q_menu_item_get(call->view, call->arena, &(struct menu_item_get_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_found, &item));
	return is_found ? access_in_scope(&act, &call->access, ROLE_BIT(ROLE_MANAGER), item.place_id, ret_is_allowed) : OK;
}

static enum fail fill_items(struct call *call, const struct menu_list_rows *rows, struct view_desk_menu *view)
{
	struct view_desk_menu_item *lines = arena_array(call->arena, struct view_desk_menu_item, rows->count + 1);
	struct act act = call_act(call);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows->count; i++) {
		const struct menu_list_row *row = &rows->rows[i];
		bool may = false;
		if (!is_wanted(call, row))
			continue;
		if (view->may_edit)
			TRY(access_in_scope(&act, &call->access, ROLE_BIT(ROLE_MANAGER), row->place_id, &may));
		lines[view->item.count++] = (struct view_desk_menu_item){.id = ids_text(call->arena, row->id.value),
			.href = url_id(call->arena, "/desk/menu/", row->id.value, ""), .icon = row->icon, .title = VOCAB_OF(row, title), .provider = VOCAB(row->provider_name),
			.where = VOCAB(row->place_name), .serves = menu_serves_key(row->serves), .brings = menu_brings_key(row->brings), .duration = row->duration_min,
			.people = row->people, .price = row->price_points, .level = row->risk_level, .is_open = row->is_open, .may_switch = may,
			.switch_it = url_id(call->arena, "/desk/menu/", row->id.value, row->is_open ? "/close" : "/open")};
	}
	view->item.rows = lines;
	return OK;
}

static bool is_wanted(struct call *call, const struct menu_list_row *row)
{
	int64_t serves = form_int(&call->form, "serves");
	int64_t brings = form_int(&call->form, "brings");
	return (serves == 0 || row->serves == serves) && (brings == 0 || row->brings == brings) && (!form_bool(&call->form, "closed") || !row->is_open);
}

/* 五为 in one row, 五传 in the other; each with how many there are. */
static enum fail fill_filters(struct call *call, const struct menu_list_rows *rows, struct view_desk_menu *view)
{
	int64_t serves = form_int(&call->form, "serves");
	int64_t brings = form_int(&call->form, "brings");
	bool is_closed = form_bool(&call->form, "closed");
	struct view_desk_menu_filter *whom = arena_array(call->arena, struct view_desk_menu_filter, MENU_KINDS + 2);
	struct view_desk_menu_brought *what = arena_array(call->arena, struct view_desk_menu_brought, MENU_KINDS);
	if (whom == NULL || what == NULL)
		return FAIL_LIMIT;
	whom[0] = (struct view_desk_menu_filter){.href = URL("/desk/menu"), .label = KEY_menu_list_all, .count = (int64_t)rows->count,
		.is_here = serves == 0 && brings == 0 && !is_closed};
	whom[MENU_KINDS + 1] = (struct view_desk_menu_filter){.href = URL("/desk/menu?closed=1"), .label = KEY_menu_closed, .is_here = is_closed};
	for (int i = 0; i < MENU_KINDS; i++) {
		whom[i + 1] = (struct view_desk_menu_filter){.href = url_with(call->arena, URL("/desk/menu"), "serves", text_of(menu_serves_choices[i].word)),
			.label = menu_serves_choices[i].label, .is_here = serves == menu_serves_choices[i].value};
		what[i] = (struct view_desk_menu_brought){.href = url_with(call->arena, URL("/desk/menu"), "brings", text_of(menu_brings_choices[i].word)),
			.label = menu_brings_choices[i].label, .is_here = brings == menu_brings_choices[i].value};
	}
	for (size_t i = 0; i < rows->count; i++) {
		const struct menu_list_row *row = &rows->rows[i];
		if (row->serves >= 1 && row->serves <= MENU_KINDS)
			whom[row->serves].count++;
		if (row->brings >= 1 && row->brings <= MENU_KINDS)
			what[row->brings - 1].count++;
		whom[MENU_KINDS + 1].count += !row->is_open;
	}
	view->filter.rows = whom;
	view->filter.count = MENU_KINDS + 2;
	view->brought.rows = what;
	view->brought.count = MENU_KINDS;
	return OK;
}

static enum fail switch_work(struct write *write, void *context UNUSED)
{
	enum menu_refusal refusal = MENU_OK;
	struct item_id id = {call_id(write->call, 0)};
	enum fail fail = menu_set_open(&write->act, id, text_equal(call_word(write->call, 1), TEXT("open")), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_menu_refusal(refusal), NULL);
	write->location = url_with(write->act.arena, URL("/desk/menu"), "done", ids_text(write->act.arena, id.value));
	return fail;
}
