/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing in: by name and password, the first time by a one-time code, in a
 * demonstration as one of its people. What was wrong is never said, and takes
 * the same time whoever is asked for.
 */
#include "base/arena.h"
#include "queries/sessions.h"
#include "store/store.h"
#include "views/public.h"
#include "web/app.h"
#include "web/pages/entering.h"
#include "web/pages/shell.h"

#define BACK_POINTS 500

static const struct field sign_in_fields[] = {
	{ .name = "login", .type = FIELD_TEXT, .is_required = true, .label = KEY_shell_sign_in_login },
	{ .name = "password", .type = FIELD_PASSWORD, .is_required = true, .min = 1, .max = PASSWORD_MOST_BYTES, .label = KEY_shell_sign_in_password },
	{ .name = "back", .type = FIELD_TEXT, .max = BACK_POINTS, .label = KEY_shell_sign_in_title },
};
const struct form form_sign_in = FORM("sign_in", sign_in_fields);

static const struct field page_fields[] = {
	{ .name = "back", .type = FIELD_TEXT, .max = BACK_POINTS, .label = KEY_shell_sign_in_title },
};
const struct form form_sign_in_page = FORM("sign_in_page", page_fields);

static const struct field persona_fields[] = {
	{ .name = "login", .type = FIELD_TEXT, .is_required = true, .label = KEY_shell_sign_in_login },
};
const struct form form_persona = FORM("persona", persona_fields);

/* One try, through the writer: the session or the note of its failure. */
struct trying {
	struct call *call;
	struct person_id person_id; /* 0: nobody has this name */
	bool has_password;          /* and it fits */
	struct text code;           /* otherwise perhaps a one-time code */
	bool is_in;
	bool by_code;
	struct entering entering;
};

static enum fail show(struct call *call, struct reply *reply, int status, enum key error);
static enum fail fill_personas(struct call *call, struct view_public_sign_in *view);
static enum fail try_in(struct store_txn *txn, void *context);
static enum fail enter(struct call *call, struct reply *reply, const struct trying *trying);

enum fail page_sign_in(struct call *call, struct reply *reply)
{
	return show(call, reply, 200, KEY_NONE);
}

enum fail page_sign_in_post(struct call *call, struct reply *reply)
{
	struct app *app = call->app;
	struct text login = credential_login(call->arena, form_text(&call->form, "login"));
	struct text password = form_text(&call->form, "password");
	struct text address = call->own->address;
	int wait_s = throttle_enter_s(app->throttle, login, address, call->now_ms);
	if (wait_s > 0) {
		reply->retry_after_s = wait_s;
		return show(call, reply, 429, KEY_shell_sign_in_wait);
	}
	const struct credential_by_login_in in = { .centre_id = call->centre_id, .login = login };
	struct credential_by_login_row row = { .password_hash = TEXT("") };
	struct trying trying = { .call = call, .code = password };
	bool is_known = false;
	TRY(q_credential_by_login(call->view, call->arena, &in, &is_known, &row));
	enum fail fail = password_check(app->hashing, row.password_hash, password, &trying.has_password);
	if (fail != OK)
		throttle_leave(app->throttle, login, address, call->now_ms);
	if (fail == FAIL_BUSY) {
		reply->retry_after_s = 2;
		return show(call, reply, 429, KEY_shell_sign_in_wait);
	}
	TRY(fail);
	if (is_known)
		trying.person_id = row.person_id;
	fail = store_write(app->options.store, try_in, &trying);
	if (fail != OK)
		throttle_leave(app->throttle, login, address, call->now_ms); /* the house's own fault is nobody's wrong try */
	TRY(fail);
	if (!trying.is_in)
		return show(call, reply, 422, KEY_shell_sign_in_wrong);
	throttle_leave(app->throttle, login, address, call->now_ms);
	throttle_pass(app->throttle, login, address);
	return enter(call, reply, &trying);
}

enum fail page_persona_post(struct call *call, struct reply *reply)
{
	struct text login = credential_login(call->arena, form_text(&call->form, "login"));
	const struct credential_by_login_in in = { .centre_id = call->centre_id, .login = login };
	struct credential_by_login_row row;
	bool is_known = false;
	if (!call->is_demo || !text_starts_with(login, TEXT("demo.")))
		return reply_status(call, reply, 404);
	TRY(q_credential_by_login(call->view, call->arena, &in, &is_known, &row));
	if (!is_known)
		return reply_status(call, reply, 404);
	struct trying trying = { .call = call, .person_id = row.person_id, .has_password = true };
	TRY(store_write(call->app->options.store, try_in, &trying));
	return enter(call, reply, &trying);
}

static enum fail show(struct call *call, struct reply *reply, int status, enum key error)
{
	bool is_post = call->method == METHOD_POST;
	struct view_public_sign_in view = {
		.csrf = call_csrf(call),
		.action = URL("/sign-in"),
		.persona_action = URL("/sign-in/persona"),
		.login = is_post && call->form.form == &form_sign_in ? form_text(&call->form, "login") : TEXT(""),
		.back = call->form.form == &form_persona ? TEXT("") : form_text(&call->form, "back"),
		.error = error == KEY_NONE ? TEXT("") : call_say(call, error),
		.has_error = error != KEY_NONE,
		.is_demo = call->is_demo,
	};
	view.shell.title = call_say(call, KEY_shell_sign_in_title);
	if (call->is_demo)
		TRY(fill_personas(call, &view));
	if (is_post && call->wants_json)
		return problem_write(call, reply, status, status == 429 ? "slow_down" : "sign_in_wrong", NULL);
	return reply_page_status(call, reply, status, &page_public_sign_in, &view);
}

enum fail page_sign_in_again(struct call *call, struct reply *reply)
{
	return show(call, reply, 422, KEY_shell_sign_in_wrong);
}

/* The people a demonstration offers, in this order. */
static const struct { const char *login; const char *icon; enum key title; enum key line; } personas[] = {
	{ "demo.mother", "home", KEY_persona_mother, KEY_persona_mother_line },
	{ "demo.daughter", "home", KEY_persona_daughter, KEY_persona_daughter_line },
	{ "demo.volunteer_huoshan", "heart", KEY_persona_volunteer_huoshan, KEY_persona_volunteer_huoshan_line },
	{ "demo.volunteer_son", "heart", KEY_persona_volunteer_son, KEY_persona_volunteer_son_line },
	{ "demo.volunteer_barber", "heart", KEY_persona_volunteer_barber, KEY_persona_volunteer_barber_line },
	{ "demo.leader", "heart", KEY_persona_leader, KEY_persona_leader_line },
	{ "demo.clerk", "list", KEY_persona_clerk, KEY_persona_clerk_line },
	{ "demo.manager", "list", KEY_persona_manager, KEY_persona_manager_line },
	{ "demo.county", "list", KEY_persona_county, KEY_persona_county_line },
	{ "demo.auditor", "list", KEY_persona_auditor, KEY_persona_auditor_line },
};

static enum fail fill_personas(struct call *call, struct view_public_sign_in *view)
{
	const struct credential_personas_in in = { .centre_id = call->centre_id };
	struct credential_personas_rows rows;
	TRY(q_credential_personas(call->view, call->arena, &in, &rows));
	struct view_public_sign_in_persona *cards = arena_array(call->arena, struct view_public_sign_in_persona, COUNT_OF(personas));
	size_t count = 0;
	if (!cards)
		return FAIL_LIMIT;
	for (size_t i = 0; i < COUNT_OF(personas); i++) {
		for (size_t n = 0; n < rows.count; n++) {
			if (!text_equal(rows.rows[n].login, text_of(personas[i].login)))
				continue;
			cards[count++] = (struct view_public_sign_in_persona){
				.login = rows.rows[n].login,
				.name = rows.rows[n].name,
				.icon = text_of(personas[i].icon),
				.title = personas[i].title,
				.line = personas[i].line,
			};
		}
	}
	view->persona.rows = cards;
	view->persona.count = count;
	return OK;
}

static enum fail try_in(struct store_txn *txn, void *context)
{
	struct trying *trying = context;
	struct act act = call_act(trying->call);
	act.txn = txn;
	act.view = store_txn_view(txn);
	act.actor = trying->person_id;
	trying->is_in = trying->has_password && trying->person_id.value;
	trying->by_code = false;
	if (!trying->is_in && trying->person_id.value) {
		TRY(credential_try_code(&act, trying->person_id, trying->code, &trying->by_code));
		trying->is_in = trying->by_code;
	}
	if (!trying->is_in)
		return act_trail(&act, "session.refused", "person", trying->person_id.value, TEXT(""));
	/* Whoever was signed in here is signed in no longer. */
	if (trying->call->own->has_session)
		TRY(session_end(&act, trying->call->own->session.hash));
	TRY(entering_open(&act, trying->person_id, trying->by_code, &trying->entering));
	return act_trail(&act, "session.sign_in", "person", trying->person_id.value, trying->by_code ? TEXT("code") : TEXT(""));
}

static enum fail enter(struct call *call, struct reply *reply, const struct trying *trying)
{
	struct url where = shell_home(trying->entering.mask);
	bool has_back = call->form.form == &form_sign_in && form_has(&call->form, "back");
	entering_cookie(call, reply, &trying->entering);
	if (trying->by_code)
		where = URL("/password");
	else if (has_back)
		where = shell_back(call, form_text(&call->form, "back"), where);
	return reply_see_other(call, reply, where);
}
