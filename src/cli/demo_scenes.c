/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/demo_load.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/requests.h"
#include "queries/requests.h"

#define DAY_FROM_MIN (9 * 60)
#define DAY_TO_MIN (18 * 60)
#define WORDS_MIN 60 /* an order in words is for an hour */
#define VOLUNTEERS_MOST 3

/* How far a scene has come; the order of `stands` in scenes.tsv. */
enum stand { STAND_SUBMITTED = 1, STAND_AGREED, STAND_ASKED, STAND_OPEN, STAND_ESCALATED, STAND_ACCEPTED };
static const char *const stands[] = {"submitted", "agreed", "asked", "open", "escalated", "accepted", NULL};

static enum fail open_one(struct demo *demo, struct act *act, size_t row, struct request_id *ret_id);
static int64_t visit_from_ms(const struct demo *demo, size_t row, int64_t long_min);
static enum fail agree(struct demo *demo, struct act *act, size_t row, struct request_id id);
static size_t volunteers_of(struct demo *demo, size_t row, struct person_id *persons);
static enum fail refused(struct demo *demo, size_t row, enum fail fail, enum request_refusal refusal);

enum fail demo_scenes_begin(struct demo *demo, const struct act *day_act, struct demo_scenes *scenes)
{
	const struct demo_table *table = &demo->scenes;
	struct act act = *day_act;
	check(table->row_count <= COUNT_OF(scenes->ids));
	for (size_t row = 0; row < table->row_count; row++) {
		int stand = demo_word(demo_cell(table, row, "stands"), stands);
		enum request_refusal refusal = REQUEST_REFUSAL_NONE;
		if (stand == 0)
			return demo_fail(demo, "scenes: stands", demo_cell(table, row, "stands"));
		TRY(open_one(demo, &act, row, &scenes->ids[row]));
		if (stand == STAND_SUBMITTED)
			continue;
		act.actor = demo_person(demo, TEXT("S01"));
		TRY(refused(demo, row, requests_accept(&act, &(struct requests_accept_options){.id = scenes->ids[row]}, &refusal), refusal));
		if (stand == STAND_AGREED)
			TRY(agree(demo, &act, row, scenes->ids[row]));
	}
	return OK;
}

enum fail demo_scenes_end(struct demo *demo, const struct act *now_act, const struct demo_scenes *scenes)
{
	const struct demo_table *table = &demo->scenes;
	struct act act = *now_act;
	act.actor = demo_person(demo, TEXT("S01"));
	for (size_t row = 0; row < table->row_count; row++) {
		struct person_id asked[VOLUNTEERS_MOST];
		enum request_refusal refusal = REQUEST_REFUSAL_NONE;
		enum fail fail = OK;
		switch ((enum stand)demo_word(demo_cell(table, row, "stands"), stands)) {
		case STAND_ASKED:
			fail = requests_offer(&act, scenes->ids[row], asked, volunteers_of(demo, row, asked), &refusal);
			break;
		case STAND_OPEN:
			fail = requests_open_to_all(&act, scenes->ids[row], &refusal);
			break;
		case STAND_ESCALATED:
			fail = requests_escalate(&act, scenes->ids[row], demo_cell(table, row, "note"), &refusal);
			break;
		case STAND_SUBMITTED:
		case STAND_AGREED:
		case STAND_ACCEPTED:
			break;
		}
		TRY(refused(demo, row, fail, refusal));
	}
	return OK;
}

static enum fail open_one(struct demo *demo, struct act *act, size_t row, struct request_id *ret_id)
{
	const struct demo_table *table = &demo->scenes;
	struct text item = demo_cell(table, row, "item");
	struct text orderer = demo_cell(table, row, "orderer");
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	int64_t long_min = WORDS_MIN;
	for (size_t i = 0; i < demo->menu.row_count; i++) {
		if (text_equal(demo_cell(&demo->menu, i, "code"), item))
			long_min = demo_number(&demo->menu, i, "duration_min");
	}
	int64_t from_ms = visit_from_ms(demo, row, long_min);
	act->actor = demo_person(demo, orderer);
	return refused(demo, row, requests_open(act, &(struct requests_open_options){.person_id = demo_person(demo, demo_cell(table, row, "person")),
		.item_id = {demo_find(&demo->item_ids, item)}, .words = demo_cell(table, row, "words"), .wanted_from_ms = from_ms,
		.wanted_to_ms = from_ms + long_min * MINUTE_MS, .channel = text_starts_with(orderer, TEXT("S")) ? CHANNEL_PHONE : CHANNEL_WEB,
		.is_duplicate_meant = true}, &refusal, ret_id), refusal);
}

/* So many hours from now, on the half hour; what would begin or end at night begins the next morning. */
static int64_t visit_from_ms(const struct demo *demo, size_t row, int64_t long_min)
{
	int64_t from_ms = demo->today_ms + demo_number(&demo->scenes, row, "in_hours") * HOUR_MS;
	int32_t day = when_local_day(from_ms);
	int32_t from_min = (int32_t)((from_ms - when_at(day, 0)) / MINUTE_MS / 30 * 30);
	if (from_min + long_min > DAY_TO_MIN)
		return when_at(day + 1, DAY_FROM_MIN);
	return when_at(day, from_min < DAY_FROM_MIN ? DAY_FROM_MIN : from_min);
}

/* The volunteer said yes on the telephone and the hour is the one wished for. */
static enum fail agree(struct demo *demo, struct act *act, size_t row, struct request_id id)
{
	struct person_id goers[VOLUNTEERS_MOST];
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	size_t count = volunteers_of(demo, row, goers);
	for (size_t i = 0; i < count; i++)
		TRY(refused(demo, row, requests_assign(act, id, goers[i], &refusal), refusal));
	struct request_get_row request;
	bool is_found = false;
	TRY(q_request_get(act->view, act->arena, &(struct request_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &request));
	if (is_found && request.state == REQUEST_SCHEDULED)
		return OK; /* agreed by the yes already: nobody is told twice */
	return refused(demo, row, requests_schedule(act, id, 0, 0, &refusal), refusal);
}

static size_t volunteers_of(struct demo *demo, size_t row, struct person_id *persons)
{
	struct text list = demo_cell(&demo->scenes, row, "volunteers");
	size_t count = 0;
	while (list.len > 0 && count < VOLUNTEERS_MOST)
		persons[count++] = demo_person(demo, text_cut(&list, ','));
	return count;
}

/* A scene that the rules refuse is a mistake in the file: said with the refusal and the row. */
static enum fail refused(struct demo *demo, size_t row, enum fail fail, enum request_refusal refusal)
{
	if (fail != FAIL_REFUSED)
		return fail;
	demo->problem_word = demo_cell(&demo->scenes, row, "words");
	demo->problem = request_refusal_name(refusal);
	return FAIL_INPUT;
}
