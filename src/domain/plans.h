/* SPDX-License-Identifier: Apache-2.0
 *
 * A day's plan, or a week's: all duties of a subtree that still want people, and who could
 * go where when, planned at once with a proven bound. A plan is made outside of
 * any transaction (plans_draft), kept as facts (plans_keep), changed by keeping
 * another one that follows it, and asked for by the offers that the desk would
 * send one by one. What was known is kept with it: planning that again, with the
 * seed and rule of that day, gives the same plan.
 *
 * How many services a week are enough for a volunteer is a limit of the plan itself: what she has promised in that week and what is
 * planned for her are together no more.
 *
 * Promises are never planned away: who has an appointment is not free then, and
 * a duty somebody is being asked for is not in the plan.
 */
#ifndef DOMAIN_PLANS_H
#define DOMAIN_PLANS_H

#include "domain/act.h"
#include "domain/requests.h"
#include "text/coordinates.h"

#define PLANS_RULE 2            /* weights and costs (plans_town.c); a plan says which it was made by */
#define PLANS_DAYS_AHEAD 31     /* how far ahead a day can be planned */
#define PLANS_WEEK 7            /* days of a week's plan, which begins on a Monday */
#define PLANS_OTHERS_MAX 5      /* others shown for one visit */

enum plan_kind { PLAN_PROPOSED = 1, PLAN_CHANGED, PLAN_MENDED, PLAN_BACK };

enum plan_refusal {
	PLAN_OK,
	PLAN_NOT_FOUND,      /* no such plan, or of a place out of scope */
	PLAN_NOT_ALLOWED,    /* not staff of the place */
	PLAN_DAY_INVALID,    /* gone by, or too far ahead */
	PLAN_OLD,            /* another plan of that day was made meanwhile */
	PLAN_TOO_LARGE,      /* more skills or duties than one plan holds */
	PLAN_NO_DUTY,        /* the duty is not in this plan */
	PLAN_CANNOT_GO,      /* this volunteer cannot take it; ret_why says why */
	PLAN_NOTHING,        /* nothing chosen, or nothing to go back to */
	PLAN_NOT_VOLUNTEER,  /* the one who is ill is none */
	PLAN_REFUSAL_COUNT
};
const char *plan_refusal_name(enum plan_refusal refusal); /* "not_found": tail of the locale key, JSON code */

/* Why volunteers were passed over for a duty, each by the first reason against her. */
enum plan_why { PLAN_TOO_FAR, PLAN_NO_SKILL, PLAN_NOT_FREE, PLAN_NOT_WANTED, PLAN_NO_ROOM, PLAN_WHY_COUNT };

struct plan_visit {
	struct duty_id duty_id;
	struct person_id person_id;
	int64_t start_ms;
	int64_t way_min;    /* on foot, from home or the visit before */
};
struct plan_gap { struct duty_id duty_id; int64_t counts[PLAN_WHY_COUNT]; };

/* A plan not kept yet; everything in the arena it was made in. */
struct plan_draft {
	struct place_id place_id;
	int32_t day, days;           /* the first day, and how many: 1 or PLANS_WEEK */
	enum plan_kind kind;
	struct plan_id follows_id;   /* 0 = none */
	int64_t seed, value, bound;
	struct text problem, problem_hash;
	struct plan_visit *visits; size_t visit_count;  /* by person, then start */
	struct plan_gap *gaps; size_t gap_count;
};

/* What to make: a proposal for a place and day, or one change of a kept plan. */
struct plan_wish {
	struct place_id place_id;
	int32_t day, days;           /* days 0 is 1; PLANS_WEEK: the week that `day` lies in, as far as it is still to come */
	struct plan_id follows_id;   /* the plan that is changed or mended; 0 = a first proposal */
	struct duty_id duty_id;      /* a change: this duty ... */
	struct person_id person_id;  /* ... goes to this volunteer; 0 = to nobody */
};
/* Plans by what is read now; writes nothing and may take a second for a town, so never inside a transaction. A mended plan
 * keeps what the old one says where it can. Staff of the place only. */
enum fail plans_draft(const struct act *act, const struct plan_wish *wish, enum plan_refusal *ret_refusal, struct plan_draft *ret_draft);
/* Writing: keeps a draft, unless another plan of the day was made since the one it follows (PLAN_OLD). */
enum fail plans_keep(const struct act *act, const struct plan_draft *draft, enum plan_refusal *ret_refusal, struct plan_id *ret_id);
/* Writing: the plan that this one followed is the newest again, as a copy. */
enum fail plans_go_back(const struct act *act, struct plan_id id, enum plan_refusal *ret_refusal, struct plan_id *ret_id);

/* Writing: asks the volunteers of these duties' visits (requests_offer), each once for a plan. What cannot be asked any
 * more is noted with its refusal and does not stop the others. */
struct plan_asked { size_t asked, refused; };
enum fail plans_ask(const struct act *act, struct plan_id id, const struct duty_id *duties, size_t count, enum plan_refusal *ret_refusal,
	struct plan_asked *ret_asked);
/* Writing: a volunteer cannot come on a day. Her offers of that day end, her promises go back to the station, those who
 * expect her are told, and she is not asked for that day again; nothing is held against her. *ret_released promises. */
enum fail plans_ill(const struct act *act, struct person_id person_id, int32_t day, enum plan_refusal *ret_refusal, size_t *ret_released);

/* Whether what is known now differs from what the plan knew. */
enum fail plans_is_stale(const struct act *act, struct plan_id id, bool *ret_is_stale);
/* Who else could take a visit of a plan, cheapest first, with the extra way; as the plan stands now. */
struct plan_other { struct person_id person_id; int64_t start_ms, way_min, cost; };
struct plan_others { struct plan_other rows[PLANS_OTHERS_MAX]; size_t count; };
/* For each of the plan's visits in its order (struct plan_draft). Lives in act->arena. */
enum fail plans_others(const struct act *act, struct plan_id id, struct plan_others **ret_others, size_t *ret_count);
/* What it would cost when this volunteer went instead of who goes now, or (can_go false) the first reason why she cannot;
 * as the plan stands. Staff of the place only; PLAN_NO_DUTY when the plan has no such visit or several go to it together,
 * PLAN_NOTHING when she goes already, PLAN_CANNOT_GO when she is none of those the plan was made of, whoever else she is. */
struct plan_cost {
	bool can_go;
	enum plan_why why;
	int64_t start_ms;       /* when she could begin */
	int64_t way_min;        /* how much longer her day's way gets */
	int64_t saved_min;      /* how much shorter the other's */
	bool is_first;          /* her only visit that day */
	bool knows;             /* has been with this resident */
	struct person_id was;   /* who goes now */
};
enum fail plans_cost(const struct act *act, struct plan_id id, struct duty_id duty_id, struct person_id person_id, enum plan_refusal *ret_refusal,
	struct plan_cost *ret_cost);
/* The way to each of the plan's visits, in its order: from home, said no closer than a neighbourhood (position_coarse), or
 * from the visit before. is_known false: one end is not known. */
struct plan_leg { struct position from, to; bool is_from_home, is_known; };
enum fail plans_legs(const struct act *act, struct plan_id id, struct plan_leg **ret_legs, size_t *ret_count);
/* Plans again what a kept plan knew, by its seed: *ret_is_same tells whether the same visits come out. */
enum fail plans_replay(const struct act *act, struct plan_id id, bool *ret_is_same);

#endif
