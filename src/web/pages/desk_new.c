/* SPDX-License-Identifier: Apache-2.0
 *
 * Somebody rings: one page on which she is found or registered and her order
 * put down, all of it kept while one looks for her. By keyboard: name or
 * pinyin, Enter; service, Enter; day, Enter.
 */
#include "base/when.h"
#include "domain/ledger.h"
#include "queries/desk_pages.h"
#include "queries/menu.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/desk_intake_private.h"
#include "web/pages/people_private.h"
#include "web/reply.h"

static const struct field search_fields[] = {
	{ .name = "q", .type = FIELD_TEXT, .max = 50, .label = KEY_desk_new_who },
	{ .name = "person", .type = FIELD_ID, .label = KEY_desk_new_who },
};
const struct form form_desk_search = FORM("desk_search", search_fields);

static const struct choice step_choices[] = {{"open", INTAKE_OPEN, KEY_desk_new_open}, {"find", INTAKE_FIND, KEY_desk_new_search},
	{"register", INTAKE_REGISTER, KEY_desk_new_register}, {"other", INTAKE_OTHER, KEY_desk_new_other_person}, {NULL, 0, KEY_NONE}};
static const struct field new_fields[] = {
	{ .name = "q", .type = FIELD_TEXT, .max = 50, .label = KEY_desk_new_who },
	{ .name = "pick", .type = FIELD_ID, .label = KEY_desk_new_who },
	{ .name = "person", .type = FIELD_ID, .label = KEY_desk_new_who },
	{ .name = "service", .type = FIELD_TEXT, .max = 40, .label = KEY_desk_new_item },
	{ .name = "item", .type = FIELD_ID, .label = KEY_desk_new_item },
	{ .name = "words", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_desk_new_words },
	{ .name = "day", .type = FIELD_TEXT, .max = 20, .label = KEY_desk_new_day },
	{ .name = "time", .type = FIELD_MIN, .label = KEY_desk_new_time },
	{ .name = "risks", .type = FIELD_TEXT, .max = 200, .label = KEY_desk_new_risks },
	{ .name = "meant", .type = FIELD_BOOL, .label = KEY_desk_new_meant },
	{ .name = "paid", .type = FIELD_BOOL, .label = KEY_desk_new_pay },
	{ .name = "agreed", .type = FIELD_BOOL, .label = KEY_desk_new_agreed },
	{ .name = "name", .type = FIELD_TEXT, .max = LIMIT_NAME_POINTS, .label = KEY_people_name },
	{ .name = "phone", .type = FIELD_TEXT, .max = 30, .label = KEY_people_phone },
	{ .name = "place", .type = FIELD_ID, .label = KEY_people_place },
	{ .name = "estate", .type = FIELD_TEXT, .max = 40, .label = KEY_person_estate },
	{ .name = "alone", .type = FIELD_BOOL, .label = KEY_person_alone },
	{ .name = "other", .type = FIELD_BOOL, .label = KEY_person_same_meant },
	{ .name = "step", .type = FIELD_CHOICE, .choices = step_choices, .label = KEY_desk_new_open },
};
const struct form form_desk_new = FORM("desk_new", new_fields);

static enum fail show(struct call *call, struct reply *reply, bool has_searched);
static enum fail choose(struct call *call, struct text q, bool has_searched, struct view_desk_new *view, struct person_id *ret_id);
static enum fail fill_found(struct call *call, const struct people_found *found, struct view_desk_new *view);
static enum fail fill_person(struct call *call, struct person_id id, struct view_desk_new *view);
static enum fail fill_points(struct call *call, struct person_id id, struct view_desk_new *view);
static enum fail fill_open_requests(struct call *call, struct person_id id, struct view_desk_new *view);
static enum fail fill_newcomer(struct call *call, struct text q, struct view_desk_new *view);
static enum fail fill_same(struct call *call, struct view_desk_new *view);
static enum fail fill_services(struct call *call, struct view_desk_new *view);
static void fill_typed(struct call *call, struct view_desk_new *view);
static struct view_desk_new_found line_of(struct call *call, const struct person_found *one, bool is_here);
static bool is_number(struct text text);

enum fail page_desk_new_get(struct call *call, struct reply *reply)
{
	bool is_again = call->form.form == &form_desk_new;
	int64_t step = is_again ? form_int(&call->form, "step") : INTAKE_FIND;
	return show(call, reply, step == INTAKE_FIND || step == INTAKE_REGISTER);
}

/* Looking for somebody and choosing her write nothing: the page comes again with everything that was typed. */
enum fail page_desk_new_post(struct call *call, struct reply *reply)
{
	int64_t step = form_int(&call->form, "step");
	if (step == INTAKE_FIND || step == INTAKE_OTHER || form_has(&call->form, "pick"))
		return page_desk_new_get(call, reply);
	return call_write(call, reply, step == INTAKE_REGISTER ? intake_register_work : intake_open_work, NULL);
}

static enum fail show(struct call *call, struct reply *reply, bool has_searched)
{
	struct view_desk_new view = {.action = URL("/desk/new"), .q = form_text(&call->form, "q")};
	struct person_id person_id = {0};
	TRY(choose(call, view.q, has_searched, &view, &person_id));
	if (person_id.value != 0)
		TRY(fill_person(call, person_id, &view));
	if (!view.has_person && view.has_searched)
		TRY(fill_newcomer(call, view.q, &view));
	TRY(fill_services(call, &view));
	fill_typed(call, &view);
	view.csrf = call_csrf(call);
	view.once = call_once(call);
	view.shell.title = call_say(call, KEY_desk_new_title);
	return reply_page(call, reply, &page_desk_new, &view);
}

/* Who was picked, or stays chosen, or is the only one found. */
static enum fail choose(struct call *call, struct text q, bool has_searched, struct view_desk_new *view, struct person_id *ret_id)
{
	const struct form_data *form = &call->form;
	bool is_again = form->form == &form_desk_new;
	bool is_other = is_again && form_int(form, "step") == INTAKE_OTHER;
	bool is_picked = is_again && form_has(form, "pick");
	struct people_found found = {0};
	struct act act = call_act(call);
	*ret_id = (struct person_id){is_picked ? form_int(form, "pick") : is_other ? 0 : form_int(form, "person")};
	if (ret_id->value != 0 || !has_searched || q.len == 0)
		return OK;
	view->has_searched = true;
	TRY(people_search(&act, access_scope(&call->access, ROLES_STAFF), q, &found));
	bool is_registering = is_again && form_int(form, "step") == INTAKE_REGISTER;
	if (found.count == 1 && !is_registering) {
		*ret_id = found.people[0].id;
		return OK;
	}
	view->is_cut = found.is_cut;
	return fill_found(call, &found, view);
}

static enum fail fill_found(struct call *call, const struct people_found *found, struct view_desk_new *view)
{
	struct view_desk_new_found *rows = arena_array(call->arena, struct view_desk_new_found, found->count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < found->count; i++) {
		rows[i] = line_of(call, &found->people[i], true);
		rows[i].is_first = i == 0;
		if (i < 9)
			rows[i].hotkey = arena_format(call->arena, "%zu", i + 1);
	}
	view->found.rows = rows;
	view->found.count = found->count;
	return OK;
}

/* Within reach with her name; elsewhere a surname and her community. */
static struct view_desk_new_found line_of(struct call *call, const struct person_found *one, bool is_here)
{
	return (struct view_desk_new_found){.id = ids_text(call->arena, one->id.value), .name = is_here ? one->name : mask_name(call->arena, one->name),
		.where = is_here ? people_where(call->arena, one->place_name, one->estate) : VOCAB(one->place_name), .phone_mask = one->phone_mask,
		.age = is_here ? people_age(one->has_birth_day, one->birth_day, call->now_ms) : 0, .lives_alone = is_here && one->lives_alone, .is_here = is_here};
}

static enum fail fill_person(struct call *call, struct person_id id, struct view_desk_new *view)
{
	struct person_get_row person;
	struct act act = call_act(call);
	bool is_found = false;
	bool may = false;
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = id}, &is_found, &person));
	if (is_found)
		TRY(access_in_scope(&act, &call->access, ROLES_STAFF, person.place_id, &may));
	if (!may)
		return OK;
	view->has_person = true;
	view->person_id = ids_text(call->arena, id.value);
	view->person_name = person.name;
	view->person_where = people_where(call->arena, person.place_name, person.estate);
	view->person_phone = person.phone_mask;
	view->person_age = people_age(person.has_birth_day, (int32_t)person.birth_day, call->now_ms);
	view->person_alone = person.lives_alone;
	view->person_page = url_id(call->arena, "/desk/people/", id.value, "");
	TRY(people_has_consent(&act, id, CONSENT_SERVICE, &view->has_consent));
	TRY(fill_points(call, id, view));
	return fill_open_requests(call, id, view);
}

/* Points of hers that an order can be paid with, when she wants to: not of who never pays, nor of a minor. */
static enum fail fill_points(struct call *call, struct person_id id, struct view_desk_new *view)
{
	struct ledger_balance balance;
	struct act act = call_act(call);
	bool is_minor = false;
	bool may = false;
	TRY(requests_never_pays(&act, id, &view->is_free));
	TRY(ledger_may_spend(&act, id, &is_minor, &may));
	TRY(ledger_balance_of(&act, id, &balance));
	view->available = balance.available;
	view->can_pay = balance.available > 0 && !view->is_free && !is_minor;
	return OK;
}

/* What is going on for her already: the same thing is not asked for twice. */
static enum fail fill_open_requests(struct call *call, struct person_id id, struct view_desk_new *view)
{
	struct desk_others_rows rows;
	TRY(q_desk_others(call->view, call->arena, &(struct desk_others_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_desk_new_going *lines = arena_array(call->arena, struct view_desk_new_going, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		lines[i] = (struct view_desk_new_going){.href = url_id(call->arena, "/desk/requests/", rows.rows[i].id.value, ""), .title = VOCAB_TITLE(&rows.rows[i]),
			.wanted_ms = rows.rows[i].wanted_from_ms};
	view->going.rows = lines;
	view->going.count = rows.count;
	return OK;
}

/* The few lines that register a caller nobody knows; what was searched is her name or her telephone. */
static enum fail fill_newcomer(struct call *call, struct text q, struct view_desk_new *view)
{
	bool is_again = call->form.form == &form_desk_new;
	const struct view_parts_field_option *options = NULL;
	size_t count = 0;
	view->is_newcomer = true;
	view->name = is_number(q) ? TEXT_NONE : q;
	view->phone = is_number(q) ? q : TEXT_NONE;
	if (is_again && form_has(&call->form, "name"))
		view->name = form_text(&call->form, "name");
	if (is_again && form_has(&call->form, "phone"))
		view->phone = form_text(&call->form, "phone");
	TRY(people_place_options(call, ROLES_STAFF, 3, 4, &options, &count));
	struct view_desk_new_place *places = arena_array(call->arena, struct view_desk_new_place, count + 1);
	if (places == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++)
		places[i] = (struct view_desk_new_place){.id = options[i].value, .name = options[i].label,
			.is_chosen = is_again && text_equal(form_text(&call->form, "place"), options[i].value)};
	view->place.rows = places;
	view->place.count = count;
	if (!is_again)
		return OK;
	view->estate = form_text(&call->form, "estate");
	view->is_alone = form_bool(&call->form, "alone");
	return fill_same(call, view);
}

static enum fail fill_same(struct call *call, struct view_desk_new *view)
{
	struct people_found same;
	struct act act = call_act(call);
	TRY(people_same(&act, form_text(&call->form, "phone"), TEXT_NONE, &same));
	struct view_desk_new_same *rows = arena_array(call->arena, struct view_desk_new_same, same.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < same.count; i++) {
		bool is_here = false;
		TRY(access_in_scope(&act, &call->access, ROLES_STAFF, same.people[i].place_id, &is_here));
		struct view_desk_new_found line = line_of(call, &same.people[i], is_here);
		rows[i] = (struct view_desk_new_same){.id = line.id, .name = line.name, .where = line.where, .phone_mask = line.phone_mask, .age = line.age,
			.is_here = is_here};
	}
	view->same.rows = rows;
	view->same.count = same.count;
	return OK;
}

/* All services with what finds them; while the list was not used, only those that fit what was typed. */
static enum fail fill_services(struct call *call, struct view_desk_new *view)
{
	struct menu_list_rows items;
	bool is_again = call->form.form == &form_desk_new;
	int64_t chosen = is_again ? form_int(&call->form, "item") : 0;
	struct text typed = is_again ? form_text(&call->form, "service") : TEXT_NONE;
	TRY(q_menu_list(call->view, call->arena, &(struct menu_list_in){.centre_id = call->centre_id, .with_closed = false}, &items));
	struct view_desk_new_item *rows = arena_array(call->arena, struct view_desk_new_item, items.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	view->item.rows = rows;
	for (size_t i = 0; i < items.count; i++) {
		const struct menu_list_row *item = &items.rows[i];
		struct text find;
		TRY(intake_find_text(call->arena, item->title, &find));
		find = arena_format(call->arena, "%.*s %.*s", TEXT_ARGS(find), TEXT_ARGS(item->title_en));
		rows[view->item.count++] = (struct view_desk_new_item){.id = ids_text(call->arena, item->id.value), .icon = item->icon,
			.title = VOCAB_OF(item, title), .duration = item->duration_min, .price = item->price_points, .find = find, .is_chosen = item->id.value == chosen,
			.is_off = chosen == 0 && typed.len > 0 && !intake_finds(call->arena, find, typed)};
	}
	view->is_own_words = is_again && chosen == 0 && typed.len == 0 && form_has(&call->form, "words");
	return OK;
}

static void fill_typed(struct call *call, struct view_desk_new *view)
{
	static const char *const problems[] = {"q", "agreed", "name", "phone", "place", "service", "words", "day", "time", "risks", "meant"};
	if (call->form.form != &form_desk_new)
		return;
	view->service = form_text(&call->form, "service");
	view->words = form_text(&call->form, "words");
	view->day = form_text(&call->form, "day");
	view->time = form_text(&call->form, "time");
	view->risks = form_text(&call->form, "risks");
	view->is_agreed = form_bool(&call->form, "agreed");
	view->service_error = call_error(call, "service");
	view->words_error = call_error(call, "words");
	view->day_error = call_error(call, "day");
	view->time_error = call_error(call, "time");
	view->agreed_error = call_error(call, "agreed");
	view->name_error = call_error(call, "name");
	view->phone_error = call_error(call, "phone");
	view->place_error = call_error(call, "place");
	view->is_paid = form_bool(&call->form, "paid");
	view->is_duplicate = form_error(&call->form, "meant") != KEY_NONE || form_bool(&call->form, "meant");
	view->is_meant = form_bool(&call->form, "meant");
	for (size_t i = 0; i < COUNT_OF(problems) && view->problem.len == 0; i++)
		view->problem = call_error(call, problems[i]);
}

static bool is_number(struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((text.at[i] < '0' || text.at[i] > '9') && text.at[i] != '-' && text.at[i] != ' ')
			return false;
	}
	return text.len > 0;
}
