/* SPDX-License-Identifier: Apache-2.0
 *
 * What a person has with the house itself: her roles, her password, her
 * sessions.
 */
#include "base/arena.h"
#include "queries/people.h"
#include "queries/sessions.h"
#include "store/store.h"
#include "views/public.h"
#include "web/app.h"
#include "web/openings.h"
#include "web/pages/entering.h"
#include "web/pages/shell.h"

static const struct field password_fields[] = {
	{ .name = "current", .type = FIELD_PASSWORD, .min = 1, .max = PASSWORD_MOST_BYTES, .label = KEY_shell_password_current },
	{ .name = "password", .type = FIELD_PASSWORD, .is_required = true, .label = KEY_shell_password_new },
};
const struct form form_first_password = FORM("first_password", password_fields);

static enum fail find_credential(struct call *call, bool *ret_is_found, struct credential_get_row *ret_row);
static enum fail fill_roles(struct call *call, struct view_public_me *view);
static enum fail fill_openings(struct call *call, struct view_public_me *view);
static enum key role_key(int64_t role);

enum fail page_me(struct call *call, struct reply *reply)
{
	const struct person_get_in in = { .centre_id = call->centre_id, .id = call->actor };
	struct person_get_row person;
	struct credential_get_row credential;
	bool is_found = false;
	TRY(q_person_get(call->view, call->arena, &in, &is_found, &person));
	if (!is_found)
		return reply_status(call, reply, 404);
	struct view_public_me view = {
		.csrf = call_csrf(call),
		.name = person.name,
		.password = URL("/password"),
		.sign_out = URL("/sign-out"),
		.sign_out_everywhere = URL("/sign-out/everywhere"),
		.since_ms = call->own->session.created_at_ms,
	};
	TRY(find_credential(call, &view.has_password, &credential));
	if (view.has_password && text_starts_with(credential.login, TEXT("demo.")))
		view.has_password = false;
	TRY(fill_roles(call, &view));
	TRY(fill_openings(call, &view));
	view.shell.title = person.name;
	return reply_page(call, reply, &page_public_me, &view);
}

enum fail page_first_password(struct call *call, struct reply *reply)
{
	struct credential_get_row row;
	bool is_found = false;
	TRY(find_credential(call, &is_found, &row));
	bool is_again = call->form.form == &form_first_password;
	struct view_public_password view = {
		.csrf = call_csrf(call),
		.error = is_again ? call_error(call, "password") : TEXT(""),
		.current_error = is_again ? call_error(call, "current") : TEXT(""),
		.asks_current = is_found && row.password_hash.len > 0,
		.action = URL("/password"),
	};
	view.has_error = view.error.len > 0;
	view.shell.title = call_say(call, KEY_shell_password_title);
	return reply_page_status(call, reply, is_again ? 422 : 200, &page_public_password, &view);
}

/* The work of a new password: every session ends, this one is opened anew. */
struct choosing {
	struct call *call;
	struct text hash;
	struct entering entering;
};

static enum fail choose(struct store_txn *txn, void *context)
{
	struct choosing *choosing = context;
	struct act act = call_act(choosing->call);
	act.txn = txn;
	act.view = store_txn_view(txn);
	TRY(credential_set_password(&act, act.actor, choosing->hash));
	return entering_open(&act, act.actor, false, &choosing->entering);
}

/* The words for a password that may not be chosen, or for a wrong present one; none when all is well. */
static enum fail judge(struct call *call, const struct credential_get_row *row)
{
	static const enum key words[] = { KEY_NONE, KEY_shell_password_short, KEY_shell_password_long, KEY_shell_password_common,
		KEY_shell_password_common };
	enum password_refusal refusal = password_judge(form_text(&call->form, "password"), row->login);
	bool fits = row->password_hash.len == 0;
	if (refusal != PASSWORD_OK)
		form_fail(&call->form, "password", words[refusal]);
	if (!fits)
		TRY(password_check(call->app->hashing, row->password_hash, form_text(&call->form, "current"), &fits));
	if (!fits)
		form_fail(&call->form, "current", KEY_shell_password_wrong);
	return OK;
}

enum fail page_first_password_post(struct call *call, struct reply *reply)
{
	struct credential_get_row row;
	bool is_found = false;
	struct choosing choosing = { .call = call };
	TRY(find_credential(call, &is_found, &row));
	if (!is_found)
		return reply_status(call, reply, 404);
	int wait_s = throttle_enter_s(call->app->throttle, row.login, call->own->address, call->now_ms);
	if (wait_s > 0) {
		reply->retry_after_s = wait_s;
		return reply_status(call, reply, 429);
	}
	enum fail fail = judge(call, &row);
	if (fail != OK || form_error(&call->form, "current") == KEY_NONE)
		throttle_leave(call->app->throttle, row.login, call->own->address, call->now_ms);
	TRY(fail);
	if (call->form.error_count > 0)
		return reply_invalid(call, reply);
	TRY(password_hash(call->app->hashing, call->arena, form_text(&call->form, "password"), &choosing.hash));
	TRY(store_write(call->app->options.store, choose, &choosing));
	entering_cookie(call, reply, &choosing.entering);
	return reply_see_other(call, reply, shell_home(choosing.entering.mask));
}

static enum fail sign_out(struct store_txn *txn, void *context)
{
	const struct call *call = context;
	struct act act = call_act(call);
	act.txn = txn;
	act.view = store_txn_view(txn);
	bool is_everywhere = text_equal(call->path, TEXT("/sign-out/everywhere"));
	TRY(is_everywhere ? session_end_all(&act, call->actor) : session_end(&act, call->own->session.hash));
	return act_trail(&act, "session.sign_out", "person", call->actor.value, TEXT(""));
}

enum fail page_sign_out_post(struct call *call, struct reply *reply)
{
	if (call->actor.value)
		TRY(store_write(call->app->options.store, sign_out, call));
	reply_cookie(reply, TEXT(COOKIE_SESSION "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
	return reply_see_other(call, reply, URL("/"));
}

enum fail page_sign_out_everywhere_post(struct call *call, struct reply *reply)
{
	return page_sign_out_post(call, reply);
}

static enum fail find_credential(struct call *call, bool *ret_is_found, struct credential_get_row *ret_row)
{
	const struct credential_get_in in = { .centre_id = call->centre_id, .person_id = call->actor };
	return q_credential_get(call->view, call->arena, &in, ret_is_found, ret_row);
}

static enum fail fill_roles(struct call *call, struct view_public_me *view)
{
	const struct role_list_in in = { .centre_id = call->centre_id, .person_id = call->actor };
	struct role_list_rows rows;
	TRY(q_role_list(call->view, call->arena, &in, &rows));
	struct view_public_me_role *roles = arena_array(call->arena, struct view_public_me_role, rows.count + 1);
	if (!roles)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		roles[i] = (struct view_public_me_role){ .word = role_key(rows.rows[i].role), .place = VOCAB(rows.rows[i].place_name) };
	view->role.rows = roles;
	view->role.count = rows.count;
	view->has_roles = rows.count > 0;
	return OK;
}

static enum fail fill_openings(struct call *call, struct view_public_me *view)
{
	struct openings openings;
	TRY(openings_of(call, call->actor, &openings));
	struct view_public_me_opening *lines = arena_array(call->arena, struct view_public_me_opening, openings.count + 1);
	if (!lines)
		return FAIL_LIMIT;
	for (size_t i = 0; i < openings.count; i++)
		lines[i] = (struct view_public_me_opening){ .at_ms = openings.rows[i].at_ms, .what = openings.rows[i].what,
			.who = openings.rows[i].who, .why = openings.rows[i].why };
	view->opening.rows = lines;
	view->opening.count = openings.count;
	return OK;
}

static enum key role_key(int64_t role)
{
	static const enum key keys[ROLE_COUNT] = {
		[0] = KEY_role_resident, [ROLE_RESIDENT] = KEY_role_resident, [ROLE_HELPER] = KEY_role_helper,
		[ROLE_VOLUNTEER] = KEY_role_volunteer, [ROLE_LEADER] = KEY_role_leader, [ROLE_ORGANISATION] = KEY_role_organisation,
		[ROLE_CLERK] = KEY_role_clerk, [ROLE_MANAGER] = KEY_role_manager, [ROLE_COUNTY] = KEY_role_county,
		[ROLE_AUDITOR] = KEY_role_auditor, [ROLE_SYSTEM] = KEY_role_system,
	};
	return keys[role > 0 && role < ROLE_COUNT ? role : 0];
}
