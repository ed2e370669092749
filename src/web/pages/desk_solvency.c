/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger.h"
#include "views/desk.h"
#include "web/call.h"
#include "web/pages/points.h"
#include "web/reply.h"

#define COVERED_PERCENT 100 /* a quarter's service pays what is owed */

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
		.owed_percent = percent(solvency.owed_minutes, solvency.quarter_minutes), .old_holders = solvency.old_holders, .old_points = solvency.old_points,
		.rush = solvency.rush_minutes, .rush_percent = percent(solvency.rush_minutes, solvency.quarter_minutes)};
	view.is_covered = solvency.quarter_minutes > 0 && view.owed_percent <= COVERED_PERCENT;
	view.kind.rows = rows;
	view.kind.count = solvency.kind_count;
	view.shell.title = call_say(call, KEY_solvency_title);
	return reply_page(call, reply, &page_desk_solvency, &view);
}

static int64_t percent(int64_t part, int64_t whole)
{
	return whole > 0 ? part * 100 / whole : 0;
}

static int width(int64_t part, int64_t most)
{
	return (int)(part * 100 / most);
}
