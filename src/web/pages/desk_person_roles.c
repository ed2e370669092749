/* SPDX-License-Identifier: Apache-2.0
 *
 * A person's roles and what the caller may grant; the bar that takes the last
 * step back; opening a sealed fact and handing out a code, both shown once.
 */
#include "queries/places.h"
#include "queries/sessions.h"
#include "views/desk.h"
#include "web/credential.h"
#include "web/pages/people_private.h"
#include "web/reply.h"

static const struct choice sealed_choices[] = {{"phone", SEALED_PHONE, KEY_people_phone}, {"address", SEALED_ADDRESS, KEY_person_address},
	{"document", SEALED_DOCUMENT, KEY_person_document}, {"health", SEALED_HEALTH, KEY_person_health}, {NULL, 0, KEY_NONE}};
static const struct choice reason_choices[] = {{"call_back", 1, KEY_reveal_reason_call_back}, {"visit", 2, KEY_reveal_reason_visit},
	{"check", 3, KEY_reveal_reason_check}, {"correct", 4, KEY_reveal_reason_correct}, {"emergency", 5, KEY_reveal_reason_emergency},
	{"other", 6, KEY_reveal_reason_other}, {NULL, 0, KEY_NONE}};
#define REASON_OTHER 6
static const struct field reveal_fields[] = {
	{ .name = "field", .type = FIELD_CHOICE, .is_required = true, .choices = sealed_choices, .label = KEY_person_sealed },
	{ .name = "reason", .type = FIELD_CHOICE, .is_required = true, .choices = reason_choices, .label = KEY_person_reason },
	{ .name = "words", .type = FIELD_TEXT, .max = 100, .label = KEY_person_reason_words },
};
const struct form form_person_reveal = FORM("person_reveal", reveal_fields);

static enum fail fill_held(struct call *call, struct person_id id, struct view_parts_person_roles *roles);
static enum fail fill_grants(struct call *call, struct person_id id, struct view_parts_person_roles *roles);
static enum fail fill_sign_in(struct call *call, struct person_id id, struct view_parts_person_roles *roles);
static enum fail reveal_work(struct write *write, void *context);
static enum fail code_work(struct write *write, void *context);
static enum fail find_login(struct write *write, struct person_id id, struct text *ret_login);
static enum fail show_once(struct call *call, struct reply *reply, const struct people_opened *opened);

enum fail people_fill_roles(struct call *call, struct person_id id, struct view_desk_person *view)
{
	struct view_parts_person_roles *roles = arena_new(call->arena, struct view_parts_person_roles);
	if (roles == NULL)
		return FAIL_LIMIT;
	*roles = (struct view_parts_person_roles){.csrf = call_csrf(call), .once = call_once(call), .end_one = people_step_url(call, "revoke"),
		.grant = people_step_url(call, "grant"), .code = people_step_url(call, "code")};
	TRY(fill_held(call, id, roles));
	TRY(fill_grants(call, id, roles));
	TRY(fill_sign_in(call, id, roles));
	view->roles = roles;
	return OK;
}

static enum fail fill_held(struct call *call, struct person_id id, struct view_parts_person_roles *roles)
{
	struct role_list_rows rows;
	struct act act = call_act(call);
	TRY(q_role_list(call->view, call->arena, &(struct role_list_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_parts_person_roles_role *lines = arena_array(call->arena, struct view_parts_person_roles_role, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		unsigned mask = 0;
		TRY(people_grantable(&act, rows.rows[i].place_id, &mask));
		lines[i] = (struct view_parts_person_roles_role){.id = ids_text(call->arena, rows.rows[i].id.value), .label = people_role_key(rows.rows[i].role),
			.where = VOCAB(rows.rows[i].place_name), .may_end = (mask & ROLE_BIT(rows.rows[i].role)) != 0 && call->actor.value != id.value};
	}
	roles->role.rows = lines;
	roles->role.count = rows.count;
	return OK;
}

/* What may be granted at the caller's own highest place, on any place below it. */
static enum fail fill_grants(struct call *call, struct person_id id, struct view_parts_person_roles *roles)
{
	struct place_list_rows places;
	struct act act = call_act(call);
	unsigned granting = ROLE_BIT(ROLE_SYSTEM) | ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_COUNTY);
	struct place_id scope = access_scope(&call->access, granting);
	unsigned mask = 0;
	bool is_again = people_is_again(call, "grant");
	TRY(people_grantable(&act, scope, &mask));
	roles->may_grant = mask != 0 && call->actor.value != id.value;
	if (!roles->may_grant)
		return OK;
	TRY(q_place_list(call->view, call->arena, &(struct place_list_in){.centre_id = call->centre_id, .ancestor_id = scope, .from_tier = 1, .to_tier = 4}, &places));
	struct view_parts_person_roles_role_choice *choices = arena_array(call->arena, struct view_parts_person_roles_role_choice, ROLE_COUNT);
	struct view_parts_person_roles_place_choice *options = arena_array(call->arena, struct view_parts_person_roles_place_choice, places.count + 1);
	if (choices == NULL || options == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; people_role_choices[i].word != NULL; i++) {
		if ((mask & ROLE_BIT(people_role_choices[i].value)) != 0)
			choices[roles->role_choice.count++] = (struct view_parts_person_roles_role_choice){.word = text_of(people_role_choices[i].word),
				.label = people_role_choices[i].label, .is_chosen = is_again && form_int(&call->form, "role") == people_role_choices[i].value};
	}
	for (size_t i = 0; i < places.count; i++)
		options[i] = (struct view_parts_person_roles_place_choice){.id = ids_text(call->arena, places.rows[i].id.value), .label = VOCAB(places.rows[i].name),
			.is_chosen = is_again && form_int(&call->form, "place") == places.rows[i].id.value};
	roles->role_choice.rows = choices;
	roles->place_choice.rows = options;
	roles->place_choice.count = places.count;
	if (is_again)
		roles->error = people_step_error(call);
	return OK;
}

static enum fail fill_sign_in(struct call *call, struct person_id id, struct view_parts_person_roles *roles)
{
	struct credential_get_row credential;
	struct act act = call_act(call);
	enum people_refusal refusal = PEOPLE_OK;
	bool is_found = false;
	enum fail fail = people_help_in(&act, id, &refusal);
	if (fail != OK && fail != FAIL_REFUSED)
		return fail;
	roles->may_help = fail == OK;
	TRY(q_credential_get(call->view, call->arena, &(struct credential_get_in){.centre_id = call->centre_id, .person_id = id}, &is_found, &credential));
	roles->login = is_found ? credential.login : TEXT_NONE;
	return OK;
}

enum fail page_person_reveal_post(struct call *call, struct reply *reply)
{
	struct people_opened opened = {0};
	TRY(call_write(call, reply, reveal_work, &opened));
	return show_once(call, reply, &opened);
}

enum fail page_person_code_post(struct call *call, struct reply *reply)
{
	struct people_opened opened = {0};
	TRY(call_write(call, reply, code_work, &opened));
	return show_once(call, reply, &opened);
}

/* What was opened stands in this one answer and in no address: sent again, the same form leads to the masked page. */
static enum fail show_once(struct call *call, struct reply *reply, const struct people_opened *opened)
{
	bool is_done = opened->field != 0 || opened->code.len > 0;
	if (!is_done || reply->location.len == 0)
		return OK;
	*reply = (struct reply){0};
	return people_show(call, reply, opened);
}

static enum fail reveal_work(struct write *write, void *context)
{
	struct people_opened *opened = context;
	const struct form_data *form = &write->call->form;
	enum reveal_refusal refusal = REVEAL_OK;
	struct person_id id = {call_id(write->call, 0)};
	bool is_other = form_int(form, "reason") == REASON_OTHER;
	*opened = (struct people_opened){0};
	if (is_other && !form_has(form, "words"))
		return write_refuse(write, KEY_reveal_refusal_no_reason, "words");
	struct text reason = is_other ? form_text(form, "words") : form_text(form, "reason");
	struct text value = TEXT_NONE;
	enum fail fail = access_reveal(&write->act, id, (enum sealed_field)form_int(form, "field"), reason, &refusal, &value);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, people_reveal_words(refusal), "field");
	TRY(fail);
	*opened = (struct people_opened){.field = (enum sealed_field)form_int(form, "field"), .value = value};
	write->location = url_id(write->act.arena, "/desk/people/", id.value, "");
	return OK;
}

static enum fail code_work(struct write *write, void *context)
{
	struct people_opened *opened = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct person_id id = {call_id(write->call, 0)};
	*opened = (struct people_opened){0};
	enum fail fail = people_help_in(&write->act, id, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, people_refusal_words(&write->act, refusal, TEXT_NONE, TEXT_NONE), NULL);
	TRY(fail);
	TRY(find_login(write, id, &opened->login));
	TRY(credential_make_code(&write->act, id, &opened->code));
	write->location = url_id(write->act.arena, "/desk/people/", id.value, "");
	return OK;
}

/* The name she signs in with; made from her id when she has none, so that it tells nothing of her. */
static enum fail find_login(struct write *write, struct person_id id, struct text *ret_login)
{
	struct credential_get_row credential;
	bool is_found = false;
	TRY(q_credential_get(write->act.view, write->act.arena, &(struct credential_get_in){.centre_id = write->act.centre_id, .person_id = id},
		&is_found, &credential));
	if (is_found) {
		*ret_login = credential.login;
		return OK;
	}
	struct text whole = ids_text(write->act.arena, id.value);
	struct text login = arena_join(write->act.arena, TEXT("h"), text_slice(whole, ID_TEXT_LEN - 6, 6));
	enum fail fail = credential_add(&write->act, id, login);
	if (fail == FAIL_REFUSED) /* the same last six characters: once in a thousand million */
		fail = credential_add(&write->act, id, login = arena_join(write->act.arena, TEXT("h"), whole));
	*ret_login = login;
	return fail;
}

enum key people_reveal_words(enum reveal_refusal refusal)
{
	static const enum key words[] = {[REVEAL_OK] = KEY_refusal_other, [REVEAL_NOT_FOUND] = KEY_refusal_not_found,
		[REVEAL_NOT_ALLOWED] = KEY_refusal_not_allowed, [REVEAL_NO_REASON] = KEY_reveal_refusal_no_reason,
		[REVEAL_TOO_MANY] = KEY_reveal_refusal_too_many, [REVEAL_EMPTY] = KEY_reveal_refusal_empty};
	check(refusal >= 0 && (size_t)refusal < COUNT_OF(words));
	return words[refusal];
}
