/* SPDX-License-Identifier: Apache-2.0
 *
 * What is done with a call that was typed in: an order for somebody on file,
 * or a new person and her order in one transaction, so that nothing is half
 * done and nothing typed is lost.
 */
#include "base/when.h"
#include "queries/menu.h"
#include "text/search.h"
#include "web/pages/desk_intake_private.h"
#include "web/pages/people_private.h"
#include "web/pages/wanted.h"
#include "web/words.h"

static enum fail open_for(struct write *write, struct person_id person_id);
static enum fail find_item(const struct write *write, struct item_id *ret_id, bool *ret_is_clear);
static const char *field_of(enum request_refusal refusal);
static struct text lower(struct arena *arena, struct text text);

enum fail intake_open_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum people_refusal refusal = PEOPLE_OK;
	struct person_id person_id = {form_int(form, "person")};
	if (person_id.value == 0)
		return write_refuse(write, KEY_desk_new_nobody_chosen, "q");
	if (form_bool(form, "agreed")) {
		enum fail fail = people_consent(&write->act, person_id, CONSENT_SERVICE, CHANNEL_PHONE, true, &refusal);
		if (fail == FAIL_REFUSED)
			return write_refuse(write, words_people_refusal(refusal), "q");
		TRY(fail);
	}
	return open_for(write, person_id);
}

enum fail intake_register_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum people_refusal refusal = PEOPLE_OK;
	struct person_id person_id = {0};
	struct people_options options = {.name = form_text(form, "name"), .phone = form_text(form, "phone"), .place_id = {form_int(form, "place")},
		.estate = form_text(form, "estate"), .lives_alone = form_bool(form, "alone"), .channel = CHANNEL_PHONE, .has_consent = form_bool(form, "agreed"),
		.asks_known = !form_bool(form, "other")};
	if (options.place_id.value == 0)
		return write_refuse(write, text_is_empty(options.name) ? KEY_refusal_people_no_name : KEY_refusal_people_place_missing,
			text_is_empty(options.name) ? "name" : "place");
	enum fail fail = people_add(&write->act, &options, &refusal, &person_id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, people_refusal_words(&write->act, refusal, options.phone, TEXT_NONE), people_field_of(refusal));
	TRY(fail);
	return open_for(write, person_id);
}

enum fail intake_find_text(struct arena *arena, struct text title, struct text *ret_find)
{
	struct search_terms terms;
	struct text longest[2] = {TEXT_NONE, TEXT_NONE}; /* full pinyin, initials */
	TRY(search_terms_of(arena, &(struct search_subject){.name = title}, &terms));
	for (size_t i = 0; i < terms.count; i++) {
		int at = terms.at[i].kind == SEARCH_PINYIN ? 0 : terms.at[i].kind == SEARCH_INITIALS ? 1 : -1;
		if (at >= 0 && terms.at[i].term.len > longest[at].len)
			longest[at] = terms.at[i].term;
	}
	*ret_find = lower(arena, arena_format(arena, "%.*s %.*s %.*s", TEXT_ARGS(title), TEXT_ARGS(longest[0]), TEXT_ARGS(longest[1])));
	return ret_find->len > 0 ? OK : FAIL_LIMIT;
}

bool intake_finds(struct arena *arena, struct text find, struct text typed)
{
	return text_find(find, lower(arena, text_trim(typed))) != SIZE_MAX;
}

static enum fail open_for(struct write *write, struct person_id person_id)
{
	const struct form_data *form = &write->call->form;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct request_id id = {0};
	struct requests_open_options options = {.person_id = person_id, .item_id = {form_int(form, "item")}, .words = form_text(form, "words"),
		.risks = form_text(form, "risks"), .channel = CHANNEL_PHONE, .is_duplicate_meant = form_bool(form, "meant"),
		.is_paid = form_bool(form, "paid"), .payer_id = person_id};
	bool is_clear = true;
	bool is_day = true;
	if (options.item_id.value == 0 && form_has(form, "service"))
		TRY(find_item(write, &options.item_id, &is_clear));
	if (!is_clear)
		return write_refuse(write, KEY_desk_new_which_service, "service");
	TRY(wanted_window(write, &options, &is_day));
	if (!is_day)
		return write_refuse(write, KEY_desk_new_day_wrong, "day");
	enum fail fail = requests_open(&write->act, &options, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_request_refusal(refusal), field_of(refusal));
	write->location = url_id(write->act.arena, "/desk/requests/", id.value, "");
	return fail;
}

/* What was typed for the service, when the list was not used: clear when it stands for exactly one. */
static enum fail find_item(const struct write *write, struct item_id *ret_id, bool *ret_is_clear)
{
	struct menu_list_rows rows;
	struct item_id found = {0};
	size_t count = 0;
	TRY(q_menu_list(write->act.view, write->act.arena, &(struct menu_list_in){.centre_id = write->act.centre_id, .with_closed = false}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		struct text find;
		TRY(intake_find_text(write->act.arena, rows.rows[i].title, &find));
		if (!intake_finds(write->act.arena, find, form_text(&write->call->form, "service")))
			continue;
		found = rows.rows[i].id;
		count++;
	}
	*ret_is_clear = count == 1;
	*ret_id = found;
	return OK;
}

/* The field a refusal is about, so that the form is shown again with what was typed. */
static const char *field_of(enum request_refusal refusal)
{
	if (refusal == REQUEST_NO_WORDS || refusal == REQUEST_WORDS_TOO_LONG)
		return "words";
	if (refusal >= REQUEST_TIME_PAST && refusal <= REQUEST_TIME_TOO_SHORT)
		return "day";
	if (refusal == REQUEST_ITEM_CLOSED || refusal == REQUEST_ITEM_NOT_HERE)
		return "service";
	if (refusal == REQUEST_NO_CONSENT)
		return "agreed";
	return refusal == REQUEST_DUPLICATE ? "meant" : "q";
}

static struct text lower(struct arena *arena, struct text text)
{
	char *out = arena_alloc(arena, text.len + 1);
	for (size_t i = 0; out != NULL && i < text.len; i++)
		out[i] = text.at[i] >= 'A' && text.at[i] <= 'Z' ? (char)(text.at[i] | 0x20) : text.at[i];
	return (struct text){out, out == NULL ? 0 : text.len};
}
