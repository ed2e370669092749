/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of one person: her facts, sealed ones masked; what was asked for
 * her, and who has looked. Its sections have files of their own.
 */
#include "base/when.h"
#include "queries/organisations.h"
#include "queries/people_pages.h"
#include "views/desk.h"
#include "web/openings.h"
#include "web/pages/faces.h"
#include "web/pages/people_private.h"
#include "web/reply.h"
#include "web/words.h"

static const struct choice done_choices[] = {{"grant", 1, KEY_NONE}, {"revoke", 2, KEY_NONE}, {"kin", 3, KEY_NONE}, {"unkin", 4, KEY_NONE},
	{"consent", 5, KEY_NONE}, {"pause", 6, KEY_NONE}, {"skill", 7, KEY_NONE}, {"unskill", 8, KEY_NONE}, {NULL, 0, KEY_NONE}};
static const struct field page_fields[] = {
	{ .name = "kin", .type = FIELD_TEXT, .max = 50, .label = KEY_person_kin_who },
	{ .name = "done", .type = FIELD_CHOICE, .choices = done_choices, .label = KEY_parts_undo },
	{ .name = "one", .type = FIELD_ID, .label = KEY_parts_undo },
	{ .name = "what", .type = FIELD_TEXT, .max = 40, .label = KEY_parts_undo },
};
const struct form form_person_page = FORM("person_page", page_fields);

static enum fail check_place(struct call *call, unsigned mask, bool *ret_is_allowed);
static enum fail check_register(struct call *call, bool *ret_is_allowed);
static enum fail check_staff(struct call *call, bool *ret_is_allowed);
static void fill_facts(struct call *call, const struct person_get_row *person, struct view_desk_person *view);
static enum fail fill_sealed(struct call *call, const struct person_get_row *person, const struct people_opened *opened, struct view_desk_person *view);
static enum fail fill_reasons(struct call *call, struct view_parts_person_sealed *sealed);
static enum fail fill_requests(struct call *call, struct person_id id, struct view_desk_person *view);
static enum fail fill_teams(struct call *call, struct person_id id, struct view_desk_person *view);
static enum fail fill_openings(struct call *call, struct person_id id, struct view_desk_person *view);

const struct relation relation_person_place = {"staff or system administrator of the person's place", check_register};
const struct relation relation_person_staff = {"staff of the person's place", check_staff};

enum fail page_person_get(struct call *call, struct reply *reply)
{
	return people_show(call, reply, NULL);
}

enum fail people_show(struct call *call, struct reply *reply, const struct people_opened *opened)
{
	struct person_id id = {call_id(call, 0)};
	struct person_get_row person;
	struct view_desk_person view = {.is_staff = false};
	bool is_found = false;
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = id}, &is_found, &person));
	if (!is_found)
		return reply_status(call, reply, 404);
	TRY(check_staff(call, &view.is_staff));
	fill_facts(call, &person, &view);
	TRY(people_fill_roles(call, id, &view));
	if (view.is_staff) {
		TRY(fill_sealed(call, &person, opened, &view));
		TRY(fill_requests(call, id, &view));
		TRY(people_fill_kin(call, id, &view));
		TRY(people_fill_consents(call, id, &view));
		TRY(people_fill_away(call, id, &view));
		TRY(faces_wish(call, id, people_step_url(call, "messages"), &view.messages));
		TRY(people_fill_serving(call, id, &view));
		TRY(fill_teams(call, id, &view));
		TRY(fill_openings(call, id, &view));
	}
	TRY(people_fill_undo(call, id, &view));
	if (opened != NULL) {
		view.login = opened->login;
		view.code_shown = opened->code;
	}
	view.shell.title = person.name;
	return reply_page(call, reply, &page_desk_person, &view);
}

struct url people_step_url(struct call *call, const char *word)
{
	return url_id(call->arena, "/desk/people/", call_id(call, 0), arena_format(call->arena, "/%s", word).at);
}

static enum fail check_place(struct call *call, unsigned mask, bool *ret_is_allowed)
{
	struct person_get_row person;
	struct act act = call_act(call);
	bool is_found = false;
	*ret_is_allowed = false;
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_found, &person));
	return is_found ? access_in_scope(&act, &call->access, mask, person.place_id, ret_is_allowed) : OK;
}

static enum fail check_register(struct call *call, bool *ret_is_allowed)
{
	return check_place(call, WHO_REGISTER, ret_is_allowed);
}

static enum fail check_staff(struct call *call, bool *ret_is_allowed)
{
	return check_place(call, ROLES_STAFF, ret_is_allowed);
}

/* The system administrator is shown a name and a place, as much as a role needs. */
static void fill_facts(struct call *call, const struct person_get_row *person, struct view_desk_person *view)
{
	view->name = person->name;
	view->sex = people_sex_key(person->sex);
	view->where = people_where(call->arena, person->place_name, view->is_staff ? person->estate : TEXT_NONE);
	if (!view->is_staff)
		return;
	view->pinyin = person->pinyin;
	view->birth = person->has_birth_day ? when_iso_day(call->arena, (int32_t)person->birth_day) : TEXT_NONE;
	view->age = people_age(person->has_birth_day, (int32_t)person->birth_day, call->now_ms);
	view->lives_alone = person->lives_alone;
	view->is_hardship = person->is_hardship;
	view->order = url_with(call->arena, URL("/desk/new"), "person", ids_text(call->arena, call_id(call, 0)));
	view->edit = people_step_url(call, "edit");
	view->statement = people_step_url(call, "statement");
	view->dossier = people_step_url(call, "dossier");
	view->card = people_step_url(call, "card");
}

static enum fail fill_sealed(struct call *call, const struct person_get_row *person, const struct people_opened *opened, struct view_desk_person *view)
{
	static const struct { const char *word; enum key label, button; } looks[] = {[SEALED_PHONE] = {"phone", KEY_people_phone, KEY_person_see_phone},
		[SEALED_ADDRESS] = {"address", KEY_person_address, KEY_person_see_address}, [SEALED_DOCUMENT] = {"document", KEY_person_document,
		KEY_person_see_document}, [SEALED_HEALTH] = {"health", KEY_person_health, KEY_person_see_health}};
	static const enum sealed_field order[] = {SEALED_PHONE, SEALED_ADDRESS, SEALED_DOCUMENT, SEALED_HEALTH};
	const bool has[] = {[SEALED_PHONE] = person->phone_mask.len > 0, [SEALED_DOCUMENT] = person->has_document,
		[SEALED_ADDRESS] = person->has_address, [SEALED_HEALTH] = person->has_health};
	struct view_parts_person_sealed *sealed = arena_new(call->arena, struct view_parts_person_sealed);
	struct view_parts_person_sealed_sealed *rows = arena_array(call->arena, struct view_parts_person_sealed_sealed, COUNT_OF(order));
	if (sealed == NULL || rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		enum sealed_field field = order[i];
		rows[i] = (struct view_parts_person_sealed_sealed){.word = text_of(looks[field].word), .label = looks[field].label, .button = looks[field].button,
			.mask = field == SEALED_PHONE ? person->phone_mask : TEXT_NONE, .has_value = has[field]};
		if (opened != NULL && opened->field == field) {
			rows[i].is_open = true;
			rows[i].value = opened->value;
		}
	}
	*sealed = (struct view_parts_person_sealed){.reveal = people_step_url(call, "reveal"), .csrf = call_csrf(call), .once = call_once(call),
		.sealed = {rows, COUNT_OF(order)}};
	view->sealed = sealed;
	return fill_reasons(call, sealed);
}

/* The reasons to choose from, and what was chosen when the field stayed closed. */
static enum fail fill_reasons(struct call *call, struct view_parts_person_sealed *sealed)
{
	const struct field *field = &form_person_reveal.fields[form_field(&form_person_reveal, TEXT("reason"))];
	bool is_again = call->form.form == &form_person_reveal;
	size_t count = 0;
	while (field->choices[count].word != NULL)
		count++;
	struct view_parts_person_sealed_reason *rows = arena_array(call->arena, struct view_parts_person_sealed_reason, count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++)
		rows[i] = (struct view_parts_person_sealed_reason){.word = text_of(field->choices[i].word), .label = field->choices[i].label,
			.is_chosen = is_again && form_int(&call->form, "reason") == field->choices[i].value};
	sealed->reason.rows = rows;
	sealed->reason.count = count;
	if (is_again) {
		sealed->words = form_text(&call->form, "words");
		sealed->problem = people_step_error(call);
	}
	return OK;
}

static enum fail fill_requests(struct call *call, struct person_id id, struct view_desk_person *view)
{
	struct person_requests_rows rows;
	TRY(q_person_requests(call->view, call->arena, &(struct person_requests_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_desk_person_request *lines = arena_array(call->arena, struct view_desk_person_request, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		lines[i] = (struct view_desk_person_request){.href = url_id(call->arena, "/desk/requests/", rows.rows[i].id.value, ""),
			.title = VOCAB_TITLE(&rows.rows[i]), .wanted_ms = rows.rows[i].wanted_from_ms,
			.badge = words_badge(call->arena, (enum request_state)rows.rows[i].state)};
		if (lines[i].badge == NULL)
			return FAIL_LIMIT;
	}
	view->request.rows = lines;
	view->request.count = rows.count;
	return OK;
}

/* The teams she belongs to; one of a place above the caller's is named and not opened. */
static enum fail fill_teams(struct call *call, struct person_id id, struct view_desk_person *view)
{
	struct membership_of_rows rows;
	struct act act = call_act(call);
	TRY(q_membership_of(call->view, call->arena, &(struct membership_of_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_desk_person_team *lines = arena_array(call->arena, struct view_desk_person_team, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		lines[i] = (struct view_desk_person_team){.href = url_id(call->arena, "/desk/teams/", rows.rows[i].organisation_id.value, ""),
			.name = VOCAB(rows.rows[i].name), .is_leader = rows.rows[i].is_leader};
		TRY(access_in_scope(&act, &call->access, ROLES_STAFF, rows.rows[i].place_id, &lines[i].may_open));
	}
	view->team.rows = lines;
	view->team.count = rows.count;
	return OK;
}

static enum fail fill_openings(struct call *call, struct person_id id, struct view_desk_person *view)
{
	struct openings openings;
	TRY(openings_of(call, id, &openings));
	struct view_desk_person_opening *lines = arena_array(call->arena, struct view_desk_person_opening, openings.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < openings.count; i++)
		lines[i] = (struct view_desk_person_opening){.at_ms = openings.rows[i].at_ms, .what = openings.rows[i].what, .who = openings.rows[i].who,
			.why = openings.rows[i].why};
	view->opening.rows = lines;
	view->opening.count = openings.count;
	return OK;
}
