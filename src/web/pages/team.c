/* SPDX-License-Identifier: Apache-2.0
 *
 * A team's page, for its leader: what the team has taken upon itself and by
 * when, whom of hers she can ask, and what it could take.
 */
#include "base/arena.h"
#include "domain/dispatch.h"
#include "domain/ledger.h"
#include "domain/requests.h"
#include "queries/teams.h"
#include "views/volunteer.h"
#include "web/pages/faces.h"
#include "web/pages/points.h"
#include "web/reply.h"
#include "web/words.h"

#define FIT_SHOWN 3

static const struct field step_fields[] = {
	{ .name = "team", .type = FIELD_ID, .label = KEY_team_team },
	{ .name = "who", .type = FIELD_ID, .label = KEY_team_who },
};
const struct form form_team_step = FORM("team_step", step_fields);

static enum fail fill_team(struct call *call, const struct team_led_row *row, struct view_volunteer_team_team *team);
static enum fail fill_points(struct call *call, struct organisation_id team_id, struct view_volunteer_team_team *team);
static enum fail fill_claimed(struct call *call, struct organisation_id team_id, struct view_volunteer_team_team *team);
static enum fail fill_members(struct call *call, const struct dispatch_team *team, struct view_volunteer_team_team_claimed *claimed);
static enum fail fill_open(struct call *call, struct organisation_id team_id, struct view_volunteer_team_team *team);
static enum fail step_work(struct write *write, void *context);

enum fail page_team_get(struct call *call, struct reply *reply)
{
	struct view_volunteer_team view = {.csrf = call_csrf(call), .once = call_once(call)};
	struct team_led_rows rows;
	TRY(q_team_led(call->view, call->arena, &(struct team_led_in){.centre_id = call->centre_id, .person_id = call->actor}, &rows));
	struct view_volunteer_team_team *teams = arena_array(call->arena, struct view_volunteer_team_team, rows.count + 1);
	if (teams == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		TRY(fill_team(call, &rows.rows[i], &teams[i]));
	view.team.rows = teams;
	view.team.count = rows.count;
	view.shell.title = call_say(call, KEY_team_title);
	return reply_page(call, reply, &page_volunteer_team, &view);
}

enum fail page_team_step_post(struct call *call, struct reply *reply)
{
	static const struct text words[] = {TEXT("claim"), TEXT("ask"), TEXT("release")};
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (text_equal(call_word(call, 1), words[i]))
			return call_write(call, reply, step_work, NULL);
	}
	return reply_status(call, reply, 404);
}

static enum fail step_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	struct request_id id = {call_id(write->call, 0)};
	struct text word = call_word(write->call, 1);
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	enum fail fail = text_equal(word, TEXT("claim")) ? requests_team_claim(&write->act, id, (struct organisation_id){form_int(form, "team")}, &refusal)
		: text_equal(word, TEXT("ask")) ? requests_team_ask(&write->act, id, (struct person_id){form_int(form, "who")}, &refusal)
		: requests_team_release(&write->act, id, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_request_refusal(refusal), NULL);
	write->location = URL("/team");
	return fail;
}

static enum fail fill_team(struct call *call, const struct team_led_row *row, struct view_volunteer_team_team *team)
{
	*team = (struct view_volunteer_team_team){.id = ids_text(call->arena, row->id.value), .name = VOCAB(row->name), .members = row->member_count};
	TRY(fill_points(call, row->id, team));
	TRY(fill_claimed(call, row->id, team));
	return fill_open(call, row->id, team);
}

/* What it was given for its goods, and the form that passes it on; with what was typed and refused. */
static enum fail fill_points(struct call *call, struct organisation_id team_id, struct view_volunteer_team_team *team)
{
	struct act act = call_act(call);
	struct ledger_balance balance;
	TRY(ledger_balance_of_organisation(&act, team_id, &balance));
	team->points = balance.available;
	TRY(points_of_team(call, team_id, &team->history));
	team->has_points = team->history->line.count > 0;
	team->can_donate = balance.available > 0;
	team->donate = url_id(call->arena, "/team/organisations/", team_id.value, "/donate");
	if (call->form.form == &form_donate && call_id(call, 0) == team_id.value) {
		team->amount = form_text(&call->form, "amount");
		team->problem = call_error(call, "amount");
	}
	return OK;
}

static enum fail fill_claimed(struct call *call, struct organisation_id team_id, struct view_volunteer_team_team *team)
{
	struct team_claimed_rows rows;
	struct act act = call_act(call);
	TRY(q_team_claimed(call->view, call->arena, &(struct team_claimed_in){.centre_id = call->centre_id, .organisation_id = team_id}, &rows));
	struct view_volunteer_team_team_claimed *lines = arena_array(call->arena, struct view_volunteer_team_team_claimed, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct team_claimed_row *row = &rows.rows[i];
		struct dispatch_team members;
		lines[i] = (struct view_volunteer_team_team_claimed){.title = VOCAB_TITLE(row), .where = VOCAB(row->place_name), .from_ms = row->from_ms,
			.to_ms = row->to_ms, .until_ms = row->until_ms, .ask = url_id(call->arena, "/team/requests/", row->request_id.value, "/ask"),
			.release = url_id(call->arena, "/team/requests/", row->request_id.value, "/release")};
		TRY(dispatch_team(&act, row->duty_id, team_id, &members));
		TRY(fill_members(call, &members, &lines[i]));
	}
	team->claimed.rows = lines;
	team->claimed.count = rows.count;
	return OK;
}

/* Those who could, best first; who was asked, and who said no, stand there too. */
static enum fail fill_members(struct call *call, const struct dispatch_team *team, struct view_volunteer_team_team_claimed *claimed)
{
	struct view_volunteer_team_team_claimed_member *lines = arena_array(call->arena, struct view_volunteer_team_team_claimed_member, team->count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < team->count; i++) {
		const struct dispatch_member *member = &team->members[i];
		bool is_no = member->why == DISPATCH_DECLINED;
		if (member->why != DISPATCH_REFUSAL_COUNT && !is_no)
			continue;
		lines[claimed->member.count] = (struct view_volunteer_team_team_claimed_member){.id = ids_text(call->arena, member->candidate.person_id.value),
			.name = member->candidate.name, .is_asked = member->candidate.was_asked, .is_no = is_no, .can_ask = !is_no && !member->candidate.was_asked,
			.why = words_reasons(call->arena, call->lang, call->now_ms, &member->candidate)};
		if (lines[claimed->member.count++].why == NULL)
			return FAIL_LIMIT;
	}
	claimed->member.rows = lines;
	return OK;
}

/* Open orders that somebody of the team could serve. */
static enum fail fill_open(struct call *call, struct organisation_id team_id, struct view_volunteer_team_team *team)
{
	struct team_open_rows rows;
	struct act act = call_act(call);
	TRY(q_team_open(call->view, call->arena, &(struct team_open_in){.centre_id = call->centre_id, .now_ms = call->now_ms}, &rows));
	struct view_volunteer_team_team_open *lines = arena_array(call->arena, struct view_volunteer_team_team_open, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct team_open_row *row = &rows.rows[i];
		struct dispatch_team members;
		struct view_volunteer_team_team_open line = {.title = VOCAB_TITLE(row), .where = VOCAB(row->place_name), .from_ms = row->from_ms, .to_ms = row->to_ms,
			.claim = url_id(call->arena, "/team/requests/", row->request_id.value, "/claim")};
		TRY(dispatch_team(&act, row->duty_id, team_id, &members));
		struct view_volunteer_team_team_open_fit *fits = arena_array(call->arena, struct view_volunteer_team_team_open_fit, FIT_SHOWN);
		if (fits == NULL)
			return FAIL_LIMIT;
		for (size_t m = 0; m < members.count; m++) {
			if (members.members[m].why != DISPATCH_REFUSAL_COUNT)
				continue;
			if (line.could < FIT_SHOWN)
				fits[line.could] = (struct view_volunteer_team_team_open_fit){.name = members.members[m].candidate.name};
			line.could++;
		}
		line.fit.rows = fits;
		line.fit.count = line.could < FIT_SHOWN ? (size_t)line.could : FIT_SHOWN;
		if (line.could > 0)
			lines[team->open.count++] = line;
	}
	team->open.rows = lines;
	return OK;
}
