/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>
#include <time.h>

#include "base/limits.h"
#include "cli/plan_formats.h"
#include "planner/checker.h"

enum { IN, OUT, CHECK, FORMAT, TEAMS, SECONDS, MOVES, GAP, SEED, THREADS };
static const struct cli_option options[] = {
	[IN] = {"--in", "FILE", NULL, true, "the problem (docs/plan.schema.json); - is standard input"},
	[OUT] = {"--out", "FILE", NULL, false, "where the plan goes; - is standard output"},
	[CHECK] = {"--check", "FILE", NULL, false, "check this plan instead of making one"},
	[FORMAT] = {"--format", "NAME", "json", false, "json, toptw, smptsp, hhcrsp, vrptw, pcvrptw, sdvrptw, mdvrptw or uhhc"},
	[TEAMS] = {"--teams", "N", "1", false, "routes, where the format leaves them open (toptw)"},
	[SECONDS] = {"--time", "SECONDS", "10", false, "how long to plan"},
	[MOVES] = {"--moves", "N", "0", false, "instead of the time: a budget of work; the same plan each time"},
	[GAP] = {"--gap", "PPM", "0", false, "stop when the proven gap is no larger, in parts per million"},
	[SEED] = {"--seed", "N", "1", false, "another number, another search"},
	[THREADS] = {"--threads", "N", "1", false, "threads to use; the plan does not depend on it"},
};

/* Memory of the problem; the planner has its own. */
#define PLAN_ARENA_BYTES ((size_t)2 * LIMIT_PLAN_FILE_BYTES)

struct planned {
	const char *const *values;
	struct arena *arena;
	struct plan_file file;
	struct planner_plan plan;
	const struct plan_format *format; /* NULL = our own */
	int64_t teams, seconds, moves, gap_ppm, seed, threads;
	double from_s;
};

static double now_s(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int32_t tick(void *context, const struct planner_progress *progress)
{
	const struct planned *planned = context;
	(void)progress;
	return planned->moves > 0 ? 0 : (int32_t)((now_s() - planned->from_s) * 1000 / (double)planned->seconds);
}

static bool number_of(const char *word, int64_t least, int64_t most, int64_t *ret_number)
{
	return text_to_int(text_of(word), ret_number) && *ret_number >= least && *ret_number <= most;
}

static int read_words(struct planned *planned)
{
	const char *const *values = planned->values;
	planned->format = plan_format_named(text_of(values[FORMAT]));
	if (planned->format == NULL && !text_equal(text_of(values[FORMAT]), TEXT("json")))
		return cli_error("plan", "there is no format '%s'", values[FORMAT]);
	if (!number_of(values[TEAMS], 1, 100, &planned->teams) || !number_of(values[SECONDS], 1, 86400, &planned->seconds) ||
		!number_of(values[MOVES], 0, INT64_MAX, &planned->moves) || !number_of(values[GAP], 0, 1000000, &planned->gap_ppm) ||
		!number_of(values[SEED], 0, INT64_MAX, &planned->seed) || !number_of(values[THREADS], 1, 64, &planned->threads))
		return cli_error("plan", "a number is out of range; see lastmile plan --help");
	return 0;
}

static int read_problem(struct planned *planned)
{
	struct text content;
	uint32_t index = 0;
	enum fail fail = plan_file_load(planned->arena, planned->values[IN], &content);
	if (fail != OK)
		return cli_error("plan", "cannot read %s (%s)", planned->values[IN], fail_name(fail));
	fail = planned->format == NULL ? plan_file_read(planned->arena, content, &planned->file)
		: planned->format->read(planned->arena, content, planned->teams, &planned->file);
	if (fail == FAIL_INPUT)
		return cli_error("plan", "%s: %s", planned->values[IN], planned->file.error);
	if (fail != OK)
		return cli_error("plan", "%s is too large", planned->values[IN]);
	enum planner_fault fault = planner_validate(&planned->file.problem, &index);
	return fault == PLANNER_FINE ? 0 : cli_error("plan", "%s: %s (number %u)", planned->values[IN], planner_fault_text(fault), index);
}

static int read_plan(struct planned *planned)
{
	struct text content;
	enum fail fail = plan_file_load(planned->arena, planned->values[CHECK], &content);
	if (fail == OK)
		fail = plan_file_read_plan(planned->arena, &planned->file, content, &planned->plan);
	if (fail == FAIL_INPUT)
		return cli_error("plan", "%s: %s", planned->values[CHECK], planned->file.error);
	return fail == OK ? 0 : cli_error("plan", "cannot read %s (%s)", planned->values[CHECK], fail_name(fail));
}

static int make_plan(struct planned *planned)
{
	struct planner_options rules = {.seed = (uint64_t)planned->seed, .threads = (uint32_t)planned->threads, .moves = (uint64_t)planned->moves,
		.rounds = planned->moves > 0 ? 100 : 0, .gap_ppm = planned->gap_ppm, .is_bound_wanted = true, .tick = tick, .tick_context = planned};
	planned->from_s = now_s();
	enum fail fail = plan_format_plan(planned->format, &planned->file, &rules, planned->arena, &planned->plan);
	if (fail == FAIL_INPUT)
		return cli_error("plan", "%s: the pinned visits contradict each other", planned->values[IN]);
	return fail == OK ? 0 : cli_error("plan", "out of memory (%s)", fail_name(fail));
}

/* Everything is checked by the code that shares nothing with the solver. */
static int tell(struct planned *planned)
{
	const struct planner_plan *plan = &planned->plan;
	struct checker_report report;
	if (checker_look(&planned->file.problem, plan, planned->arena, &report) != OK)
		return cli_error("plan", "out of memory");
	FILE *out = planned->values[OUT] != NULL && text_equal(text_of(planned->values[OUT]), TEXT("-")) ? stderr : stdout;
	(void)fprintf(out, "value %lld, bound %lld, gap %.4f %%, %u visits, checked: %s\n", (long long)plan->value, (long long)plan->bound,
		plan->bound >= plan->value ? (double)planner_gap_ppm(plan->value, plan->bound) / 1e4 : -1.0, plan->visit_count,
		checker_finding_text(report.finding));
	if (planned->values[CHECK] == NULL)
		(void)fprintf(out, "%.2f s, %llu moves, %u rounds, %zu MB\n", now_s() - planned->from_s, (unsigned long long)plan->moves, plan->rounds,
			plan->memory_bytes >> 20);
	if (planned->format != NULL) {
		struct text objective = planned->format->objective(planned->arena, &planned->file, plan);
		(void)fprintf(out, "%s: %.*s\n", planned->format->name, TEXT_ARGS(objective));
	}
	return report.finding == CHECKER_FINE ? 0 : 1;
}

static int run(const char *const *values)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(PLAN_ARENA_BYTES);
	struct planned planned = {.values = values, .arena = arena};
	if (arena == NULL)
		return cli_error("plan", "out of memory");
	int wrong = read_words(&planned);
	if (wrong == 0)
		wrong = read_problem(&planned);
	if (wrong == 0)
		wrong = values[CHECK] != NULL ? read_plan(&planned) : make_plan(&planned);
	if (wrong == 0)
		wrong = tell(&planned);
	if (wrong == 0 && values[OUT] != NULL && plan_file_write(arena, &planned.file, &planned.plan, values[OUT]) != OK)
		wrong = cli_error("plan", "cannot write %s", values[OUT]);
	return wrong;
}

const struct cli_verb cli_plan = {"plan", "Plan a day of duties and volunteers from a file, with a proven bound.", options, COUNT_OF(options), run};
