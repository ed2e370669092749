/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the files of the demonstration only.
 */
#ifndef CLI_DEMO_LOAD_H
#define CLI_DEMO_LOAD_H

#include "cli/demo.h"

/* People of residents, volunteers and staff with all that belongs to them. */
MUST_USE enum fail demo_load_people(struct demo *demo);
/* An act of the demonstration at a moment of its clock, inside a transaction. */
struct act demo_act(const struct demo *demo, struct store_txn *txn, int64_t now_ms);
#define DEMO_SCENES_MAX 40
/* The requests of scenes.tsv, row by row. */
struct demo_scenes { struct request_id ids[DEMO_SCENES_MAX]; };
/* Orders and accepts every scene of the file, the day before the demonstration ends. FAIL_INPUT, with demo->problem, when a rule refuses one. */
MUST_USE enum fail demo_scenes_begin(struct demo *demo, const struct act *day_act, struct demo_scenes *scenes);
/* Brings them to where they stand when somebody looks: asked, open, escalated. The same refusals. */
MUST_USE enum fail demo_scenes_end(struct demo *demo, const struct act *now_act, const struct demo_scenes *scenes);
#define DEMO_GOODS_MAX 16
#define DEMO_TAKEN_MAX 64
/* The goods of goods.tsv and what was taken of them so far. */
struct demo_taken { struct redemption_id id; struct person_id person_id; int32_t day; };
struct demo_shop {
	struct good_id goods[DEMO_GOODS_MAX];
	struct demo_taken taken[DEMO_TAKEN_MAX];
	size_t good_count, taken_count, done_count;
};
/* One day of the shop, which opens two months before the demonstration ends. FAIL_INPUT, with demo->problem, when a rule refuses. */
MUST_USE enum fail demo_goods_day(struct demo *demo, const struct act *day_act, struct demo_shop *shop);
/* A visit without a code, a wish for a correction and a back-fill in the last days; the calls of the year. One hour of a day; FAIL_INPUT, with
 * demo->problem, when a rule refuses. */
struct demo_records { struct request_id request_id; struct person_id volunteer_id; int64_t backfill_id; };
MUST_USE enum fail demo_records_hour(struct demo *demo, const struct act *day_act, int hour, struct demo_records *records);
/* Notes what was wrong and where; returns FAIL_INPUT. */
enum fail demo_fail(struct demo *demo, const char *problem, struct text word);

#endif
