/* SPDX-License-Identifier: Apache-2.0
 *
 * Every step of the wheel, with the first, second, third … statement, commit
 * or allocation of it failing, until it has none left to fail. What failed
 * left nothing behind: the books follow from the facts, and the same step done
 * again succeeds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "domain/audit.h"
#include "domain/dispatch.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/settings.h"
#include "domain/shop.h"
#include "queries/demo.h"
#include "town.h"

enum verb { ORDER, ORDER_PAID, ACCEPT, ASK, ANSWER, OFFER, TAKE, DECLINE, OPEN_UP, TAKE_OPEN, COME, LEAVE, CONFIRM, RATE, CANCEL, DISPUTE, RELEASE, SUSPEND,
	RESUME, TICK, ROLL, GOOD_OFFER, GOOD_COUNT, GOOD_TAKE, GOOD_HAND_OUT, GOOD_CANCEL, GOOD_LAPSE, DONATE_OF,
	CODE_ASKED, CODE_TAKEN, CODE_AGAIN, CODE_SENT, CODE_MISSED, CODE_TOLD, CODE_UNWANTED };
struct step { enum town_person actor; enum verb verb; int after_min; };
#define CLOCK TOWN_PEOPLE

static const struct step story[] = {
	{DAUGHTER, ORDER, 0}, {CLERK, ASK, 0}, {DAUGHTER, ANSWER, 0}, {CLERK, ACCEPT, 5}, {CLERK, OFFER, 0},
	{FIRST, DECLINE, 5}, {SECOND, TAKE, 0}, {SECOND, COME, 180}, {SECOND, LEAVE, 60}, {ELDER, CONFIRM, 5},
	{DAUGHTER, RATE, 0}, {SECOND, ORDER_PAID, 5}, {SECOND, CANCEL, 0}, {SECOND, ORDER_PAID, 5}, {CLERK, ACCEPT, 0},
	{CLERK, OPEN_UP, 0}, {FIRST, TAKE_OPEN, 0}, {FIRST, RELEASE, 0}, {CLERK, SUSPEND, 0}, {CLERK, RESUME, 0},
	{CLERK, OFFER, 0}, {FIRST, TAKE, 0}, {FIRST, COME, 160}, {FIRST, LEAVE, 60}, {FATHER, DISPUTE, 5},
	{CLERK, OFFER, 5}, {CLOCK, TICK, 180}, {CLOCK, ROLL, 0}, {CLERK, OPEN_UP, 5},
	{MANAGER, GOOD_OFFER, 5}, {CLERK, GOOD_COUNT, 0}, {SECOND, GOOD_TAKE, 0}, {CLERK, GOOD_HAND_OUT, 5}, {SECOND, GOOD_TAKE, 0}, {SECOND, GOOD_CANCEL, 5},
	{SECOND, GOOD_TAKE, 0}, {CLOCK, GOOD_LAPSE, 15 * 24 * 60}, {FIRST, DONATE_OF, 5},
	{DAUGHTER, ORDER, 5}, {CLERK, ACCEPT, 0}, {CLERK, OFFER, 0}, {FIRST, TAKE, 0}, {FIRST, COME, 180}, {FIRST, LEAVE, 60},
	{FIRST, CODE_ASKED, 5}, {CLOCK, CODE_TAKEN, 0}, {CLOCK, CODE_AGAIN, 0}, {CLOCK, CODE_TAKEN, 1}, {CLOCK, CODE_SENT, 0},
	{FIRST, CODE_MISSED, 0}, {FIRST, CODE_TOLD, 0}, {ELDER, CODE_UNWANTED, 0},
};

enum kind { STATEMENT, COMMIT, ALLOCATION, KINDS };

struct playing {
	struct town town;
	const struct step *step;
	struct request_id request_id;
	struct organisation_id team_id; /* FIRST leads it */
	struct good_id good_id;
	enum request_refusal refusal;
	enum shop_refusal shop_refusal;
	struct message_taken taken[MESSAGES_AT_ONCE];
	uint64_t allocation; /* the nth of the work fails; 0 = none */
};

static enum fail offer_of(const struct act *act, const struct playing *playing, struct offer_id *ret_id)
{
	struct demo_request_row now;
	struct demo_offers_rows offers;
	bool is_found = false;
	*ret_id = (struct offer_id){0};
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = playing->request_id}, &is_found, &now));
	TRY(q_demo_offers(act->view, act->arena, &(struct demo_offers_in){.centre_id = act->centre_id, .duty_id = now.duty_id}, &offers));
	for (size_t i = 0; i < offers.count; i++) {
		if (offers.rows[i].person_id.value == act->actor.value)
			*ret_id = offers.rows[i].id;
	}
	return OK;
}

static enum fail order(const struct act *act, struct playing *playing, bool is_paid)
{
	struct request_id id = {0};
	int64_t from_ms = act->now_ms + 3 * HOUR_MS;
	TRY(requests_open(act, &(struct requests_open_options){.person_id = playing->town.people[is_paid ? FATHER : ELDER], .item_id = playing->town.item_id,
		.channel = CHANNEL_WEB, .wanted_from_ms = from_ms, .wanted_to_ms = from_ms + HOUR_MS, .is_paid = is_paid, .is_duplicate_meant = true},
		&playing->refusal, &id));
	playing->request_id = id;
	return OK;
}

static enum fail attend(const struct act *act, struct playing *playing)
{
	struct demo_request_row now;
	bool is_found = false;
	char code[7];
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = playing->request_id}, &is_found, &now));
	TRY(requests_card_code(act, now.person_id, code));
	struct requests_attend_options options = {.id = playing->request_id, .code = text_of(code), .note = TEXT("好")};
	return playing->step->verb == COME ? requests_check_in(act, &options, &playing->refusal) : requests_check_out(act, &options, &playing->refusal);
}

static enum fail play_desk(const struct act *act, struct playing *playing)
{
	struct request_id id = playing->request_id;
	const struct person_id both[] = {playing->town.people[FIRST], playing->town.people[SECOND]};
	enum request_refusal *refusal = &playing->refusal;
	bool is_for_father = playing->step > &story[11]; /* nobody serves her own father's order of her own points here */
	switch (playing->step->verb) {
	case ACCEPT:
		return requests_accept(act, &(struct requests_accept_options){.id = id}, refusal);
	case ASK:
		return requests_ask(act, id, TEXT("几楼?"), refusal);
	case OFFER:
		return requests_offer(act, id, both, is_for_father ? 1 : 2, refusal);
	case OPEN_UP:
		return requests_open_to_all(act, id, refusal);
	case SUSPEND:
		return requests_suspend(act, id, TEXT("住院"), act->now_ms + DAY_MS, refusal);
	default:
		return requests_resume(act, id, refusal);
	}
}

/* A team, an open shop, a telephone that messages may go to; nothing fails here. */
static enum fail prepare(const struct act *act, void *context)
{
	struct playing *playing = context;
	enum people_refusal people_refusal = PEOPLE_OK;
	struct settings settings;
	enum setting_refusal setting_refusal = SETTING_OK;
	enum setting which;
	enum organisation_refusal refusal = ORGANISATION_OK;
	TRY(settings_read(act, &settings));
	settings.values[SETTING_SHOP] = 1;
	TRY(settings_choose(act, &settings, &setting_refusal, &which));
	TRY(people_change(act, playing->town.people[ELDER], &(struct people_options){.name = TEXT("陈桂兰"), .place_id = playing->town.place_id,
		.phone = TEXT("13805360001"), .lng_e6 = 118826000, .lat_e6 = 36714000}, &people_refusal));
	TRY(organisations_add(act, &(struct organisations_add_options){.name = TEXT("面包房"), .kind = ORGANISATION_MERCHANT, .status = ORGANISATION_STREET_FILED,
		.place_id = playing->town.place_id}, &refusal, &playing->team_id));
	TRY(organisations_join(act, playing->team_id, playing->town.people[FIRST], &refusal));
	return organisations_lead(act, playing->team_id, playing->town.people[FIRST], true, &refusal);
}

/* Ids are the client's: a step that is done again does it under the same. */
static enum fail play_shop(const struct act *act, struct playing *playing)
{
	int64_t nth = playing->step - story;
	struct redemption_id taken = {5000 + nth - 1}; /* by the step before */
	enum shop_refusal *refusal = &playing->shop_refusal;
	enum give_refusal give_refusal = GIVE_OK;
	size_t done = 0;
	switch (playing->step->verb) {
	case GOOD_OFFER:
		return shop_offer(act, (struct event_id){5000 + nth}, &(struct shop_good_options){.provider_id = playing->team_id, .place_id = playing->town.place_id,
			.title = TEXT("面包"), .given = TEXT("一个"), .pick_up = TEXT("服务站"), .price_points = 10, .month_limit = 5, .stock = 4}, refusal, &playing->good_id);
	case GOOD_COUNT:
		return shop_count(act, (struct event_id){5000 + nth}, playing->good_id, -1, TEXT("坏了"), refusal);
	case GOOD_TAKE:
		return shop_take(act, &(struct shop_take_options){{5000 + nth}, playing->good_id, playing->town.people[SECOND], 1, 0, 0}, refusal);
	case GOOD_HAND_OUT:
		return shop_hand_out(act, &(struct shop_hand_out_options){.id = taken, .seen = TEXT("看了身份证")}, refusal);
	case GOOD_CANCEL:
		return shop_cancel(act, taken, TEXT_NONE, refusal);
	case GOOD_LAPSE:
		return shop_tick(act, &done);
	default:
		return ledger_donate_of_organisation(act, (struct transfer_id){5000 + nth}, playing->team_id, 10, &give_refusal);
	}
}

/* A message on its way, as the sender's writes and the pages' go. */
static enum fail play_message(const struct act *act, struct playing *playing)
{
	enum message_refusal refusal = MESSAGE_OK;
	const struct message_taken *taken = &playing->taken[0];
	size_t count = 0;
	switch (playing->step->verb) {
	case CODE_ASKED:
		return requests_send_code(act, playing->request_id, &(struct messages_options){.has_gateway = true, .address = TEXT("203.0.113.7")}, &refusal);
	case CODE_TAKEN:
		TRY(messages_take(act, playing->taken, &count));
		check(count == 1 && strcmp(taken->number, "13805360001") == 0);
		return OK;
	case CODE_AGAIN:
		return messages_settle(act, taken->id, taken->tries, MESSAGE_END_AGAIN);
	case CODE_SENT:
		return messages_settle(act, taken->id, taken->tries, MESSAGE_END_SENT);
	case CODE_MISSED:
		return messages_miss(act, playing->request_id);
	case CODE_TOLD:
		return requests_confirm(act, playing->request_id, text_of(taken->code), &playing->refusal);
	default:
		return messages_wish(act, act->actor, false, &refusal);
	}
}

static enum fail play(const struct act *act, void *context)
{
	struct playing *playing = context;
	struct request_id id = playing->request_id;
	struct offer_id offer_id;
	size_t done = 0;
	playing->refusal = REQUEST_REFUSAL_NONE;
	arena_fail_at(act->arena, playing->allocation);
	if (playing->step->verb >= CODE_ASKED)
		return play_message(act, playing);
	if (playing->step->verb >= GOOD_OFFER)
		return play_shop(act, playing);
	switch (playing->step->verb) {
	case ORDER:
	case ORDER_PAID:
		return order(act, playing, playing->step->verb == ORDER_PAID);
	case ANSWER:
		return requests_answer(act, id, TEXT("五楼"), &playing->refusal);
	case TAKE:
		TRY(offer_of(act, playing, &offer_id));
		return requests_take_offer(act, offer_id, &playing->refusal);
	case DECLINE:
		TRY(offer_of(act, playing, &offer_id));
		return requests_decline_offer(act, offer_id, TEXT("有事"), &playing->refusal);
	case TAKE_OPEN:
		return requests_take(act, id, &playing->refusal);
	case COME:
	case LEAVE:
		return attend(act, playing);
	case CONFIRM:
		return requests_confirm(act, id, TEXT_NONE, &playing->refusal);
	case RATE:
		return requests_rate(act, id, 5, TEXT("好"), &playing->refusal);
	case CANCEL:
		return requests_cancel(act, id, TEXT("不需要了"), &playing->refusal);
	case DISPUTE:
		return requests_dispute(act, id, TEXT("没有来"), &playing->refusal);
	case RELEASE:
		return requests_release(act, id, TEXT("临时有事"), &playing->refusal);
	case TICK:
		return requests_tick(act, 100, &done);
	case ROLL:
		return dispatch_roll(act, &done);
	default:
		return play_desk(act, playing);
	}
}

static void tell(void *context UNUSED, const struct ledger_difference *difference)
{
	(void)printf("  %s row %lld column %s\n", difference->table, (long long)difference->id, difference->column);
}

static enum fail audit(const struct act *act, void *context)
{
	size_t tree = 0;
	TRY(audit_run(act, false, tell, NULL, context));
	TRY(audit_proof(act, tell, NULL, &tree));
	*(size_t *)context += tree;
	return OK;
}

/* One step until it has nothing left to fail; the number of failures. -1: it broke. */
static int64_t exhaust(struct playing *playing, enum kind kind)
{
	static const enum fail fails[KINDS] = {FAIL_STORE, FAIL_NO_SPACE, FAIL_LIMIT};
	struct request_id before = playing->request_id;
	for (uint64_t nth = 1; nth < 100000; nth++) {
		size_t differences = 0;
		uint64_t version = store_version(playing->town.house.store);
		playing->request_id = before;
		playing->allocation = kind == ALLOCATION ? nth : 0;
		if (kind != ALLOCATION)
			store_fail_at(playing->town.house.store, kind == STATEMENT ? STORE_FAULT_STATEMENT : STORE_FAULT_COMMIT, nth, fails[kind]);
		enum fail fail = town_write(&playing->town, playing->step->actor, play, playing);
		store_fail_at(playing->town.house.store, kind == COMMIT ? STORE_FAULT_COMMIT : STORE_FAULT_STATEMENT, 0, FAIL_STORE);
		bool is_swallowed = fail == OK && arena_is_exhausted(playing->town.house.arena); /* done, but with what could not be made */
		arena_reset(playing->town.house.arena);
		if (fail == OK && !is_swallowed)
			return (int64_t)nth - 1;
		bool is_expected = !is_swallowed && fail == fails[kind] && store_version(playing->town.house.store) == version;
		if (is_expected && nth % 16 == 1)
			is_expected = town_read(&playing->town, audit, &differences) == OK && differences == 0;
		if (!is_expected) {
			(void)printf("step %d, failure %llu: answered %s (%s), %zu differences\n", (int)(playing->step - story), (unsigned long long)nth, fail_name(fail),
				request_refusal_name(playing->refusal), differences);
			return -1;
		}
		arena_reset(playing->town.house.arena);
	}
	return -1;
}

int main(int count, char **words)
{
	static const char *const names[KINDS] = {"statement", "commit", "allocation"};
	static struct playing playing;
	int64_t failures = 0;
	size_t differences = 0;
	enum kind kind = STATEMENT;
	while (count == 2 && kind < KINDS && strcmp(names[kind], words[1]) != 0)
		kind++;
	if (count != 2 || kind == KINDS)
		return 2;
	town_open(&playing.town);
	if (getenv("NOISE") == NULL && freopen("/dev/null", "w", stderr) == NULL) /* each failure is told of in the log */
		return 2;
	check(town_write(&playing.town, MANAGER, prepare, &playing) == OK);
	for (size_t i = 0; i < COUNT_OF(story); i++) {
		playing.step = &story[i];
		playing.town.now_ms += story[i].after_min * MINUTE_MS;
		int64_t made = exhaust(&playing, kind);
		if (made < 0)
			return 1;
		failures += made;
	}
	check(town_read(&playing.town, audit, &differences) == OK);
	(void)printf("%s: %lld failures in %zu steps, %zu differences\n", names[kind], (long long)failures, COUNT_OF(story), differences);
	town_close(&playing.town);
	return differences != 0 || failures == 0;
}
