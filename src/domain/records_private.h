/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the files of the records module only.
 */
#ifndef DOMAIN_RECORDS_PRIVATE_H
#define DOMAIN_RECORDS_PRIVATE_H

#include "domain/ledger.h"
#include "domain/records.h"
#include "queries/records.h"

/* A record to be written: what happened and under which rule; the rest is worked out. */
struct record_plan {
	struct duty_id duty_id;
	struct person_id person_id;
	int64_t from_ms, to_ms;
	int64_t evidence;             /* enum attendance_evidence, the weaker end */
	bool has_site_code;           /* at both ends */
	enum record_source source;
	struct record_id replaces_id; /* 0 none */
	struct record_duty_row duty;
	struct ledger_rule rule;
	int64_t minutes, coefficient_percent, points;
	struct record_spot spot;
	struct record_verdict_line lines[SIGNAL_COUNT];
	size_t line_count;
};
/* What else the volunteer has on record within a day of a plan. A sitting is what she does for one resident without leaving her: services
 * that touch or are less than a quarter of an hour apart. However it is cut into records, no more of it counts than in one piece. */
struct record_around {
	int64_t covered_ms;  /* of the plan's time, each moment once */
	int64_t begun_ms;    /* the sitting that the plan is part of; its own beginning when it is alone */
	int64_t sitting_minutes; /* counted of the sitting's other records … */
	int64_t over_ms;         /* … and by how much they went over twice their plan */
	bool has_others;
	int64_t fastest_kmh; /* that she had to be on the way from or to any of them; -1 when no place is known */
};
MUST_USE enum fail records_look_around(const struct act *act, const struct record_plan *plan, struct record_around *ret_around);
/* Who served, and whom. */
struct record_pair { struct person_id person_id, receiver_id; };
/* Fills duty and rule; FAIL_MISSING when the duty is not there. */
MUST_USE enum fail records_plan(const struct act *act, struct record_plan *plan);
/* Minutes after the caps, coefficient, points and the signals known at the time. */
MUST_USE enum fail records_weigh(const struct act *act, struct record_plan *plan);
/* The row, its signals, its first state; its points are promised. */
MUST_USE enum fail records_write(const struct act *act, const struct record_plan *plan, struct record_id *ret_id);
MUST_USE enum fail records_reach(const struct act *act, struct record_id id, enum record_state state, struct text reason);
/* Whether somebody else than the two was asked about them, in time for what began at from_ms. */
MUST_USE enum fail records_pair_is_known(const struct act *act, const struct record_pair *pair, int64_t from_ms, bool *ret_is_known);
/* Judges how much one serves the other (SIGNAL_PAIR), where the rule of the plan has a number for it. */
MUST_USE enum fail records_judge_pair(const struct act *act, struct record_plan *plan);
/* Why a record is held, from its evidence. */
struct call_back_why records_held_why(const struct record_evidence *evidence);
MUST_USE enum fail records_signal(const struct act *act, struct record_id id, const struct record_verdict_line *line);
/* A pending record becomes final and its points are posted, less what goes over the balance cap. */
MUST_USE enum fail records_pay(const struct act *act, struct record_id id);
/* Staff whose scope holds the place. */
MUST_USE enum fail records_staff_may(const struct act *act, struct place_id place_id, bool *ret_may);
/* Whether the actor is a manager whose scope holds the place; being one elsewhere does not count. */
MUST_USE enum fail records_manager_may(const struct act *act, struct place_id place_id, bool *ret_may);
MUST_USE enum fail records_refuse(enum record_refusal refusal, enum record_refusal *ret_refusal);

/* The flags of what check-ins and check-outs left; closeness is asked for here (records_score_trace.h). */
struct score_flags;
MUST_USE enum fail records_watch_traces(const struct act *act, struct score_flags *ret_flags);

#define RECORD_ACCURACY_MOST_M 100 /* a place known less exactly says nothing (H5) */
#define RECORD_WITHIN_WORKING_DAYS 10 /* 志愿服务记录与证明出具办法, article 11 */
int64_t records_due_ms(int64_t from_ms);

#endif
