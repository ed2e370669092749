/* SPDX-License-Identifier: Apache-2.0
 *
 * The resident's first page: for whom, what is going on and what it waits for,
 * what can be asked for, the same again.
 */
#include "queries/resident_pages.h"
#include "text/mask.h"
#include "views/resident.h"
#include "web/app.h"
#include "web/pages/faces.h"
#include "web/reply.h"
#include "web/words.h"

#define HOME_TILES 8
#define HOME_REQUESTS 5

static const struct field home_fields[] = {
	{ .name = "for", .type = FIELD_ID, .label = KEY_resident_home_for_whom },
};
const struct form form_my_home = FORM("my_home", home_fields);

static enum fail fill_people(struct call *call, struct view_resident_home *view, struct person_id *ret_for);
static enum fail fill_requests(struct call *call, struct view_resident_home *view);
static enum fail fill_again(struct call *call, struct person_id for_id, struct view_resident_home *view);

enum fail page_my_home_get(struct call *call, struct reply *reply)
{
	struct view_resident_home view = {.csrf = call_csrf(call), .once = call_once(call), .phone = call->app->centre_phone,
		.call = url_tel(call->arena, call->app->centre_phone)};
	struct person_id for_id = call->actor;
	struct view_parts_tile *tiles = NULL;
	TRY(fill_people(call, &view, &for_id));
	TRY(faces_tiles(call, HOME_TILES, for_id, &tiles, &view.tile.count));
	TRY(fill_requests(call, &view));
	TRY(fill_again(call, for_id, &view));
	view.tile.rows = tiles;
	view.is_volunteer = call_is(call, ROLE_BIT(ROLE_VOLUNTEER));
	view.own_words = url_with(call->arena, URL("/my/new"), "person", ids_text(call->arena, for_id.value));
	view.shell.title = call_say(call, KEY_resident_home_title);
	return reply_page(call, reply, &page_resident_home, &view);
}

enum key faces_kin_of(int64_t relation, int64_t sex)
{
	static const enum key parents[] = {KEY_resident_kin_of_child_0, KEY_resident_kin_of_child_1, KEY_resident_kin_of_child_2};
	static const enum key keys[KIN_RELATION_COUNT] = {[0] = KEY_resident_kin_of_other, [KIN_SPOUSE] = KEY_resident_kin_of_spouse,
		[KIN_PARENT] = KEY_resident_kin_of_parent, [KIN_GRANDCHILD] = KEY_resident_kin_of_grandchild, [KIN_SIBLING] = KEY_resident_kin_of_sibling,
		[KIN_GUARDIAN] = KEY_resident_kin_of_guardian, [KIN_OTHER] = KEY_resident_kin_of_other};
	if (relation == KIN_CHILD)
		return parents[sex > 0 && (size_t)sex < COUNT_OF(parents) ? sex : 0];
	return keys[relation > 0 && relation < KIN_RELATION_COUNT ? relation : 0];
}

/* Those she may order for, then herself; who has kin comes for them, so the first of them is chosen until she says otherwise. */
static enum fail fill_people(struct call *call, struct view_resident_home *view, struct person_id *ret_for)
{
	struct my_kin_rows kin;
	int64_t asked = call->form.error_count == 0 ? form_int(&call->form, "for") : 0;
	size_t count = 0;
	TRY(q_my_kin(call->view, call->arena, &(struct my_kin_in){.centre_id = call->centre_id, .me = call->actor}, &kin));
	struct view_resident_home_person *rows = arena_array(call->arena, struct view_resident_home_person, kin.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < kin.count; i++) {
		const struct my_kin_row *row = &kin.rows[i];
		if (!row->may_order)
			continue;
		enum key relation = faces_kin_of(row->relation, row->sex);
		bool is_here = asked == row->person_id.value || (asked == 0 && count == 0);
		rows[count++] = (struct view_resident_home_person){.href = url_with(call->arena, URL("/my"), "for", ids_text(call->arena, row->person_id.value)),
			.name = row->name, .relation = relation, .has_relation = true, .is_here = is_here};
		if (is_here) {
			*ret_for = row->person_id;
			view->is_for_kin = true;
			view->kin_relation = relation;
		}
	}
	if (count > 0)
		rows[count++] = (struct view_resident_home_person){.href = url_with(call->arena, URL("/my"), "for", ids_text(call->arena, call->actor.value)),
			.is_here = !view->is_for_kin};
	view->person.rows = rows;
	view->person.count = count;
	return OK;
}

/* What waits for her first; each line says what comes next and by when. */
static enum fail fill_requests(struct call *call, struct view_resident_home *view)
{
	static const unsigned hers = 1u << REQUEST_NEED_INFO | 1u << REQUEST_SERVED | 1u << REQUEST_CONFIRMED;
	static const unsigned timeless = 1u << REQUEST_IN_SERVICE | 1u << REQUEST_SERVED | 1u << REQUEST_CONFIRMED;
	struct my_requests_rows rows;
	size_t open = 0;
	TRY(q_my_requests(call->view, call->arena, &(struct my_requests_in){.centre_id = call->centre_id, .me = call->actor}, &rows));
	struct view_resident_home_request *lines = arena_array(call->arena, struct view_resident_home_request, HOME_REQUESTS);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < 2 * rows.count; i++) { /* twice: those that wait for her, then the others */
		const struct my_requests_row *row = &rows.rows[i % rows.count];
		bool is_hers = (hers & 1u << row->state) != 0;
		if (request_state_is_terminal((enum request_state)row->state) || is_hers != (i < rows.count))
			continue;
		if (open++ >= HOME_REQUESTS)
			continue;
		lines[view->request.count++] = (struct view_resident_home_request){.href = url_id(call->arena, "/my/requests/", row->id.value, ""),
			.title = VOCAB_TITLE(row), .who = row->is_mine ? TEXT_NONE : mask_name(call->arena, row->name),
			.now = words_now((enum request_state)row->state), .has_at = (timeless & 1u << row->state) == 0,
			.at_ms = row->state == REQUEST_SCHEDULED ? row->from_ms : row->deadline_at_ms, .is_mine_to_do = is_hers,
			.badge = words_badge(call->arena, (enum request_state)row->state)};
		if (lines[view->request.count - 1].badge == NULL)
			return FAIL_LIMIT;
	}
	view->request.rows = lines;
	view->has_more = open > HOME_REQUESTS;
	return OK;
}

static enum fail fill_again(struct call *call, struct person_id for_id, struct view_resident_home *view)
{
	struct my_again_rows rows;
	TRY(q_my_again(call->view, call->arena, &(struct my_again_in){.centre_id = call->centre_id, .for_id = for_id}, &rows));
	struct view_resident_home_again *lines = arena_array(call->arena, struct view_resident_home_again, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		lines[i] = (struct view_resident_home_again){.action = url_id(call->arena, "/my/requests/", rows.rows[i].id.value, "/again"),
			.title = VOCAB_OF(&rows.rows[i], title), .icon = rows.rows[i].icon};
	view->again.rows = lines;
	view->again.count = rows.count;
	return OK;
}
