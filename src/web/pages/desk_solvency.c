/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger.h"
#include "views/desk.h"
#include "web/call.h"
#include "web/pages/points.h"
#include "web/reply.h"

#define COVERED_PERCENT 100 /* a quarter's service pays what is owed */

/* How many of the holders over seventy redeem this winter; the second is what the page says in words. */
static const int64_t rushes[] = {10, 20, 50, 100};

static enum fail fill_rushes(struct call *call, const struct ledger_solvency *solvency, struct view_desk_solvency *view);
static int64_t percent(int64_t part, int64_t whole);
static int width(int64_t part, int64_t most);

enum fail page_desk_solvency_get(struct call *call, struct reply *reply)
{
	static const enum key kinds[MENU_SERVES_COUNT] = {KEY_rule_other, KEY_rule_elders, KEY_rule_children, KEY_rule_hardship, KEY_rule_comfort, KEY_rule_public};
	struct ledger_solvency solvency;
	struct act act = call_act(call);
	int64_t most = 1;
	TRY(ledger_solvency(&act, &solvency));
	struct view_desk_solvency_kind *rows = arena_array(call->arena, struct view_desk_solvency_kind, solvency.kind_count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < solvency.kind_count; i++) {
		most = solvency.kinds[i].owed_minutes > most ? solvency.kinds[i].owed_minutes : most;
		most = solvency.kinds[i].quarter_minutes > most ? solvency.kinds[i].quarter_minutes : most;
	}
	for (size_t i = 0; i < solvency.kind_count; i++) {
		const struct ledger_solvency_kind *kind = &solvency.kinds[i];
		rows[i] = (struct view_desk_solvency_kind){.label = kinds[kind->serves], .owed = kind->owed_minutes,
			.quarter = kind->quarter_minutes, .owed_width = width(kind->owed_minutes, most), .quarter_width = width(kind->quarter_minutes, most),
			.is_short = kind->owed_minutes > kind->quarter_minutes};
	}
	struct view_desk_solvency view = {.outstanding = solvency.outstanding, .held = solvency.held, .coming = solvency.coming, .pool = solvency.pool,
		.organisations = solvency.organisations, .holders = solvency.holders, .top_percent = percent(solvency.top_ten, solvency.outstanding),
		.dormant = solvency.dormant, .dormant_holders = solvency.dormant_holders, .owed = solvency.owed_minutes, .quarter = solvency.quarter_minutes,
		.owed_percent = percent(solvency.owed_minutes, solvency.quarter_minutes), .old_holders = solvency.old_holders, .old_points = solvency.old_points};
	view.is_covered = solvency.quarter_minutes > 0 && view.owed_percent <= COVERED_PERCENT;
	view.kind.rows = rows;
	view.kind.count = solvency.kind_count;
	TRY(fill_rushes(call, &solvency, &view));
	view.free_volunteers = solvency.free_volunteers;
	view.free = solvency.free_minutes;
	view.dormant_percent = percent(solvency.dormant, solvency.outstanding);
	view.shell.title = call_say(call, KEY_solvency_title);
	return reply_page(call, reply, &page_desk_solvency, &view);
}

/* A share that takes more than a quarter's service is more than can be paid in one. */
static enum fail fill_rushes(struct call *call, const struct ledger_solvency *solvency, struct view_desk_solvency *view)
{
	struct act act = call_act(call);
	struct view_desk_solvency_rush *rows = arena_array(call->arena, struct view_desk_solvency_rush, COUNT_OF(rushes));
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < COUNT_OF(rushes); i++) {
		int64_t minutes = 0;
		TRY(ledger_solvency_rush(&act, solvency, rushes[i], &minutes));
		int64_t share = percent(minutes, solvency->quarter_minutes);
		rows[i] = (struct view_desk_solvency_rush){.holders = rushes[i], .minutes = minutes, .percent = share,
			.width = (int)(share > COVERED_PERCENT ? COVERED_PERCENT : share), .is_short = minutes > solvency->quarter_minutes};
	}
	view->rush.rows = rows;
	view->rush.count = COUNT_OF(rushes);
	return OK;
}

static int64_t percent(int64_t part, int64_t whole)
{
	return whole > 0 ? part * 100 / whole : 0;
}

static int width(int64_t part, int64_t most)
{
	return (int)(part * 100 / most);
}
