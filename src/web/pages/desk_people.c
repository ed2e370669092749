/* SPDX-License-Identifier: Apache-2.0
 *
 * The register of people as a list: searched, sifted, page by page.
 */
#include "base/when.h"
#include "queries/people_pages.h"
#include "queries/places.h"
#include "views/desk.h"
#include "web/pages/people_private.h"
#include "web/reply.h"

static const struct field list_fields[] = {
	{ .name = "q", .type = FIELD_TEXT, .max = 50, .label = KEY_people_list_search },
	{ .name = "place", .type = FIELD_ID, .label = KEY_people_place },
	{ .name = "role", .type = FIELD_CHOICE, .choices = people_role_choices, .label = KEY_people_role },
	{ .name = "alone", .type = FIELD_BOOL, .label = KEY_desk_lives_alone },
	{ .name = "hardship", .type = FIELD_BOOL, .label = KEY_desk_hardship },
	{ .name = "before", .type = FIELD_ID, .label = KEY_people_list_title },
};
const struct form form_people_list = FORM("people_list", list_fields);

/* What is asked of the list. */
struct sifting {
	struct text q;
	struct place_id scope;
	int64_t role;
	bool is_alone, is_hardship;
};

static enum fail read_sifting(struct call *call, struct sifting *sifting);
static enum fail fill_found(struct call *call, const struct sifting *sifting, struct view_desk_people *view);
static enum fail is_wanted(struct call *call, const struct sifting *sifting, const struct person_found *one, bool *ret_is_wanted, struct text *ret_number);
static enum fail fill_listed(struct call *call, const struct sifting *sifting, struct view_desk_people *view);
static enum fail fill_choices(struct call *call, const struct sifting *sifting, struct view_desk_people *view);
static enum fail fill_filters(struct call *call, const struct sifting *sifting, struct view_desk_people *view);
static enum fail fill_nobody(struct call *call, struct view_desk_people *view);
static struct url sifted(struct call *call, const struct sifting *sifting);
static struct url fresh(struct call *call, struct text q);

enum fail page_people_list_get(struct call *call, struct reply *reply)
{
	struct sifting sifting = {.q = TEXT_NONE};
	struct view_desk_people view = {.is_staff = call_is(call, ROLES_STAFF)};
	TRY(read_sifting(call, &sifting));
	view.q = sifting.q;
	view.is_alone = sifting.is_alone;
	view.is_hardship = sifting.is_hardship;
	view.is_search = sifting.q.len > 0;
	view.fresh = fresh(call, sifting.q);
	TRY(view.is_search ? fill_found(call, &sifting, &view) : fill_listed(call, &sifting, &view));
	TRY(fill_choices(call, &sifting, &view));
	TRY(fill_filters(call, &sifting, &view));
	if (view.row.count == 0)
		TRY(fill_nobody(call, &view));
	view.shell.title = call_say(call, KEY_people_list_title);
	return reply_page(call, reply, &page_desk_people, &view);
}

/* A place outside the caller's own is passed over. */
static enum fail read_sifting(struct call *call, struct sifting *sifting)
{
	const struct form_data *form = &call->form;
	struct place_id place = {form_int(form, "place")};
	struct act act = call_act(call);
	bool may = false;
	*sifting = (struct sifting){.q = form_text(form, "q"), .scope = access_scope(&call->access, WHO_REGISTER), .role = form_int(form, "role"),
		.is_alone = form_bool(form, "alone"), .is_hardship = form_bool(form, "hardship")};
	if (place.value != 0)
		TRY(access_in_scope(&act, &call->access, WHO_REGISTER, place, &may));
	if (may)
		sifting->scope = place;
	return OK;
}

static enum fail fill_found(struct call *call, const struct sifting *sifting, struct view_desk_people *view)
{
	struct people_found found;
	struct act act = call_act(call);
	TRY(people_search(&act, sifting->scope, sifting->q, &found));
	struct view_desk_people_row *rows = arena_array(call->arena, struct view_desk_people_row, found.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < found.count; i++) {
		const struct person_found *one = &found.people[i];
		struct text number = TEXT_NONE;
		bool wanted = false;
		TRY(is_wanted(call, sifting, one, &wanted, &number));
		if (wanted)
			rows[view->row.count++] = (struct view_desk_people_row){.href = url_id(call->arena, "/desk/people/", one->id.value, ""), .name = one->name,
				.sex = people_sex_key(one->sex), .age = people_age(one->has_birth_day, one->birth_day, call->now_ms),
				.where = people_where(call->arena, one->place_name, one->estate),
				.phone_mask = one->phone_mask, .lives_alone = one->lives_alone, .is_hardship = one->is_hardship, .volunteer_number = number};
	}
	view->row.rows = rows;
	view->is_cut = found.is_cut;
	return OK;
}

/* A found person is looked at one by one: there are at most twenty. */
static enum fail is_wanted(struct call *call, const struct sifting *sifting, const struct person_found *one, bool *ret_is_wanted, struct text *ret_number)
{
	struct access hers;
	struct volunteer_get_row volunteer;
	struct act act = call_act(call);
	bool serves = false;
	TRY(access_load(&act, one->id, &hers));
	TRY(q_volunteer_get(call->view, call->arena, &(struct volunteer_get_in){.centre_id = call->centre_id, .person_id = one->id}, &serves, &volunteer));
	*ret_number = serves ? volunteer.number : TEXT_NONE;
	*ret_is_wanted = (one->lives_alone || !sifting->is_alone) && (one->is_hardship || !sifting->is_hardship)
		&& (sifting->role == 0 || (hers.mask & ROLE_BIT(sifting->role)) != 0);
	return OK;
}

static enum fail fill_listed(struct call *call, const struct sifting *sifting, struct view_desk_people *view)
{
	struct people_list_rows rows;
	struct person_id before = {form_int(&call->form, "before")};
	bool is_first = before.value == 0;
	TRY(q_people_list(call->view, call->arena, &(struct people_list_in){.centre_id = call->centre_id, .scope_id = sifting->scope, .role = sifting->role,
		.alone_only = sifting->is_alone, .hardship_only = sifting->is_hardship, .before_id = {is_first ? INT64_MAX : before.value}}, &rows));
	struct view_desk_people_row *lines = arena_array(call->arena, struct view_desk_people_row, rows.count + 1);
	struct view_parts_pager *pager = arena_new(call->arena, struct view_parts_pager);
	if (lines == NULL || pager == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct people_list_row *row = &rows.rows[i];
		lines[i] = (struct view_desk_people_row){.href = url_id(call->arena, "/desk/people/", row->id.value, ""), .name = row->name,
			.sex = people_sex_key(row->sex), .age = people_age(row->has_birth_day, (int32_t)row->birth_day, call->now_ms),
			.where = people_where(call->arena, row->place_name, row->estate),
			.phone_mask = row->phone_mask, .lives_alone = row->lives_alone, .is_hardship = row->is_hardship, .volunteer_number = row->number};
	}
	*pager = (struct view_parts_pager){.has_newer = !is_first, .newer = sifted(call, sifting), .has_older = rows.is_cut};
	if (rows.is_cut)
		pager->older = url_with(call->arena, pager->newer, "before", ids_text(call->arena, rows.rows[rows.count - 1].id.value));
	view->row.rows = lines;
	view->row.count = rows.count;
	view->pager = pager->has_newer || pager->has_older ? pager : NULL;
	return OK;
}

static enum fail fill_choices(struct call *call, const struct sifting *sifting, struct view_desk_people *view)
{
	struct place_list_rows places;
	size_t count = 0;
	TRY(q_place_list(call->view, call->arena, &(struct place_list_in){.centre_id = call->centre_id, .ancestor_id = access_scope(&call->access,
		WHO_REGISTER), .from_tier = 2, .to_tier = 4}, &places));
	while (people_role_choices[count].word != NULL)
		count++;
	struct view_desk_people_place *options = arena_array(call->arena, struct view_desk_people_place, places.count + 1);
	struct view_desk_people_role *roles = arena_array(call->arena, struct view_desk_people_role, count + 1);
	if (options == NULL || roles == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < places.count; i++)
		options[i] = (struct view_desk_people_place){.id = ids_text(call->arena, places.rows[i].id.value), .name = VOCAB(places.rows[i].name),
			.is_chosen = places.rows[i].id.value == form_int(&call->form, "place")};
	for (size_t i = 0; i < count; i++)
		roles[i] = (struct view_desk_people_role){.word = text_of(people_role_choices[i].word), .label = people_role_choices[i].label,
			.is_chosen = people_role_choices[i].value == sifting->role};
	view->place.rows = options;
	view->place.count = places.count;
	view->role.rows = roles;
	view->role.count = count;
	return OK;
}

/* The questions asked most often, each with its number, for the place that is looked at. */
static enum fail fill_filters(struct call *call, const struct sifting *sifting, struct view_desk_people *view)
{
	struct people_counts_row counts = {0};
	bool is_found = false;
	bool is_open = sifting->q.len > 0;
	struct sifting base = {.scope = sifting->scope};
	struct sifting alone = {.scope = sifting->scope, .is_alone = true};
	struct sifting hardship = {.scope = sifting->scope, .is_hardship = true};
	struct sifting volunteers = {.scope = sifting->scope, .role = ROLE_VOLUNTEER};
	TRY(q_people_counts(call->view, call->arena, &(struct people_counts_in){.centre_id = call->centre_id, .scope_id = sifting->scope,
		.volunteer_role = ROLE_VOLUNTEER}, &is_found, &counts));
	struct view_desk_people_filter *filters = arena_array(call->arena, struct view_desk_people_filter, 4);
	if (filters == NULL)
		return FAIL_LIMIT;
	bool is_alone = sifting->is_alone && !sifting->is_hardship && sifting->role == 0;
	bool is_hardship = sifting->is_hardship && !sifting->is_alone && sifting->role == 0;
	bool is_all = !sifting->is_alone && !sifting->is_hardship && sifting->role == 0;
	bool is_volunteer = sifting->role == ROLE_VOLUNTEER && !sifting->is_alone && !sifting->is_hardship;
	filters[0] = (struct view_desk_people_filter){sifted(call, &base), KEY_people_list_everybody, counts.total, is_all && !is_open};
	filters[1] = (struct view_desk_people_filter){sifted(call, &alone), KEY_desk_lives_alone, counts.alone, is_alone && !is_open};
	filters[2] = (struct view_desk_people_filter){sifted(call, &hardship), KEY_desk_hardship, counts.hardship, is_hardship && !is_open};
	filters[3] = (struct view_desk_people_filter){sifted(call, &volunteers), KEY_role_volunteer, counts.volunteers, is_volunteer && !is_open};
	view->filter.rows = filters;
	view->filter.count = 4;
	return OK;
}

/* A sentence and the next step: register whom nobody knows yet. */
static enum fail fill_nobody(struct call *call, struct view_desk_people *view)
{
	struct view_parts_empty_state *nobody = arena_new(call->arena, struct view_parts_empty_state);
	bool may_add = call_is(call, ROLES_STAFF);
	if (nobody == NULL)
		return FAIL_LIMIT;
	*nobody = (struct view_parts_empty_state){.icon = TEXT("people"), .sentence = view->is_search ? KEY_people_list_not_found : KEY_people_list_none,
		.has_next = may_add, .href = view->fresh, .next = KEY_people_list_new};
	view->nobody = nobody;
	return OK;
}

static struct url sifted(struct call *call, const struct sifting *sifting)
{
	struct url url = URL("/desk/people");
	if (sifting->scope.value != access_scope(&call->access, WHO_REGISTER).value)
		url = url_with(call->arena, url, "place", ids_text(call->arena, sifting->scope.value));
	if (sifting->role != 0)
		url = url_with(call->arena, url, "role", text_of(role_name((enum role)sifting->role)));
	if (sifting->is_alone)
		url = url_with(call->arena, url, "alone", TEXT("1"));
	return sifting->is_hardship ? url_with(call->arena, url, "hardship", TEXT("1")) : url;
}

/* What was looked for and not found is where the new registration begins. */
static struct url fresh(struct call *call, struct text q)
{
	return q.len > 0 ? url_with(call->arena, URL("/desk/people/new"), "q", q) : URL("/desk/people/new");
}
