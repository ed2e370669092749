/* SPDX-License-Identifier: Apache-2.0
 *
 * The tree of places with the public telephones of their posts; a manager
 * corrects names and numbers.
 */
#include "queries/places.h"
#include "views/desk.h"
#include "web/pages/menu.h"
#include "web/reply.h"
#include "web/words.h"

static const struct field list_fields[] = {
	{ .name = "done", .type = FIELD_ID, .label = KEY_places_saved },
};
const struct form form_places_list = FORM("places_list", list_fields);
static const struct field place_fields[] = {
	{ .name = "name", .type = FIELD_TEXT, .is_required = true, .max = LIMIT_NAME_POINTS, .label = KEY_places_name },
	{ .name = "phone", .type = FIELD_TEXT, .max = 30, .label = KEY_places_phone },
};
const struct form form_place = FORM("place", place_fields);

static enum fail check_place(struct call *call, bool *ret_is_allowed);
static enum fail fill_place(struct call *call, const struct place_tree_row *row, struct view_desk_places_place *place);
static enum fail change_work(struct write *write, void *context);

const struct relation relation_place = {"manager of the place", check_place};

/* Also the page shown again with what was typed. */
enum fail page_places_get(struct call *call, struct reply *reply)
{
	struct view_desk_places view = {.may_edit = call_is(call, ROLE_BIT(ROLE_MANAGER))};
	struct place_tree_rows rows;
	TRY(q_place_tree(call->view, call->arena, &(struct place_tree_in){.centre_id = call->centre_id, .ancestor_id = access_scope(&call->access, ROLES_STAFF)},
		&rows));
	struct view_desk_places_place *places = arena_array(call->arena, struct view_desk_places_place, rows.count + 1);
	if (places == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		TRY(fill_place(call, &rows.rows[i], &places[i]));
	view.place.rows = places;
	view.place.count = rows.count;
	view.csrf = call_csrf(call);
	view.once = call_once(call);
	view.shell.title = call_say(call, KEY_places_title);
	return reply_page(call, reply, &page_desk_places, &view);
}

enum fail page_place_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, change_work, NULL);
}

static enum fail check_place(struct call *call, bool *ret_is_allowed)
{
	struct act act = call_act(call);
	return access_in_scope(&act, &call->access, ROLE_BIT(ROLE_MANAGER), (struct place_id){call_id(call, 0)}, ret_is_allowed);
}

static enum fail fill_place(struct call *call, const struct place_tree_row *row, struct view_desk_places_place *place)
{
	static const enum key kinds[] = {KEY_places_tier_1, KEY_places_tier_1, KEY_places_tier_2, KEY_places_tier_3, KEY_places_tier_4};
	struct act act = call_act(call);
	bool is_again = call->form.form == &form_place && call_id(call, 0) == row->id.value;
	struct text id = ids_text(call->arena, row->id.value);
	*place = (struct view_desk_places_place){.id = id, .tier = row->tier, .kind = kinds[row->tier], .name = VOCAB(row->name), .phone = row->phone,
		.call = url_tel(call->arena, row->phone), .people = row->people, .here = url_with(call->arena, URL("/desk/people"), "place", id),
		.is_open = is_again, .action = url_id(call->arena, "/desk/places/", row->id.value, ""),
		.name_typed = is_again ? form_text(&call->form, "name") : row->name, .phone_typed = is_again ? form_text(&call->form, "phone") : row->phone,
		.is_saved = call->form.form == &form_places_list && form_int(&call->form, "done") == row->id.value};
	if (is_again)
		place->error = form_error(&call->form, "name") != KEY_NONE ? call_error(call, "name") : call_error(call, "phone");
	return access_in_scope(&act, &call->access, ROLE_BIT(ROLE_MANAGER), row->id, &place->may_edit);
}

static enum fail change_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum place_refusal refusal = PLACE_OK;
	struct place_id id = {call_id(write->call, 0)};
	enum fail fail = places_change(&write->act, id, form_text(form, "name"), form_text(form, "phone"), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_place_refusal(refusal), refusal == PLACE_PHONE_INVALID ? "phone" : "name");
	write->location = url_with(write->act.arena, URL("/desk/places"), "done", ids_text(write->act.arena, id.value));
	return fail;
}
