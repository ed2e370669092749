/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/plan_file.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "planner/board.h"

static json_t *text_json(struct text text)
{
	return json_stringn(text.at != NULL ? text.at : "", text.len);
}

static json_t *visits_json(const struct plan_file *file, const struct planner_plan *plan)
{
	json_t *list = json_array();
	for (uint32_t i = 0; i < plan->visit_count; i++) {
		const struct planner_visit *visit = &plan->visits[i];
		(void)json_array_append_new(list, json_pack("{s:o, s:o, s:i}", "volunteer", text_json(file->volunteers[file->problem.shifts.volunteer[visit->shift]]),
			"duty", text_json(file->duties[visit->duty]), "start_s", (int)visit->start_s));
	}
	return list;
}

/* Why nobody goes: all volunteers by the first reason against each, and the weight that would have got somebody. */
static json_t *reasons_json(const struct planner_board *board, uint32_t duty)
{
	struct planner_ranking ranking;
	json_t *reasons = json_object();
	planner_rank(board, duty, 0, &ranking);
	for (int refusal = 0; refusal < PLANNER_REFUSAL_COUNT; refusal++) {
		if (ranking.counts[refusal] > 0)
			(void)json_object_set_new(reasons, planner_refusal_name((enum planner_refusal)refusal), json_integer(ranking.counts[refusal]));
	}
	return reasons;
}

static enum fail unserved_json(struct arena *arena, const struct plan_file *file, const struct planner_plan *plan, json_t *list)
{
	struct planner_board *board = NULL;
	struct planner_board_options options = {.visits = plan->visits, .visit_count = plan->visit_count};
	bool *is_served = arena_array(arena, bool, file->problem.duties.count);
	TRY(planner_board_make(&file->problem, &options, arena, &board));
	if (is_served == NULL)
		return FAIL_LIMIT;
	for (uint32_t i = 0; i < plan->visit_count; i++)
		is_served[plan->visits[i].duty] = true;
	for (uint32_t d = 0; d < file->problem.duties.count; d++) {
		if (is_served[d])
			continue;
		int64_t price = planner_board_price(board, d);
		json_t *entry = json_pack("{s:o, s:o}", "duty", text_json(file->duties[d]), "reasons", reasons_json(board, d));
		if (price != INT64_MAX)
			(void)json_object_set_new(entry, "weight_needed", json_integer(price));
		(void)json_array_append_new(list, entry);
	}
	return OK;
}

enum fail plan_file_write(struct arena *arena, const struct plan_file *file, const struct planner_plan *plan, const char *path)
{
	const struct planner_terms *terms = &plan->terms;
	json_t *unserved = json_array();
	enum fail fail = unserved_json(arena, file, plan, unserved);
	json_t *root = json_pack("{s:I, s:I, s:I, s:i, s:{s:I, s:I, s:I, s:I, s:I, s:I}, s:I, s:i, s:o, s:o}", "value", (json_int_t)plan->value,
		"bound", (json_int_t)plan->bound, "gap_ppm", (json_int_t)planner_gap_ppm(plan->value, plan->bound), "served", (int)plan->served_count,
		"terms", "served", (json_int_t)terms->served, "bonus", (json_int_t)terms->bonus, "travel", (json_int_t)terms->travel,
		"outing", (json_int_t)terms->outing, "late", (json_int_t)terms->late, "fairness", (json_int_t)terms->fairness,
		"moves", (json_int_t)plan->moves, "rounds", (int)plan->rounds, "visits", visits_json(file, plan), "unserved", unserved);
	if (fail == OK && root == NULL)
		fail = FAIL_LIMIT;
	FILE *out = fail != OK ? NULL : strcmp(path, "-") == 0 ? stdout : fopen(path, "wbe");
	if (fail == OK && (out == NULL || json_dumpf(root, out, JSON_INDENT(1) | JSON_PRESERVE_ORDER) != 0 || fputc('\n', out) == EOF))
		fail = FAIL_SYSTEM;
	if (out != NULL && out != stdout && fclose(out) != 0)
		fail = FAIL_SYSTEM;
	json_decref(root);
	return fail;
}
