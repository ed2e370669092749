/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/board_private.h"

static void tell_terms(const struct planner_board *board, uint32_t duty, uint32_t volunteer, const struct offer *offer,
	struct planner_candidate *ret_candidate);
static void keep(struct planner_ranking *ranking, uint32_t most, const struct planner_candidate *candidate);

void planner_rank(const struct planner_board *board, uint32_t duty, uint32_t most, struct planner_ranking *ret_ranking)
{
	const struct grid *grid = &board->grid;
	struct grid_walk walk = grid_walk_begin(grid, board->facts.problem->duties.place[duty]);
	uint32_t from = 0, until = 0, seen = 0;
	uint64_t quarters[2];
	check(duty < board->facts.duty_count && most <= PLANNER_RANK_MAX);
	board_quarters(board, duty, quarters);
	ret_ranking->count = 0;
	for (uint32_t i = 0; i < PLANNER_REFUSAL_COUNT; i++)
		ret_ranking->counts[i] = 0;
	while (grid_walk_next(&walk, &from, &until)) {
		seen += until - from;
		for (uint32_t i = from; i < until; i++) {
			struct offer offer;
			struct planner_candidate candidate;
			enum planner_refusal refusal = board_look(board, duty, grid->volunteer[i], quarters, grid->free[i], &offer);
			ret_ranking->counts[refusal]++;
			if (refusal != PLANNER_CAN)
				continue;
			tell_terms(board, duty, grid->volunteer[i], &offer, &candidate);
			keep(ret_ranking, most, &candidate);
		}
	}
	ret_ranking->counts[PLANNER_TOO_FAR] += board->facts.volunteer_count - seen;
}

enum planner_refusal planner_why_not(const struct planner_board *board, uint32_t duty, uint32_t volunteer, struct planner_candidate *ret_candidate)
{
	const struct planner_shifts *shifts = &board->facts.problem->shifts;
	uint64_t quarters[2], free[2] = {0, 0};
	struct offer offer;
	check(duty < board->facts.duty_count && volunteer < board->facts.volunteer_count);
	board_quarters(board, duty, quarters);
	for (uint32_t s = board->facts.volunteer_shift[volunteer]; s < board->facts.volunteer_shift[volunteer + 1]; s++)
		grid_mark_quarters(shifts->from_s[s], shifts->until_s[s], free);
	enum planner_refusal refusal = board_look(board, duty, volunteer, quarters, free, &offer);
	if (refusal == PLANNER_CAN)
		tell_terms(board, duty, volunteer, &offer, ret_candidate);
	return refusal;
}

/* Idle seconds before the start at this place. */
static int32_t waiting_s(const struct routes *routes, uint32_t duty, const struct offer *offer, uint32_t from_place)
{
	const struct facts *facts = routes->facts;
	int32_t free_s = routes->early_s[offer->after];
	if (offer->after >= facts->slot_count)
		return 0; /* she leaves home in time */
	free_s += facts->problem->duties.duration_s[facts->slot_duty[offer->after]];
	return offer->early_s - free_s - facts_hop_s(facts, offer->shift, from_place, facts->problem->duties.place[duty]);
}

static void tell_terms(const struct planner_board *board, uint32_t duty, uint32_t volunteer, const struct offer *offer,
	struct planner_candidate *ret_candidate)
{
	const struct facts *facts = &board->facts;
	const struct planner_problem *problem = facts->problem;
	const struct routes *routes = &board->routes;
	uint32_t home = routes_home(routes, offer->shift), before = routes->next[offer->after], place = problem->duties.place[duty];
	bool is_first = routes->next[home] == home;
	uint32_t from = offer->after == home ? facts->home[offer->shift] : problem->duties.place[facts->slot_duty[offer->after]];
	uint32_t to = before == home ? facts->home[offer->shift] : problem->duties.place[facts->slot_duty[before]];
	int32_t travel_s = facts_hop_s(facts, offer->shift, from, place) + facts_hop_s(facts, offer->shift, place, to) - (is_first ? 0 : routes->hop_s[before]);
	int32_t served_s = routes_volunteer_served_s(routes, volunteer);
	int64_t chance = problem->volunteers.accept_permille != NULL ? problem->volunteers.accept_permille[volunteer] : 1000;
	struct planner_candidate candidate = {.volunteer = volunteer, .shift = offer->shift, .start_s = offer->early_s, .travel_s = travel_s,
		.after = offer->after == home ? PLANNER_NONE : facts->slot_duty[offer->after], .waiting_s = waiting_s(routes, duty, offer, from)};
	candidate.terms[PLANNER_TERM_TRAVEL] = travel_s * problem->travel_cost;
	candidate.terms[PLANNER_TERM_WAITING] = candidate.waiting_s * board->options.waiting_cost;
	candidate.terms[PLANNER_TERM_OUTING] = is_first ? problem->outing_cost : 0;
	candidate.terms[PLANNER_TERM_BONUS] = facts->has_bonus ? -facts_bonus(facts, volunteer, duty) : 0;
	candidate.terms[PLANNER_TERM_FAIRNESS] = facts_fairness(facts, volunteer, served_s + problem->duties.duration_s[duty]) -
		facts_fairness(facts, volunteer, served_s);
	candidate.terms[PLANNER_TERM_LATE] = routes_late(routes, duty, offer, offer->early_s);
	/* One asks 1 / chance times until the first yes. */
	candidate.terms[PLANNER_TERM_CHANCE] = board->options.ask_cost * (1000 - chance) / (chance > 0 ? chance : 1);
	candidate.terms[PLANNER_TERM_RENT] = board->options.rents == NULL ? 0
		: board->options.rents[offer->shift] * (problem->duties.duration_s[duty] + (int64_t)travel_s) / 3600;
	for (uint32_t i = 0; i < PLANNER_TERM_COUNT; i++)
		candidate.cost += candidate.terms[i];
	*ret_candidate = candidate;
}

static bool is_better(const struct planner_candidate *a, const struct planner_candidate *b)
{
	return a->cost != b->cost ? a->cost < b->cost : a->volunteer < b->volunteer;
}

static void keep(struct planner_ranking *ranking, uint32_t most, const struct planner_candidate *candidate)
{
	uint32_t at = ranking->count;
	if (at == most && (most == 0 || !is_better(candidate, &ranking->candidates[most - 1])))
		return;
	at = ranking->count < most ? ranking->count++ : most - 1;
	for (; at > 0 && is_better(candidate, &ranking->candidates[at - 1]); at--)
		ranking->candidates[at] = ranking->candidates[at - 1];
	ranking->candidates[at] = *candidate;
}

uint32_t planner_wave(const struct planner_problem *problem, const struct planner_ranking *ranking, uint32_t wanted_permille)
{
	double nobody = 1;
	for (uint32_t i = 0; i < ranking->count; i++) {
		const int32_t *permille = problem->volunteers.accept_permille;
		nobody *= 1 - (permille != NULL ? permille[ranking->candidates[i].volunteer] : 1000) / 1000.0;
		if ((1 - nobody) * 1000 >= wanted_permille)
			return i + 1;
	}
	return ranking->count;
}

const char *planner_term_name(enum planner_term term)
{
	static const char *const names[PLANNER_TERM_COUNT] = {"travel", "waiting", "outing", "bonus", "fairness", "late", "chance", "rent"};
	check(term < PLANNER_TERM_COUNT);
	return names[term];
}

const char *planner_refusal_name(enum planner_refusal refusal)
{
	static const char *const names[PLANNER_REFUSAL_COUNT] = {"can", "too far", "no skill", "not free", "forbidden", "limit", "no room", "is there"};
	check(refusal < PLANNER_REFUSAL_COUNT);
	return names[refusal];
}
