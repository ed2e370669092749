/* SPDX-License-Identifier: Apache-2.0
 *
 * The trail: who did what, newest first; sifted by who, by what it was about,
 * by one object and by days.
 */
#include "web/pages/desk.h"

#include "base/limits.h"
#include "base/when.h"
#include "queries/desk_pages.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/reply.h"
#include "web/words.h"

/* The first word of an act, in the order of the choices; MODULE_ALL is none. */
static const struct choice modules[] = {
	{ "requests", 1, KEY_desk_trail_of_requests }, { "records", 2, KEY_desk_trail_of_records }, { "ledger", 3, KEY_desk_trail_of_ledger },
	{ "people", 4, KEY_desk_trail_of_people }, { "access", 5, KEY_desk_trail_of_access }, { "session", 6, KEY_desk_trail_of_session },
	{ "credential", 7, KEY_desk_trail_of_credential }, { "certificates", 8, KEY_desk_trail_of_certificates }, { "menu", 9, KEY_desk_trail_of_menu },
	{ "organisations", 10, KEY_desk_trail_of_organisations }, { "places", 11, KEY_desk_trail_of_places }, { "proof", 12, KEY_desk_trail_of_proof },
	{ "messages", 13, KEY_message_wish_title },
	{ 0 },
};

static const struct field trail_fields[] = {
	{ .name = "before", .type = FIELD_INT, .min = 1, .max = INT64_MAX, .label = KEY_desk_trail_number },
	{ .name = "who", .type = FIELD_TEXT, .max = LIMIT_NAME_POINTS, .label = KEY_desk_trail_who },
	{ .name = "about", .type = FIELD_CHOICE, .choices = modules, .label = KEY_desk_trail_about },
	{ .name = "from", .type = FIELD_DAY, .label = KEY_desk_trail_from },
	{ .name = "until", .type = FIELD_DAY, .label = KEY_desk_trail_until },
	{ .name = "object", .type = FIELD_ID, .label = KEY_desk_trail_object },
};
const struct form form_desk_trail = FORM("desk_trail", trail_fields);

static struct desk_trail_in wanted(struct call *call);
static enum fail fill_sift(struct call *call, struct view_desk_trail *view);
static enum fail fill_rows(struct call *call, struct view_desk_trail *view);
static struct url again(struct call *call);

enum fail page_desk_trail_get(struct call *call, struct reply *reply)
{
	struct view_desk_trail view = {.has_older = false, .solvency = URL("/desk/solvency"), .everything = URL("/desk/trail")};
	TRY(fill_sift(call, &view));
	TRY(fill_rows(call, &view));
	view.shell.title = call_say(call, KEY_desk_trail_title);
	return reply_page(call, reply, &page_desk_trail, &view);
}

/* What is asked for; a field that cannot be read sifts nothing and says so. */
static struct desk_trail_in wanted(struct call *call)
{
	const struct form_data *form = &call->form;
	int64_t before = form_int(form, "before");
	int64_t until = form_int(form, "until");
	return (struct desk_trail_in){.centre_id = call->centre_id, .before_id = before > 0 ? before : INT64_MAX, .who = form_text(form, "who"),
		.about = form_error(form, "about") == KEY_NONE ? form_text(form, "about") : TEXT(""), .object_id = form_int(form, "object"),
		.from_ms = form_int(form, "from") != 0 ? when_at((int32_t)form_int(form, "from"), 0) : 0,
		.until_ms = until != 0 ? when_at((int32_t)until + 1, 0) : INT64_MAX};
}

static enum fail fill_sift(struct call *call, struct view_desk_trail *view)
{
	const struct form_data *form = &call->form;
	struct view_desk_trail_about *abouts = arena_array(call->arena, struct view_desk_trail_about, COUNT_OF(modules));
	if (abouts == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; modules[i].word != NULL; i++)
		abouts[view->about.count++] = (struct view_desk_trail_about){.word = text_of(modules[i].word), .label = modules[i].label,
			.is_chosen = text_equal(form_text(form, "about"), text_of(modules[i].word))};
	view->about.rows = abouts;
	view->who = form_text(form, "who");
	view->from = form_text(form, "from");
	view->until = form_text(form, "until");
	view->from_error = call_error(call, "from");
	view->until_error = call_error(call, "until");
	view->object = form_text(form, "object");
	view->is_sifted = view->who.len > 0 || form_has(form, "about") || view->from.len > 0 || view->until.len > 0 || view->object.len > 0;
	return OK;
}

static enum fail fill_rows(struct call *call, struct view_desk_trail *view)
{
	struct desk_trail_rows rows;
	const struct desk_trail_in in = wanted(call);
	TRY(q_desk_trail(call->view, call->arena, &in, &rows));
	struct view_desk_trail_row *lines = arena_array(call->arena, struct view_desk_trail_row, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct desk_trail_row *row = &rows.rows[i];
		lines[i] = (struct view_desk_trail_row){.number = row->id, .at_ms = row->at_ms, .act = words_trail(row->act), .code = row->act, .detail = row->detail,
			.who = row->actor_name.len > 0 ? mask_name(call->arena, row->actor_name) : call_say(call, KEY_desk_trail_clock),
			.object = words_trail_object(row->object_kind), .number_of = ids_short(call->arena, row->object_id),
			.only = url_with(call->arena, URL("/desk/trail"), "object", ids_text(call->arena, row->object_id))};
	}
	view->row.rows = lines;
	view->row.count = rows.count;
	view->has_older = rows.is_cut;
	if (rows.is_cut)
		view->older = url_with(call->arena, again(call), "before", arena_format(call->arena, "%lld", (long long)rows.rows[rows.count - 1].id));
	return OK;
}

/* This page with the same sieve. */
static struct url again(struct call *call)
{
	static const char *const kept[] = {"who", "about", "from", "until", "object"};
	struct url url = URL("/desk/trail");
	for (size_t i = 0; i < COUNT_OF(kept); i++) {
		if (form_has(&call->form, kept[i]))
			url = url_with(call->arena, url, kept[i], form_text(&call->form, kept[i]));
	}
	return url;
}
