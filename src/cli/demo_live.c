/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/demo_load.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/dispatch.h"
#include "domain/notices.h"
#include "domain/requests.h"
#include "queries/demo.h"

#define HISTORY_DAYS 365
#define ORDERS_PER_DAY_TENTHS 17 /* about 600 a year */
#define STORIES_MAX 400          /* going on at the same time */
#define LOOKERS 300              /* volunteers who look at the open list before it is given up */
#define PERCENT_IN_WORDS 8       /* of the orders fit no item */
#define PERCENT_SLOW 60          /* of what is going on in the last two days stands still each hour: a queue of all kinds */
#define FIRST_HOUR 8
#define LAST_HOUR 20
#define READ_DAYS 2
#define SCENES_HOUR 10 /* of the last whole day */
#define SHOP_HOUR 11

/* One request on its way: what happens next, and when. */
enum scene { SCENE_ACCEPT = 1, SCENE_REPLY, SCENE_OFFER, SCENE_ANSWER, SCENE_AGREE, SCENE_COME, SCENE_LEAVE, SCENE_CONFIRM, SCENE_RATE,
	SCENE_GIVE_UP };
struct story {
	struct request_id id;
	struct person_id orderer;
	enum scene scene;
	size_t question_row; /* what the station asked: its answer stands beside it */
	int64_t at_ms;
};

struct history {
	struct demo *demo;
	struct arena *arena; /* of one day */
	struct story stories[STORIES_MAX];
	size_t count;
	int32_t day;
	size_t orders;
	struct demo_scenes scenes;
	struct demo_shop shop;
	struct demo_records records;
	struct act act;
};

static enum fail read_work(struct store_txn *txn, void *context);
static enum fail day_work(struct store_txn *txn, void *context);
static enum fail scenes_work(struct store_txn *txn, void *context);
static enum fail order(struct history *history);
static enum fail go_on(struct history *history, struct story *story, bool *ret_is_over);
static enum fail accept(struct history *history, struct story *story);
static enum fail reply(struct history *history, struct story *story);
static enum fail offer(struct history *history, struct story *story, const struct demo_request_row *now);
static enum fail answer(struct history *history, struct story *story, const struct demo_request_row *now);
static enum fail take(struct history *history, struct story *story);
static enum fail give_up(struct history *history, struct story *story);
static enum fail agree(struct history *history, struct story *story, const struct demo_request_row *now);
static enum fail attend(struct history *history, struct story *story, const struct demo_request_row *now);
static enum fail confirm(struct history *history, struct story *story);
static enum fail rate(struct history *history, struct story *story);
static struct text sentence(struct demo *demo, struct text kind, struct text item, int64_t score);
static size_t sentence_row(struct demo *demo, struct text kind, struct text item, int64_t score);
static struct person_id person_of(const struct demo *demo, const struct demo_table *table, size_t row);
static struct person_id clerk(struct history *history);
static bool chance(struct history *history, int percent);

enum fail demo_live(struct demo *demo, size_t *ret_requests)
{
	static struct history history; /* large */
	history = (struct history){.demo = demo, .arena = arena_make(LIMIT_JOB_ARENA_BYTES)};
	int32_t today = when_local_day(demo->today_ms);
	if (history.arena == NULL)
		return FAIL_LIMIT;
	enum fail fail = OK;
	for (history.day = today - HISTORY_DAYS; history.day <= today && fail == OK; history.day++) {
		arena_reset(history.arena);
		fail = store_write(demo->house->store, day_work, &history);
	}
	arena_reset(history.arena);
	if (fail == OK)
		fail = store_write(demo->house->store, read_work, &history);
	if (fail == OK)
		fail = store_write(demo->house->store, scenes_work, &history);
	arena_free(history.arena);
	*ret_requests = history.orders;
	return fail;
}

/* Everybody has read what is older than two days. */
static enum fail read_work(struct store_txn *txn, void *context)
{
	struct history *history = context;
	const struct demo_keys *people = &history->demo->person_ids;
	struct act act = demo_act(history->demo, txn, history->demo->today_ms);
	arena_reset(history->arena);
	act.arena = history->arena;
	for (size_t i = 0; i < people->count; i++) {
		act.actor = (struct person_id){people->at[i].id};
		TRY(notices_read_until(&act, act.now_ms - READ_DAYS * DAY_MS));
	}
	return OK;
}

/* One day, hour by hour, in one write. A busy store runs a work again, so the day's changes are made on a copy. */
static enum fail day_work(struct store_txn *txn, void *context)
{
	static struct history day;
	day = *(struct history *)context;
	day.act = demo_act(day.demo, txn, 0);
	day.act.arena = day.arena;
	for (int hour = FIRST_HOUR; hour <= LAST_HOUR; hour++) {
		size_t ticked = 0;
		day.act.now_ms = when_at(day.day, hour * 60 + (int32_t)demo_dice(day.demo, 50));
		if (day.act.now_ms > day.demo->today_ms)
			break;
		day.act.actor = (struct person_id){0};
		TRY(requests_tick(&day.act, 1000, &ticked));
		if (day.day == when_local_day(day.demo->today_ms) - 1 && hour == SCENES_HOUR)
			TRY(demo_scenes_begin(day.demo, &day.act, &day.scenes));
		TRY(demo_records_hour(day.demo, &day.act, hour, &day.records));
		if (hour == SHOP_HOUR)
			TRY(demo_goods_day(day.demo, &day.act, &day.shop));
		bool is_recent = day.day >= when_local_day(day.demo->today_ms) - 1; /* enough waits for whoever looks first */
		if (is_recent || demo_dice(day.demo, 10 * (LAST_HOUR - FIRST_HOUR + 1)) < ORDERS_PER_DAY_TENTHS)
			TRY(order(&day));
		for (size_t i = 0; i < day.count; i++) {
			bool is_over = false;
			if (day.stories[i].at_ms > day.act.now_ms || (is_recent && chance(&day, PERCENT_SLOW)))
				continue;
			TRY(go_on(&day, &day.stories[i], &is_over));
			if (is_over)
				day.stories[i--] = day.stories[--day.count];
		}
	}
	*(struct history *)context = day;
	return OK;
}

static enum fail scenes_work(struct store_txn *txn, void *context)
{
	struct history *history = context;
	struct act act = demo_act(history->demo, txn, history->demo->today_ms);
	act.arena = history->arena;
	return demo_scenes_end(history->demo, &act, &history->scenes);
}

/* An elder herself, her kin, or the clerk while she rings. */
static enum fail order(struct history *history)
{
	struct demo *demo = history->demo;
	size_t menu_row = (size_t)demo_dice(demo, (int64_t)demo->menu.row_count);
	struct person_id person = person_of(demo, &demo->residents, (size_t)demo_dice(demo, (int64_t)demo->residents.row_count));
	struct person_id orderer = person;
	enum channel channel = CHANNEL_WEB;
	size_t kin_row = 0;
	bool is_in_words = chance(history, PERCENT_IN_WORDS);
	struct text item = is_in_words ? TEXT_NONE : demo_cell(&demo->menu, menu_row, "code");
	if (chance(history, 55)) {
		orderer = clerk(history);
		channel = CHANNEL_PHONE;
	} else if (chance(history, 50)) {
		kin_row = (size_t)demo_dice(demo, (int64_t)demo->kin.row_count);
		person = (struct person_id){demo_find(&demo->person_ids, demo_cell(&demo->kin, kin_row, "person"))};
		orderer = (struct person_id){demo_find(&demo->person_ids, demo_cell(&demo->kin, kin_row, "kin"))};
	}
	int32_t day = history->day + 2 + (int32_t)demo_dice(demo, 4);
	int32_t from_min = 8 * 60 + 30 + 30 * (int32_t)demo_dice(demo, 14);
	int32_t long_min = is_in_words ? 60 : (int32_t)demo_number(&demo->menu, menu_row, "duration_min");
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct request_id id;
	bool is_paid = channel == CHANNEL_WEB && orderer.value != person.value && demo_yes(&demo->kin, kin_row, "may_spend");
	history->act.actor = orderer;
	enum fail fail = requests_open(&history->act, &(struct requests_open_options){.person_id = person,
		.item_id = {is_in_words ? 0 : demo_find(&demo->item_ids, item)}, .words = sentence(demo, TEXT("request"), item, 0),
		.wanted_from_ms = when_at(day, from_min), .wanted_to_ms = when_at(day, from_min + long_min),
		.risks = sentence(demo, TEXT("risk"), TEXT_NONE, 0), .channel = channel, .is_paid = is_paid}, &refusal, &id);
	if (fail == FAIL_REFUSED) /* a duplicate, too few points: people meet that too */
		return OK;
	TRY(fail);
	history->orders++;
	if (history->count < STORIES_MAX)
		history->stories[history->count++] = (struct story){.id = id, .orderer = orderer, .scene = SCENE_ACCEPT,
			.at_ms = history->act.now_ms + (10 + demo_dice(demo, 240)) * MINUTE_MS};
	return OK;
}

static enum fail go_on(struct history *history, struct story *story, bool *ret_is_over)
{
	bool is_found = false;
	struct demo_request_row now;
	TRY(q_demo_request(history->act.view, history->arena, &(struct demo_request_in){.centre_id = history->act.centre_id, .id = story->id}, &is_found, &now));
	check(is_found);
	enum fail fail = OK;
	switch (story->scene) {
	case SCENE_ACCEPT:
		fail = accept(history, story);
		break;
	case SCENE_REPLY:
		fail = reply(history, story);
		break;
	case SCENE_OFFER:
		fail = offer(history, story, &now);
		break;
	case SCENE_ANSWER:
		fail = answer(history, story, &now);
		break;
	case SCENE_AGREE:
		fail = agree(history, story, &now);
		break;
	case SCENE_COME:
	case SCENE_LEAVE:
		fail = attend(history, story, &now);
		break;
	case SCENE_CONFIRM:
		fail = confirm(history, story);
		break;
	case SCENE_RATE:
		fail = rate(history, story);
		break;
	case SCENE_GIVE_UP:
		fail = give_up(history, story);
		break;
	}
	*ret_is_over = fail == FAIL_MISSING || request_state_is_terminal((enum request_state)now.state);
	if (fail == FAIL_REFUSED && story->scene == SCENE_GIVE_UP)
		*ret_is_over = true;
	if (fail == FAIL_REFUSED && !*ret_is_over) { /* life: it did not work out; tomorrow she rings again */
		story->scene = now.state < REQUEST_IN_SERVICE ? SCENE_GIVE_UP : SCENE_CONFIRM;
		story->at_ms = history->act.now_ms + DAY_MS;
		return OK;
	}
	return *ret_is_over ? OK : fail;
}

static enum fail accept(struct history *history, struct story *story)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	if (chance(history, 4)) {
		history->act.actor = story->orderer;
		TRY(requests_cancel(&history->act, story->id, sentence(history->demo, TEXT("cancel"), TEXT_NONE, 0), &refusal));
		return FAIL_MISSING;
	}
	history->act.actor = clerk(history);
	if (chance(history, 3)) {
		TRY(requests_reject(&history->act, story->id, sentence(history->demo, TEXT("reject"), TEXT_NONE, 0), TEXT("12345"), &refusal));
		return FAIL_MISSING;
	}
	if (chance(history, 5)) {
		story->question_row = sentence_row(history->demo, TEXT("question"), TEXT_NONE, 0);
		TRY(requests_ask(&history->act, story->id, demo_cell(&history->demo->sentences, story->question_row, "text"), &refusal));
		story->scene = SCENE_REPLY;
		story->at_ms = history->act.now_ms + (60 + demo_dice(history->demo, 600)) * MINUTE_MS;
		return OK;
	}
	TRY(requests_accept(&history->act, &(struct requests_accept_options){.id = story->id}, &refusal));
	story->scene = SCENE_OFFER;
	story->at_ms = history->act.now_ms + (5 + demo_dice(history->demo, 60)) * MINUTE_MS;
	return OK;
}

static enum fail reply(struct history *history, struct story *story)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	history->act.actor = story->orderer;
	TRY(requests_answer(&history->act, story->id, demo_cell(&history->demo->sentences, story->question_row, "more"), &refusal));
	story->scene = SCENE_ACCEPT;
	story->at_ms = history->act.now_ms + (10 + demo_dice(history->demo, 120)) * MINUTE_MS;
	return OK;
}

static enum fail offer(struct history *history, struct story *story, const struct demo_request_row *now)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct dispatch_ranking ranking;
	struct person_id asked[3];
	size_t count = 0;
	if (now->duty_id.value == 0)
		return FAIL_MISSING;
	TRY(dispatch_rank(&history->act, now->duty_id, &ranking));
	size_t wanted = chance(history, 65) ? 1 : COUNT_OF(asked);
	for (size_t i = 0; i < ranking.count && count < wanted; i++) {
		if (!ranking.candidates[i].was_asked)
			asked[count++] = ranking.candidates[i].person_id;
	}
	history->act.actor = clerk(history);
	if (count == 0 && now->state == REQUEST_ACCEPTED)
		TRY(requests_open_to_all(&history->act, story->id, &refusal));
	else if (count > 0)
		TRY(requests_offer(&history->act, story->id, asked, count, &refusal));
	story->scene = SCENE_ANSWER;
	story->at_ms = history->act.now_ms + (10 + demo_dice(history->demo, 60)) * MINUTE_MS;
	return OK;
}

static enum fail answer(struct history *history, struct story *story, const struct demo_request_row *now)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct demo_offers_rows offers;
	if (now->state == REQUEST_OPEN)
		return take(history, story);
	TRY(q_demo_offers(history->act.view, history->arena, &(struct demo_offers_in){.centre_id = history->act.centre_id, .duty_id = now->duty_id}, &offers));
	for (size_t i = 0; i < offers.count; i++) {
		history->act.actor = offers.rows[i].person_id;
		if (chance(history, 22)) {
			TRY(requests_decline_offer(&history->act, offers.rows[i].id, sentence(history->demo, TEXT("decline"), TEXT_NONE, 0), &refusal));
			continue;
		}
		TRY(requests_take_offer(&history->act, offers.rows[i].id, &refusal));
		story->scene = SCENE_AGREE;
		story->at_ms = history->act.now_ms + (10 + demo_dice(history->demo, 90)) * MINUTE_MS;
		return OK;
	}
	story->scene = SCENE_OFFER;
	story->at_ms = history->act.now_ms + 30 * MINUTE_MS;
	return OK;
}

/* Somebody among a few who happen to look takes it from the list; else it is given up tomorrow. */
static enum fail take(struct history *history, struct story *story)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct demo *demo = history->demo;
	for (int tries = 0; tries < LOOKERS; tries++) {
		history->act.actor = person_of(demo, &demo->volunteers, (size_t)demo_dice(demo, (int64_t)demo->volunteers.row_count));
		enum fail fail = requests_take(&history->act, story->id, &refusal);
		if (fail == FAIL_REFUSED)
			continue;
		TRY(fail);
		story->scene = SCENE_AGREE;
		story->at_ms = history->act.now_ms + HOUR_MS;
		return OK;
	}
	return FAIL_REFUSED;
}

static enum fail give_up(struct history *history, struct story *story)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	history->act.actor = story->orderer;
	TRY(requests_cancel(&history->act, story->id, sentence(history->demo, TEXT("cancel"), TEXT_NONE, 0), &refusal));
	return FAIL_MISSING;
}

static enum fail agree(struct history *history, struct story *story, const struct demo_request_row *now)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct demo_goers_rows goers;
	TRY(q_demo_goers(history->act.view, history->arena, &(struct demo_goers_in){.centre_id = history->act.centre_id, .duty_id = now->duty_id}, &goers));
	if (goers.count == 0 || now->state < REQUEST_CLAIMED) { /* a second person is still needed */
		story->scene = SCENE_OFFER;
		story->at_ms = history->act.now_ms + HOUR_MS;
		return OK;
	}
	history->act.actor = goers.rows[0].person_id;
	if (now->state == REQUEST_CLAIMED)
		TRY(requests_schedule(&history->act, story->id, now->from_ms, now->to_ms, &refusal));
	story->scene = SCENE_COME;
	story->at_ms = now->from_ms - 10 * MINUTE_MS;
	return OK;
}

/* Everybody who goes checks in with the card's code, and later out with a report. */
static enum fail attend(struct history *history, struct story *story, const struct demo_request_row *now)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct demo_goers_rows goers;
	char code[7];
	bool is_coming = story->scene == SCENE_COME;
	TRY(q_demo_goers(history->act.view, history->arena, &(struct demo_goers_in){.centre_id = history->act.centre_id, .duty_id = now->duty_id}, &goers));
	TRY(requests_card_code(&history->act, now->person_id, code));
	for (size_t i = 0; i < goers.count; i++) {
		struct requests_attend_options options = {.id = story->id, .code = text_of(code)};
		history->act.actor = goers.rows[i].person_id;
		if (is_coming) {
			TRY(requests_check_in(&history->act, &options, &refusal));
			continue;
		}
		options.note = sentence(history->demo, TEXT("report"), TEXT_NONE, 0);
		TRY(requests_check_out(&history->act, &options, &refusal));
	}
	story->scene = is_coming ? SCENE_LEAVE : SCENE_CONFIRM;
	story->at_ms = history->act.now_ms + (is_coming ? now->duration_min * MINUTE_MS : (30 + demo_dice(history->demo, 600)) * MINUTE_MS);
	return OK;
}

static enum fail confirm(struct history *history, struct story *story)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	if (chance(history, 15))
		return FAIL_MISSING; /* the clock confirms after three days */
	history->act.actor = story->orderer;
	TRY(requests_confirm(&history->act, story->id, TEXT_NONE, &refusal));
	story->scene = SCENE_RATE;
	story->at_ms = history->act.now_ms + (20 + demo_dice(history->demo, 900)) * MINUTE_MS;
	return OK;
}

static enum fail rate(struct history *history, struct story *story)
{
	static const int32_t scores[] = {5, 5, 5, 5, 5, 4, 4, 4, 3, 2};
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	int32_t score = scores[demo_dice(history->demo, COUNT_OF(scores))];
	if (chance(history, 40))
		return FAIL_MISSING; /* most people do not rate */
	history->act.actor = story->orderer;
	TRY(requests_rate(&history->act, story->id, score, sentence(history->demo, TEXT("rating"), TEXT_NONE, score), &refusal));
	return FAIL_MISSING;
}

/* The words of a sentence that fits; empty when there is none. */
static struct text sentence(struct demo *demo, struct text kind, struct text item, int64_t score)
{
	size_t row = sentence_row(demo, kind, item, score);
	return row < demo->sentences.row_count ? demo_cell(&demo->sentences, row, "text") : TEXT_NONE;
}

/* The first row from a random one on whose kind, item (or any) and score fit; row_count when none does. An order's words are of its own item. */
static size_t sentence_row(struct demo *demo, struct text kind, struct text item, int64_t score)
{
	const struct demo_table *rows = &demo->sentences;
	size_t start = (size_t)demo_dice(demo, (int64_t)rows->row_count);
	bool is_request = text_equal(kind, TEXT("request"));
	for (size_t i = 0; i < rows->row_count; i++) {
		size_t row = (start + i) % rows->row_count;
		struct text for_item = demo_cell(rows, row, "item");
		bool is_fitting = text_equal(for_item, item) || (for_item.len == 0 && !is_request);
		if (text_equal(demo_cell(rows, row, "kind"), kind) && is_fitting && (score == 0 || demo_number(rows, row, "score") == score))
			return row;
	}
	return rows->row_count;
}

static struct person_id person_of(const struct demo *demo, const struct demo_table *table, size_t row)
{
	return demo_person(demo, demo_cell(table, row, "key"));
}

static struct person_id clerk(struct history *history)
{
	return person_of(history->demo, &history->demo->staff, (size_t)demo_dice(history->demo, 2));
}

static bool chance(struct history *history, int percent)
{
	return demo_dice(history->demo, 100) < percent;
}
