/* SPDX-License-Identifier: Apache-2.0
 *
 * An organisation's points: they came for goods that it gave, and go to the
 * community pool, by its leader or, once it has left the field, at the desk.
 */
#include "domain/ledger.h"
#include "web/call.h"
#include "web/pages/points.h"
#include "web/words.h"

static const struct field donate_fields[] = {
	{ .name = "amount", .type = FIELD_POINTS, .is_required = true, .min = 1, .max = LEDGER_AMOUNT_MAX, .label = KEY_give_amount },
};
const struct form form_donate = FORM("donate", donate_fields);

static enum fail donate_work(struct write *write, void *context);

enum fail page_team_donate_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, donate_work, NULL);
}

enum fail page_teams_donate_post(struct call *call, struct reply *reply)
{
	struct url back = url_id(call->arena, "/desk/teams/", call_id(call, 0), "");
	return call_write(call, reply, donate_work, &back);
}

/* `context` is where the answer leads; the leader's page without. */
static enum fail donate_work(struct write *write, void *context)
{
	const struct url *back = context;
	enum give_refusal refusal = GIVE_OK;
	struct transfer_id id;
	TRY(points_transfer_id(write, &id));
	enum fail fail = ledger_donate_of_organisation(&write->act, id, (struct organisation_id){call_id(write->call, 0)},
		form_int(&write->call->form, "amount"), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_give_refusal(refusal), refusal == GIVE_NOT_LEADER ? NULL : "amount");
	write->location = back != NULL ? *back : URL("/team");
	return fail;
}
