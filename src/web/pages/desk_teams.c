/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of teams and organisations, and the form of a new one.
 */
#include "queries/organisations.h"
#include "queries/places.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/teams_private.h"
#include "web/reply.h"
#include "web/words.h"

const struct choice teams_kind_choices[] = {
	{ "squad", ORGANISATION_SQUAD, KEY_teams_kind_squad }, { "party_team", ORGANISATION_PARTY_TEAM, KEY_teams_kind_party_team },
	{ "social", ORGANISATION_SOCIAL, KEY_teams_kind_social }, { "merchant", ORGANISATION_MERCHANT, KEY_teams_kind_merchant },
	{ "agency", ORGANISATION_AGENCY, KEY_teams_kind_agency }, { "station", ORGANISATION_STATION, KEY_teams_kind_station }, { NULL, 0, KEY_NONE },
};
const struct choice teams_status_choices[] = {
	{ "community_guided", ORGANISATION_COMMUNITY_GUIDED, KEY_teams_status_community_guided },
	{ "street_filed", ORGANISATION_STREET_FILED, KEY_teams_status_street_filed },
	{ "incubating", ORGANISATION_INCUBATING, KEY_teams_status_incubating },
	{ "registered", ORGANISATION_REGISTERED, KEY_teams_status_registered }, { NULL, 0, KEY_NONE },
};
static const struct field list_fields[] = {
	{ .name = "closed", .type = FIELD_BOOL, .label = KEY_teams_closed },
};
const struct form form_teams_list = FORM("teams_list", list_fields);
static const struct field new_fields[] = {
	{ .name = "name", .type = FIELD_TEXT, .is_required = true, .max = LIMIT_TITLE_POINTS, .label = KEY_teams_name },
	{ .name = "kind", .type = FIELD_CHOICE, .is_required = true, .choices = teams_kind_choices, .label = KEY_teams_kind },
	{ .name = "status", .type = FIELD_CHOICE, .is_required = true, .choices = teams_status_choices, .label = KEY_teams_status },
	{ .name = "place", .type = FIELD_ID, .is_required = true, .label = KEY_teams_place },
};
const struct form form_teams_new = FORM("teams_new", new_fields);

static enum fail fill_rows(struct call *call, bool is_closed, struct view_desk_teams *view);
static enum fail fill_leaders(struct call *call, const struct organisation_leaders_rows *leaders, struct organisation_id id,
	struct view_desk_teams_row *row);
static enum fail fill_filters(struct call *call, bool is_closed, struct view_desk_teams *view);
static enum fail fill_nothing(struct call *call, bool is_closed, struct view_desk_teams *view);
static enum fail fill_form(struct call *call, struct view_desk_teams *view);
static enum fail make_work(struct write *write, void *context);
static enum key label_of(const struct choice *choices, int64_t value, enum key otherwise);

/* Also the page shown again with what was typed. */
enum fail page_teams_get(struct call *call, struct reply *reply)
{
	struct view_desk_teams view = {.csrf = call_csrf(call), .once = call_once(call)};
	bool is_closed = call->form.form == &form_teams_list && form_bool(&call->form, "closed");
	TRY(fill_rows(call, is_closed, &view));
	TRY(fill_filters(call, is_closed, &view));
	TRY(fill_form(call, &view));
	if (view.row.count == 0)
		TRY(fill_nothing(call, is_closed, &view));
	view.shell.title = call_say(call, KEY_teams_title);
	return reply_page(call, reply, &page_desk_teams, &view);
}

enum fail page_teams_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, make_work, NULL);
}

enum key teams_kind_key(int64_t kind)
{
	return label_of(teams_kind_choices, kind, KEY_teams_kind);
}

enum key teams_status_key(int64_t status)
{
	return label_of(teams_status_choices, status, KEY_teams_status_exited);
}

enum fail teams_name(struct call *call, struct text name, struct place_id place_id, bool *ret_is_here, struct text *ret_name)
{
	struct act act = call_act(call);
	TRY(access_in_scope(&act, &call->access, ROLES_STAFF, place_id, ret_is_here));
	*ret_name = *ret_is_here ? name : mask_name(call->arena, name);
	return OK;
}

struct url teams_step_url(struct call *call, const char *word)
{
	return url_id(call->arena, "/desk/teams/", call_id(call, 0), arena_format(call->arena, "/%s", word).at);
}

static enum fail fill_rows(struct call *call, bool is_closed, struct view_desk_teams *view)
{
	struct place_id scope = access_scope(&call->access, ROLES_STAFF);
	struct organisation_in_rows rows;
	struct organisation_leaders_rows leaders;
	TRY(q_organisation_in(call->view, call->arena, &(struct organisation_in_in){.centre_id = call->centre_id, .scope_id = scope, .closed = is_closed}, &rows));
	TRY(q_organisation_leaders(call->view, call->arena, &(struct organisation_leaders_in){.centre_id = call->centre_id, .scope_id = scope}, &leaders));
	struct view_desk_teams_row *lines = arena_array(call->arena, struct view_desk_teams_row, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct organisation_in_row *row = &rows.rows[i];
		lines[i] = (struct view_desk_teams_row){.href = url_id(call->arena, "/desk/teams/", row->id.value, ""), .name = VOCAB(row->name),
			.kind = teams_kind_key(row->kind), .status = teams_status_key(row->status), .where = VOCAB(row->place_name), .members = row->member_count,
			.claims = row->claim_count};
		TRY(fill_leaders(call, &leaders, row->id, &lines[i]));
	}
	view->row.rows = lines;
	view->row.count = rows.count;
	view->is_cut = rows.is_cut;
	return OK;
}

/* The names of who leads it, one behind the other. */
static enum fail fill_leaders(struct call *call, const struct organisation_leaders_rows *leaders, struct organisation_id id,
	struct view_desk_teams_row *row)
{
	for (size_t i = 0; i < leaders->count; i++) {
		struct text name = TEXT_NONE;
		bool is_here = false;
		if (leaders->rows[i].organisation_id.value != id.value)
			continue;
		TRY(teams_name(call, leaders->rows[i].name, leaders->rows[i].place_id, &is_here, &name));
		row->leaders = row->leaders.len == 0 ? name : arena_format(call->arena, "%.*s · %.*s", TEXT_ARGS(row->leaders), TEXT_ARGS(name));
	}
	return OK;
}

static enum fail fill_filters(struct call *call, bool is_closed, struct view_desk_teams *view)
{
	struct organisation_counts_row counts = {0};
	bool is_found = false;
	TRY(q_organisation_counts(call->view, call->arena, &(struct organisation_counts_in){.centre_id = call->centre_id,
		.scope_id = access_scope(&call->access, ROLES_STAFF)}, &is_found, &counts));
	struct view_desk_teams_filter *filters = arena_array(call->arena, struct view_desk_teams_filter, 2);
	if (filters == NULL)
		return FAIL_LIMIT;
	filters[0] = (struct view_desk_teams_filter){URL("/desk/teams"), KEY_teams_live, counts.live, !is_closed};
	filters[1] = (struct view_desk_teams_filter){URL("/desk/teams?closed=1"), KEY_teams_closed, counts.closed, is_closed};
	view->filter.rows = filters;
	view->filter.count = 2;
	return OK;
}

/* A sentence; the next step is the form below it, or the list of those that work. */
static enum fail fill_nothing(struct call *call, bool is_closed, struct view_desk_teams *view)
{
	struct view_parts_empty_state *nothing = arena_new(call->arena, struct view_parts_empty_state);
	if (nothing == NULL)
		return FAIL_LIMIT;
	*nothing = (struct view_parts_empty_state){.icon = TEXT("team"), .sentence = is_closed ? KEY_teams_none_closed : KEY_teams_none,
		.has_next = true, .href = is_closed ? URL("/desk/teams") : URL("#name"), .next = is_closed ? KEY_teams_live : KEY_teams_make};
	view->nothing = nothing;
	view->is_open = view->is_open || !is_closed;
	return OK;
}

static enum fail fill_form(struct call *call, struct view_desk_teams *view)
{
	bool is_again = call->form.form == &form_teams_new;
	struct place_list_rows places;
	size_t count = 0;
	TRY(q_place_list(call->view, call->arena, &(struct place_list_in){.centre_id = call->centre_id, .ancestor_id = access_scope(&call->access, ROLES_STAFF),
		.from_tier = 1, .to_tier = 4}, &places));
	struct view_desk_teams_place *options = arena_array(call->arena, struct view_desk_teams_place, places.count + 1);
	struct view_desk_teams_kind *kinds = arena_array(call->arena, struct view_desk_teams_kind, COUNT_OF(teams_kind_choices));
	struct view_desk_teams_status *statuses = arena_array(call->arena, struct view_desk_teams_status, COUNT_OF(teams_status_choices));
	if (options == NULL || kinds == NULL || statuses == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < places.count; i++)
		options[i] = (struct view_desk_teams_place){ids_text(call->arena, places.rows[i].id.value), VOCAB(places.rows[i].name),
			is_again && form_int(&call->form, "place") == places.rows[i].id.value};
	view->place.rows = options;
	view->place.count = places.count;
	for (count = 0; teams_kind_choices[count].word != NULL; count++)
		kinds[count] = (struct view_desk_teams_kind){text_of(teams_kind_choices[count].word), teams_kind_choices[count].label,
			is_again && form_int(&call->form, "kind") == teams_kind_choices[count].value};
	view->kind.rows = kinds;
	view->kind.count = count;
	for (count = 0; teams_status_choices[count].word != NULL; count++)
		statuses[count] = (struct view_desk_teams_status){text_of(teams_status_choices[count].word), teams_status_choices[count].label,
			is_again && form_int(&call->form, "status") == teams_status_choices[count].value};
	view->status.rows = statuses;
	view->status.count = count;
	view->is_open = is_again;
	for (size_t i = 0; is_again && view->error.len == 0 && i < COUNT_OF(new_fields); i++)
		view->error = call_error(call, new_fields[i].name);
	view->name_typed = is_again ? form_text(&call->form, "name") : TEXT_NONE;
	return OK;
}

static enum fail make_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum organisation_refusal refusal = ORGANISATION_OK;
	struct organisation_id id = {0};
	enum fail fail = organisations_add(&write->act, &(struct organisations_add_options){.name = form_text(form, "name"),
		.kind = (enum organisation_kind)form_int(form, "kind"), .status = (enum organisation_status)form_int(form, "status"),
		.place_id = {form_int(form, "place")}}, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_organisation_refusal(refusal), refusal >= ORGANISATION_NO_NAME ? "name" : "place");
	write->location = url_with(write->act.arena, url_id(write->act.arena, "/desk/teams/", id.value, ""), "done", TEXT("make"));
	return fail;
}

static enum key label_of(const struct choice *choices, int64_t value, enum key otherwise)
{
	for (size_t i = 0; choices[i].word != NULL; i++) {
		if (choices[i].value == value)
			return choices[i].label;
	}
	return otherwise;
}
