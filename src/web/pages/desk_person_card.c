/* SPDX-License-Identifier: Apache-2.0
 *
 * A person's card in large print, to hang beside the telephone: whom to ring
 * and what to say. It holds nothing that a stranger at the door could use.
 */
#include "queries/places.h"
#include "views/desk.h"
#include "web/app.h"
#include "web/pages/people_private.h"

enum fail page_person_card_get(struct call *call, struct reply *reply)
{
	struct person_id id = {call_id(call, 0)};
	struct person_get_row person;
	struct place_get_row post = {.phone = TEXT_NONE};
	struct place_station_row station = {.phone = TEXT_NONE};
	struct view_desk_person_card view = {.number = ids_short(call->arena, id.value)};
	bool is_found = false;
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = id}, &is_found, &person));
	if (!is_found)
		return reply_status(call, reply, 404);
	TRY(q_place_get(call->view, call->arena, &(struct place_get_in){.centre_id = call->centre_id, .id = person.place_id}, &is_found, &post));
	TRY(q_place_station(call->view, call->arena, &(struct place_station_in){.centre_id = call->centre_id, .place_id = person.place_id}, &is_found, &station));
	view.name = person.name;
	view.where = people_where(call->arena, person.place_name, TEXT_NONE);
	view.phone = is_found && station.phone.len > 0 ? station.phone : call->app->centre_phone;
	view.post_phone = text_equal(post.phone, view.phone) ? TEXT_NONE : post.phone;
	view.back = url_id(call->arena, "/desk/people/", id.value, "");
	view.shell.title = call_say(call, KEY_person_card_title);
	return reply_page(call, reply, &page_desk_person_card, &view);
}
