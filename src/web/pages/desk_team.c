/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of one team: its name and kind, who leads it and who belongs to it,
 * what it has taken upon itself; each step by its word, with a way back.
 */
#include "base/when.h"
#include "domain/ledger.h"
#include "domain/people.h"
#include "domain/requests.h"
#include "queries/organisations.h"
#include "queries/teams.h"
#include "views/desk.h"
#include "web/pages/people_private.h"
#include "web/pages/points.h"
#include "web/pages/teams_private.h"
#include "web/reply.h"
#include "web/words.h"

static const struct choice done_choices[] = {{"make", 1, KEY_NONE}, {"rename", 2, KEY_NONE}, {"close", 3, KEY_NONE}, {"reopen", 4, KEY_NONE},
	{"join", 5, KEY_NONE}, {"leave", 6, KEY_NONE}, {"lead", 7, KEY_NONE}, {"unlead", 8, KEY_NONE}, {NULL, 0, KEY_NONE}};
static const struct field page_fields[] = {
	{ .name = "words", .type = FIELD_TEXT, .max = 50, .label = KEY_teams_find },
	{ .name = "done", .type = FIELD_CHOICE, .choices = done_choices, .label = KEY_parts_undo },
	{ .name = "what", .type = FIELD_TEXT, .max = LIMIT_TITLE_POINTS, .label = KEY_parts_undo },
};
const struct form form_teams_page = FORM("teams_page", page_fields);
static const struct field step_fields[] = {
	{ .name = "name", .type = FIELD_TEXT, .max = LIMIT_TITLE_POINTS, .label = KEY_teams_name },
	{ .name = "status", .type = FIELD_CHOICE, .choices = teams_status_choices, .label = KEY_teams_status },
	{ .name = "who", .type = FIELD_ID, .label = KEY_teams_member },
	{ .name = "words", .type = FIELD_TEXT, .max = 50, .label = KEY_teams_find },
};
const struct form form_teams_step = FORM("teams_step", step_fields);

/* A step by its word: the step that takes it back, what the bar says, and which field it is about. */
enum step { STEP_MAKE, STEP_RENAME, STEP_CLOSE, STEP_REOPEN, STEP_JOIN, STEP_LEAVE, STEP_LEAD, STEP_UNLEAD };
static const struct { const char *word, *back; enum key done; const char *field, *with; } steps[] = {
	[STEP_MAKE] = {"make", "close", KEY_teams_done_make, NULL, NULL},
	[STEP_RENAME] = {"rename", "rename", KEY_teams_done_rename, "name", "name"},
	[STEP_CLOSE] = {"close", "reopen", KEY_teams_done_close, NULL, "status"},
	[STEP_REOPEN] = {"reopen", "close", KEY_teams_done_reopen, "status", NULL},
	[STEP_JOIN] = {"join", "leave", KEY_teams_done_join, "who", "who"},
	[STEP_LEAVE] = {"leave", "join", KEY_teams_done_leave, "who", "who"},
	[STEP_LEAD] = {"lead", "unlead", KEY_teams_done_lead, "who", "who"},
	[STEP_UNLEAD] = {"unlead", "lead", KEY_teams_done_unlead, "who", "who"},
};

static enum fail read_team(struct call *call, bool *ret_is_found, struct organisation_get_row *ret_team);
static enum fail check_place(struct call *call, bool *ret_is_allowed);
static enum fail fill_undo(struct call *call, struct view_desk_team *view);
static enum fail name_of(struct call *call, struct text id, bool *ret_is_found, struct text *ret_name);
static enum fail fill_statuses(struct call *call, struct view_desk_team *view);
static enum fail fill_members(struct call *call, struct view_desk_team *view);
static enum fail fill_found(struct call *call, struct view_desk_team *view);
static enum fail fill_claims(struct call *call, struct view_desk_team *view);
static enum fail fill_points(struct call *call, struct view_desk_team *view);
static struct text step_error(struct call *call, const char *field);
static enum fail step_work(struct write *write, void *context);
static enum fail do_step(struct write *write, enum step step, enum organisation_refusal *ret_refusal);
static enum fail done_url(struct write *write, enum step step, const struct organisation_get_row *before);

const struct relation relation_team_place = {"staff of the team's place", check_place};

/* Also the page shown again with what was refused. */
enum fail page_teams_one_get(struct call *call, struct reply *reply)
{
	struct organisation_get_row team;
	struct act act = call_act(call);
	struct view_desk_team view = {.csrf = call_csrf(call), .once = call_once(call), .here = url_id(call->arena, "/desk/teams/", call_id(call, 0), "")};
	bool is_found = false;
	bool is_renaming = call->form.form == &form_teams_step && form_error(&call->form, "name") != KEY_NONE;
	unsigned mask = 0;
	TRY(read_team(call, &is_found, &team));
	if (!is_found)
		return reply_status(call, reply, 404);
	TRY(people_grantable(&act, team.place_id, &mask));
	view.name = VOCAB(team.name);
	view.kind = teams_kind_key(team.kind);
	view.status = teams_status_key(team.status);
	view.where = VOCAB(team.place_name);
	view.is_closed = team.status == ORGANISATION_EXITED;
	view.rename = teams_step_url(call, "rename");
	view.close = teams_step_url(call, "close");
	view.reopen = teams_step_url(call, "reopen");
	view.join = teams_step_url(call, "join");
	view.leave = teams_step_url(call, "leave");
	view.lead = teams_step_url(call, "lead");
	view.unlead = teams_step_url(call, "unlead");
	view.is_renaming = is_renaming;
	view.name_typed = is_renaming ? form_text(&call->form, "name") : team.name;
	view.name_error = step_error(call, "name");
	view.status_error = step_error(call, "status");
	view.who_error = step_error(call, "who");
	view.may_lead = (mask & ROLE_BIT(ROLE_LEADER)) != 0;
	TRY(fill_statuses(call, &view));
	TRY(fill_members(call, &view));
	TRY(fill_found(call, &view));
	TRY(fill_claims(call, &view));
	TRY(fill_points(call, &view));
	TRY(fill_undo(call, &view));
	view.shell.title = team.name;
	return reply_page(call, reply, &page_desk_team, &view);
}

enum fail page_teams_step_post(struct call *call, struct reply *reply)
{
	for (size_t i = STEP_RENAME; i < COUNT_OF(steps); i++) {
		if (text_equal(call_word(call, 1), text_of(steps[i].word)))
			return call_write(call, reply, step_work, (void *)(uintptr_t)i);
	}
	return reply_status(call, reply, 404);
}

static enum fail read_team(struct call *call, bool *ret_is_found, struct organisation_get_row *ret_team)
{
	return q_organisation_get(call->view, call->arena, &(struct organisation_get_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, ret_is_found,
		ret_team);
}

static enum fail check_place(struct call *call, bool *ret_is_allowed)
{
	struct organisation_get_row team;
	struct act act = call_act(call);
	bool is_found = false;
	*ret_is_allowed = false;
	TRY(read_team(call, &is_found, &team));
	return is_found ? access_in_scope(&act, &call->access, ROLES_STAFF, team.place_id, ret_is_allowed) : OK;
}

/* The bar that takes back what was done a moment ago, as the address says. */
static enum fail fill_undo(struct call *call, struct view_desk_team *view)
{
	int64_t done = call->form.form == &form_teams_page ? form_int(&call->form, "done") : 0;
	if (done == 0)
		return OK;
	size_t step = (size_t)done - 1;
	struct text what = form_text(&call->form, "what");
	struct view_parts_undo_bar *undo = arena_new(call->arena, struct view_parts_undo_bar);
	struct view_parts_undo_bar_with *with = arena_new(call->arena, struct view_parts_undo_bar_with);
	if (undo == NULL || with == NULL)
		return FAIL_LIMIT;
	struct say who = {"who", SAY_TEXT, TEXT_NONE, 0};
	bool is_known = steps[step].with == NULL || what.len > 0;
	if (steps[step].with != NULL && text_equal(text_of(steps[step].with), TEXT("who")))
		TRY(name_of(call, what, &is_known, &who.text));
	if (!is_known)
		return OK;
	*with = (struct view_parts_undo_bar_with){.name = text_of(steps[step].with != NULL ? steps[step].with : "words"), .value = what};
	*undo = (struct view_parts_undo_bar){.words = render_words(call->arena, call->lang, call->now_ms, steps[step].done, &who, 1),
		.action = teams_step_url(call, steps[step].back),
		.csrf = view->csrf, .once = view->once, .with = {.rows = with, .count = steps[step].with != NULL}};
	view->undo = undo;
	return OK;
}

/* Whom the bar speaks of; nobody for what is no person. */
static enum fail name_of(struct call *call, struct text id, bool *ret_is_found, struct text *ret_name)
{
	struct person_get_row person;
	int64_t value = 0;
	bool is_here = false;
	*ret_is_found = false;
	if (!ids_read(id, &value))
		return OK;
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = {value}}, ret_is_found, &person));
	return *ret_is_found ? teams_name(call, person.name, person.place_id, &is_here, ret_name) : OK;
}

static enum fail fill_statuses(struct call *call, struct view_desk_team *view)
{
	size_t count = 0;
	while (teams_status_choices[count].word != NULL)
		count++;
	struct view_desk_team_choice *lines = arena_array(call->arena, struct view_desk_team_choice, count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++)
		lines[i] = (struct view_desk_team_choice){text_of(teams_status_choices[i].word), teams_status_choices[i].label};
	view->choice.rows = lines;
	view->choice.count = count;
	return OK;
}

static enum fail fill_members(struct call *call, struct view_desk_team *view)
{
	struct organisation_members_rows rows;
	TRY(q_organisation_members(call->view, call->arena, &(struct organisation_members_in){.centre_id = call->centre_id,
		.organisation_id = {call_id(call, 0)}}, &rows));
	struct view_desk_team_member *lines = arena_array(call->arena, struct view_desk_team_member, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct organisation_members_row *row = &rows.rows[i];
		bool is_self = row->person_id.value == call->actor.value;
		lines[i] = (struct view_desk_team_member){.id = ids_text(call->arena, row->person_id.value), .number = row->number, .is_leader = row->is_leader,
			.since = when_iso_day(call->arena, when_local_day(row->joined_at_ms)), .href = url_id(call->arena, "/desk/people/", row->person_id.value, ""),
			.may_name = view->may_lead && !is_self && !row->is_leader, .may_end = view->may_lead && !is_self && row->is_leader, .may_leave = !row->is_leader};
		TRY(teams_name(call, row->name, row->place_id, &lines[i].is_here, &lines[i].name));
		lines[i].where = people_where(call->arena, row->place_name, lines[i].is_here ? row->estate : TEXT_NONE);
		view->has_leader = view->has_leader || row->is_leader;
	}
	view->member.rows = lines;
	view->member.count = rows.count;
	view->members = (int64_t)rows.count;
	return OK;
}

/* As the register finds people, of the caller's own places; who belongs to it already is not offered. */
static enum fail fill_found(struct call *call, struct view_desk_team *view)
{
	struct people_found found;
	struct act act = call_act(call);
	view->words = form_text(&call->form, "words");
	view->has_words = view->words.len > 0;
	if (!view->has_words)
		return OK;
	TRY(people_search(&act, access_scope(&call->access, ROLES_STAFF), view->words, &found));
	struct view_desk_team_found *lines = arena_array(call->arena, struct view_desk_team_found, found.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < found.count; i++) {
		const struct person_found *one = &found.people[i];
		struct membership_get_row membership;
		bool is_member = false;
		TRY(q_membership_get(call->view, call->arena, &(struct membership_get_in){.centre_id = call->centre_id, .organisation_id = {call_id(call, 0)},
			.person_id = one->id}, &is_member, &membership));
		lines[i] = (struct view_desk_team_found){.id = ids_text(call->arena, one->id.value), .name = one->name,
			.where = people_where(call->arena, one->place_name, one->estate), .age = people_age(one->has_birth_day, one->birth_day, call->now_ms),
			.phone_mask = one->phone_mask, .is_member = is_member};
	}
	view->found.rows = lines;
	view->found.count = found.count;
	view->is_cut = found.is_cut;
	return OK;
}

static enum fail fill_claims(struct call *call, struct view_desk_team *view)
{
	struct team_claimed_rows rows;
	TRY(q_team_claimed(call->view, call->arena, &(struct team_claimed_in){.centre_id = call->centre_id, .organisation_id = {call_id(call, 0)}}, &rows));
	struct view_desk_team_claim *lines = arena_array(call->arena, struct view_desk_team_claim, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		lines[i] = (struct view_desk_team_claim){.href = url_id(call->arena, "/desk/requests/", rows.rows[i].request_id.value, ""),
			.title = VOCAB_TITLE(&rows.rows[i]), .where = VOCAB(rows.rows[i].place_name), .from_ms = rows.rows[i].from_ms, .until_ms = rows.rows[i].until_ms};
	view->claim.rows = lines;
	view->claim.count = rows.count;
	return OK;
}

/* What it holds; of one that has left the field a manager may give it to the pool. */
static enum fail fill_points(struct call *call, struct view_desk_team *view)
{
	struct act act = call_act(call);
	struct ledger_balance balance;
	TRY(ledger_balance_of_organisation(&act, (struct organisation_id){call_id(call, 0)}, &balance));
	view->points = balance.available;
	TRY(points_of_team(call, (struct organisation_id){call_id(call, 0)}, &view->history));
	view->has_points = view->history->line.count > 0;
	view->may_donate = view->is_closed && balance.available > 0 && call_is(call, ROLE_BIT(ROLE_MANAGER));
	view->donate = teams_step_url(call, "donate");
	if (call->form.form == &form_donate) {
		view->amount = form_text(&call->form, "amount");
		view->amount_error = call_error(call, "amount");
	}
	return OK;
}

static struct text step_error(struct call *call, const char *field)
{
	return call->form.form == &form_teams_step && form_error(&call->form, field) != KEY_NONE ? call_error(call, field) : TEXT_NONE;
}

static enum fail step_work(struct write *write, void *context)
{
	enum step step = (enum step)(uintptr_t)context;
	struct organisation_get_row before = {0};
	enum organisation_refusal refusal = ORGANISATION_OK;
	bool is_found = false;
	TRY(q_organisation_get(write->act.view, write->act.arena, &(struct organisation_get_in){.centre_id = write->act.centre_id,
		.id = {call_id(write->call, 0)}}, &is_found, &before));
	if (steps[step].field != NULL && !form_has(&write->call->form, steps[step].field))
		return write_refuse(write, KEY_form_error_required, steps[step].field);
	enum fail fail = do_step(write, step, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_organisation_refusal(refusal), steps[step].field);
	TRY(fail);
	return done_url(write, step, &before);
}

static enum fail do_step(struct write *write, enum step step, enum organisation_refusal *ret_refusal)
{
	const struct form_data *form = &write->call->form;
	struct organisation_id id = {call_id(write->call, 0)};
	struct person_id who = {form_int(form, "who")};
	switch (step) {
	case STEP_RENAME:
		return organisations_rename(&write->act, id, form_text(form, "name"), ret_refusal);
	case STEP_CLOSE:
		return requests_team_close(&write->act, id, ret_refusal);
	case STEP_REOPEN:
		return organisations_reopen(&write->act, id, (enum organisation_status)form_int(form, "status"), ret_refusal);
	case STEP_JOIN:
		return organisations_join(&write->act, id, who, ret_refusal);
	case STEP_LEAVE:
		return organisations_leave(&write->act, id, who, ret_refusal);
	case STEP_LEAD:
	case STEP_UNLEAD:
		return organisations_lead(&write->act, id, who, step == STEP_LEAD, ret_refusal);
	case STEP_MAKE:
		break;
	}
	check_never();
}

/* Where the answer leads: the page with the bar, which is told what the step back needs. */
static enum fail done_url(struct write *write, enum step step, const struct organisation_get_row *before)
{
	struct arena *arena = write->act.arena;
	struct text what = TEXT_NONE;
	if (step == STEP_RENAME)
		what = before->name;
	else if (steps[step].field != NULL && text_equal(text_of(steps[step].field), TEXT("who")))
		what = form_text(&write->call->form, "who");
	for (size_t i = 0; step == STEP_CLOSE && teams_status_choices[i].word != NULL; i++) {
		if (teams_status_choices[i].value == before->status)
			what = text_of(teams_status_choices[i].word);
	}
	write->location = url_with(arena, url_id(arena, "/desk/teams/", call_id(write->call, 0), ""), "done", text_of(steps[step].word));
	if (what.len > 0)
		write->location = url_with(arena, write->location, "what", what);
	return OK;
}
