/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>

#include "base/when.h"
#include "cli/house.h"
#include "domain/people.h"
#include "queries/places.h"
#include "queries/sessions.h"
#include "web/credential.h"

enum { DATA, NAME, LOGIN, PHONE, AGAIN, STORE };
static const struct cli_option options[] = {
	[DATA] = {"--data", "DIR", "data", false, "the data directory"},
	[NAME] = {"--name", "NAME", NULL, false, "the person's name; needed unless --again"},
	[LOGIN] = {"--login", "LOGIN", NULL, true, "the sign-in name"},
	[PHONE] = {"--phone", "PHONE", "", false, "her telephone"},
	[AGAIN] = {"--again", NULL, NULL, false, "a new one-time code for a sign-in name that is there; its password ends"},
	[STORE] = HOUSE_STORE_OPTION,
};

struct adding {
	struct house *house;
	const char *const *values;
	int64_t now_ms;
	enum people_refusal refusal;
	struct text code;
	bool is_login_taken;
};

static enum fail add_work(struct store_txn *txn, void *context);
static enum fail again_work(struct store_txn *txn, void *context);
static int tell(const struct adding *adding, enum fail fail);

static int run(const char *const *values)
{
	struct house house;
	struct clock clock = clock_system();
	bool is_again = values[AGAIN] != NULL;
	if (values[NAME] == NULL && !is_again)
		return cli_misuse("user", "--name NAME is needed; see lastmile user --help");
	int wrong = house_open("user", values[DATA], values[STORE], HOUSE_OPEN, &house);
	if (wrong != 0)
		return wrong;
	struct adding adding = {.house = &house, .values = values, .now_ms = clock_now_ms(&clock)};
	enum fail fail = store_write(house.store, is_again ? again_work : add_work, &adding);
	wrong = tell(&adding, fail);
	house_close(&house);
	return wrong;
}

static int tell(const struct adding *adding, enum fail fail)
{
	const char *login = adding->values[LOGIN];
	if (fail == OK && adding->values[NAME] != NULL)
		(void)printf("%s may sign in as %s with the one-time code %.*s (good for one hour, once)\n", adding->values[NAME], login, TEXT_ARGS(adding->code));
	else if (fail == OK)
		(void)printf("%s may sign in with the one-time code %.*s (good for one hour, once)\n", login, TEXT_ARGS(adding->code));
	if (fail == FAIL_REFUSED && adding->refusal == PEOPLE_NOT_FOUND)
		return cli_error("user", "nobody signs in as %s", login);
	if (fail == FAIL_REFUSED && adding->refusal == PEOPLE_OK)
		return cli_error("user", "the sign-in name %s is taken; --again gives it a new code", login);
	if (fail == FAIL_REFUSED)
		return cli_error("user", "refused: %s", people_refusal_name(adding->refusal));
	if (fail == FAIL_INPUT)
		return cli_error("user", "%s cannot be a sign-in name", login);
	return fail == OK ? 0 : cli_error("user", "cannot write (%s)", fail_name(fail));
}

/* The person, the roles of system administrator and manager on the whole county, and a code. */
static enum fail add_work(struct store_txn *txn, void *context)
{
	struct adding *adding = context;
	bool is_found = false;
	struct place_root_row root;
	struct person_id id;
	struct role_id role_id;
	struct act act = house_act(adding->house, store_txn_view(txn), txn, adding->now_ms);
	adding->refusal = PEOPLE_OK;
	TRY(q_place_root(act.view, act.arena, &(struct place_root_in){.centre_id = act.centre_id}, &is_found, &root));
	check(is_found);
	TRY(people_add(&act, &(struct people_options){.name = text_of(adding->values[NAME]), .phone = text_of(adding->values[PHONE]),
		.place_id = root.id, .channel = CHANNEL_WINDOW}, &adding->refusal, &id));
	TRY(people_grant(&act, id, ROLE_SYSTEM, root.id, &adding->refusal, &role_id));
	TRY(people_grant(&act, id, ROLE_MANAGER, root.id, &adding->refusal, &role_id));
	TRY(credential_add(&act, id, text_of(adding->values[LOGIN])));
	return credential_make_code(&act, id, &adding->code);
}

/* Who lost the code before a password was chosen, or the password, begins anew. */
static enum fail again_work(struct store_txn *txn, void *context)
{
	struct adding *adding = context;
	struct credential_by_login_row row;
	bool is_found = false;
	struct act act = house_act(adding->house, store_txn_view(txn), txn, adding->now_ms);
	adding->refusal = PEOPLE_NOT_FOUND;
	TRY(q_credential_by_login(act.view, act.arena, &(struct credential_by_login_in){.centre_id = act.centre_id,
		.login = credential_login(act.arena, text_of(adding->values[LOGIN]))}, &is_found, &row));
	if (!is_found)
		return FAIL_REFUSED;
	adding->refusal = PEOPLE_OK;
	return credential_make_code(&act, row.person_id, &adding->code);
}

const struct cli_verb cli_user = {"user", "Add an administrator, or give one a new one-time code.", options, COUNT_OF(options), run};
