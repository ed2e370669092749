/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>

#include "base/when.h"
#include "cli/house.h"
#include "domain/people.h"
#include "queries/places.h"
#include "web/credential.h"

enum { DATA, NAME, LOGIN, PHONE, STORE };
static const struct cli_option options[] = {
	[DATA] = {"--data", "DIR", "data", false, "the data directory"},
	[NAME] = {"--name", "NAME", NULL, true, "the person's name"},
	[LOGIN] = {"--login", "LOGIN", NULL, true, "the sign-in name"},
	[PHONE] = {"--phone", "PHONE", "", false, "her telephone"},
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

static int run(const char *const *values)
{
	struct house house;
	struct clock clock = clock_system();
	int wrong = house_open("user", values[DATA], values[STORE], HOUSE_OPEN, &house);
	if (wrong != 0)
		return wrong;
	struct adding adding = {.house = &house, .values = values, .now_ms = clock_now_ms(&clock)};
	enum fail fail = house.centre_id.value == 0 ? FAIL_MISSING : store_write(house.store, add_work, &adding);
	if (fail == OK)
		(void)printf("%s may sign in as %s with the one-time code %.*s (good for one hour, once)\n", values[NAME], values[LOGIN], TEXT_ARGS(adding.code));
	house_close(&house);
	if (fail == FAIL_REFUSED && adding.refusal == PEOPLE_OK)
		return cli_error("user", "the sign-in name %s is taken or not allowed", values[LOGIN]);
	if (fail == FAIL_REFUSED)
		return cli_error("user", "refused: %s", people_refusal_name(adding.refusal));
	if (fail == FAIL_MISSING)
		return cli_error("user", "the data directory has no centre yet; run lastmile init first");
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

const struct cli_verb cli_user = {"user", "Add the first administrator and print a one-time code.", options, COUNT_OF(options), run};
