/* SPDX-License-Identifier: Apache-2.0 */
#include "queries/people.h"
#include "queries/resident_pages.h"
#include "text/mask.h"
#include "views/resident.h"
#include "web/pages/faces.h"
#include "web/reply.h"
#include "web/words.h"

static struct text who_of(struct call *call, const struct my_requests_row *row);

enum fail page_my_requests_get(struct call *call, struct reply *reply)
{
	struct view_resident_requests view = {.request = {.count = 0}};
	struct my_requests_rows rows;
	TRY(q_my_requests(call->view, call->arena, &(struct my_requests_in){.centre_id = call->centre_id, .me = call->actor}, &rows));
	struct view_resident_requests_request *lines = arena_array(call->arena, struct view_resident_requests_request, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct my_requests_row *row = &rows.rows[i];
		lines[i] = (struct view_resident_requests_request){.href = url_id(call->arena, "/my/requests/", row->id.value, ""), .title = VOCAB_TITLE(row),
			.who = who_of(call, row), .when_ms = row->from_ms != 0 ? row->from_ms : row->wanted_from_ms,
			.badge = words_badge(call->arena, (enum request_state)row->state)};
		if (lines[i].badge == NULL)
			return FAIL_LIMIT;
	}
	view.request.rows = lines;
	view.request.count = rows.count;
	view.shell.title = call_say(call, KEY_resident_requests_title);
	return reply_page(call, reply, &page_resident_requests, &view);
}

/* Her card, and those of kin she answers for: the code of the door, and of each service that waits to be confirmed its own. */
enum fail page_my_card_get(struct call *call, struct reply *reply)
{
	struct view_resident_card view = {.card = {.count = 0}};
	struct my_cards_rows people;
	struct my_served_rows served;
	struct act act = call_act(call);
	char code[7];
	TRY(q_my_cards(call->view, call->arena, &(struct my_cards_in){.centre_id = call->centre_id, .me = call->actor}, &people));
	TRY(q_my_served(call->view, call->arena, &(struct my_served_in){.centre_id = call->centre_id, .me = call->actor}, &served));
	struct view_resident_card_card *cards = arena_array(call->arena, struct view_resident_card_card, people.count + 1);
	struct view_resident_card_served *lines = arena_array(call->arena, struct view_resident_card_served, served.count + 1);
	if (cards == NULL || lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < people.count; i++) {
		TRY(requests_card_code(&act, people.rows[i].id, code));
		cards[i] = (struct view_resident_card_card){.name = people.rows[i].name, .code = arena_format(call->arena, "%.3s %.3s", code, code + 3)};
	}
	for (size_t i = 0; i < served.count; i++) {
		TRY(requests_confirm_code(&act, served.rows[i].id, code));
		lines[i] = (struct view_resident_card_served){.href = url_id(call->arena, "/my/requests/", served.rows[i].id.value, ""),
			.title = VOCAB_TITLE(&served.rows[i]), .who = served.rows[i].name, .code = arena_format(call->arena, "%.3s %.3s", code, code + 3)};
	}
	view.card.rows = cards;
	view.card.count = people.count;
	view.served.rows = lines;
	view.served.count = served.count;
	view.shell.title = call_say(call, KEY_resident_card_title);
	return reply_page(call, reply, &page_resident_card, &view);
}

/* For whom, when it is not for herself. */
static struct text who_of(struct call *call, const struct my_requests_row *row)
{
	return row->is_mine ? TEXT_NONE : mask_name(call->arena, row->name);
}
