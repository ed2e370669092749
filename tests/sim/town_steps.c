/* SPDX-License-Identifier: Apache-2.0
 *
 * The steps of one service, each played with the verbs of the domain in one
 * transaction, then written into the town's own book and compared.
 */
#include <stdlib.h>
#include <string.h>

#include "domain/ledger.h"
#include "queries/demo.h"
#include "queries/records.h"
#include "townsfolk.h"

#define NOTE TEXT("好")

/* One step under way: what came of it. `expected`: a verb that has to be refused (a trick), and what it was refused with. */
struct doing {
	struct service *service;
	int by, recorder[2];
	bool on_card, is_final[2], has_code[2];
	enum request_refusal refusal, trick_refusal;
	const char *verb;
};

static bool before(const struct event *a, const struct event *b)
{
	return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

void steps_push(struct town *town, int service, enum step step, int64_t at_ms)
{
	if (town->heap_count == town->heap_most) {
		town->heap_most = town->heap_most == 0 ? 4096 : town->heap_most * 2;
		town->heap = reallocarray(town->heap, town->heap_most, sizeof(town->heap[0]));
		check(town->heap != NULL);
	}
	struct event event = {at_ms, town->order++, service, step};
	size_t at = town->heap_count++;
	while (at > 0 && before(&event, &town->heap[(at - 1) / 2])) {
		town->heap[at] = town->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	town->heap[at] = event;
}

static struct event pop(struct town *town)
{
	struct event first = town->heap[0];
	struct event last = town->heap[--town->heap_count];
	size_t at = 0;
	for (size_t next = 1; next < town->heap_count; next = 2 * at + 1) {
		next += next + 1 < town->heap_count && before(&town->heap[next + 1], &town->heap[next]);
		if (!before(&town->heap[next], &last))
			break;
		town->heap[at] = town->heap[next];
		at = next;
	}
	town->heap[at] = last;
	return first;
}

struct service *town_service(struct town *town)
{
	if (town->service_count == town->service_most) { /* reserved once, so that what points into it stays */
		check(town->service_most == 0);
		town->service_most = (town->days + 10) * 1200;
		town->services = calloc((size_t)town->service_most, sizeof(town->services[0]));
		check(town->services != NULL);
	}
	struct service *service = &town->services[town->service_count++];
	*service = (struct service){.payer = NOBODY, .phone = NOBODY, .goers = {NOBODY, NOBODY}, .records = {NOBODY, NOBODY}};
	return service;
}

#define DO(verb_name, call) do { doing->verb = verb_name; TRY(call); } while (false)

static enum fail send_one(const struct act *act, struct town *town, struct doing *doing, int who)
{
	struct service *service = doing->service;
	struct act desk = town_as(town, act, service->clerk);
	struct act hers = town_as(town, act, who);
	struct demo_request_row now;
	struct demo_offers_rows offers;
	bool is_found = false;
	if (service->is_open_list) {
		DO("open_to_all", requests_open_to_all(&desk, service->id, &doing->refusal));
		DO("take", requests_take(&hers, service->id, &doing->refusal));
		return OK;
	}
	if (!town->people[who].has_phone || service->going > 1) { /* she said yes on the telephone */
		DO("assign", requests_assign(&desk, service->id, town->people[who].id, &doing->refusal));
		return OK;
	}
	DO("offer", requests_offer(&desk, service->id, &town->people[who].id, 1, &doing->refusal));
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = service->id}, &is_found, &now));
	TRY(q_demo_offers(act->view, act->arena, &(struct demo_offers_in){.centre_id = act->centre_id, .duty_id = now.duty_id}, &offers));
	check(offers.count == 1);
	DO("take_offer", requests_take_offer(&hers, offers.rows[0].id, &doing->refusal));
	return OK;
}

/* Somebody goes, at an hour. */
static enum fail send(const struct act *act, struct town *town, struct doing *doing)
{
	struct service *service = doing->service;
	struct act hers = town_as(town, act, service->goers[0]);
	int64_t long_ms = town->items[service->item].duration_min * MINUTE_MS;
	for (int i = 0; i < service->going; i++)
		TRY(send_one(act, town, doing, service->goers[i]));
	if (!service->is_exact || service->is_second)
		DO("schedule", requests_schedule(&hers, service->id, service->from_ms, service->from_ms + long_ms, &doing->refusal));
	return OK;
}

static enum fail do_order(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	struct service *service = doing->service;
	const struct village_item *item = &town->items[service->item];
	struct act orderer = town_as(town, act, service->orderer);
	struct act desk = town_as(town, act, service->clerk);
	bool is_staff = service->orderer >= STAFF_FIRST;
	int64_t day_ms = service->from_ms - (service->from_ms + 8 * HOUR_MS) % DAY_MS;
	struct requests_open_options options = {.person_id = town->people[service->receiver].id, .item_id = item->id,
		.channel = is_staff ? CHANNEL_PHONE : CHANNEL_WEB, .is_paid = service->payer >= 0, .is_duplicate_meant = true,
		.payer_id = service->payer >= 0 ? town->people[service->payer].id : (struct person_id){0}, .wanted_from_ms = service->from_ms,
		.wanted_to_ms = service->from_ms + (item->duration_min + 15) * MINUTE_MS};
	if (!service->is_exact) {
		options.wanted_from_ms = day_ms + 7 * HOUR_MS > act->now_ms + HOUR_MS ? day_ms + 7 * HOUR_MS : act->now_ms + HOUR_MS + MINUTE_MS;
		options.wanted_to_ms = day_ms + 22 * HOUR_MS;
	}
	DO("open", requests_open(&orderer, &options, &doing->refusal, &service->id));
	DO("accept", requests_accept(&desk, &(struct requests_accept_options){.id = service->id}, &doing->refusal));
	return send(act, town, doing);
}

static enum fail do_cancel(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	struct act orderer = town_as(town, act, doing->service->orderer);
	DO("cancel", requests_cancel(&orderer, doing->service->id, TEXT("不需要了"), &doing->refusal));
	return OK;
}

/* She cannot come after all, and somebody else goes (goers[0] by now; `by` is she). */
static enum fail do_release(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	struct act hers = town_as(town, act, doing->by);
	DO("release", requests_release(&hers, doing->service->id, TEXT("临时有事"), &doing->refusal));
	return send(act, town, doing);
}

/* Who puts it down: herself with the code, or the desk. */
static enum fail attend(const struct act *act, struct town *town, struct doing *doing, int i, bool is_in)
{
	struct service *service = doing->service;
	bool is_late = service->entry == ENTRY_LATE || (service->entry == ENTRY_OUT_LATE && !is_in);
	bool is_by_desk = is_late || service->entry == ENTRY_PHONE || !town->people[service->goers[i]].has_phone;
	struct act who = town_as(town, act, is_by_desk ? service->clerk : service->goers[i]);
	struct requests_attend_options options = {.id = service->id, .note = is_in ? TEXT_NONE : NOTE};
	char code[7];
	doing->recorder[i] = is_by_desk ? service->clerk : service->goers[i];
	if (is_by_desk) {
		options.person_id = town->people[service->goers[i]].id;
		options.at_ms = is_in ? service->in_ms : service->out_ms;
	} else if (service->entry == ENTRY_OWN_WORD) {
		options.is_own_word = true;
	} else {
		TRY(requests_card_code(act, town->people[service->receiver].id, code));
		options.code = text_of(code);
	}
	if (!is_by_desk)
		options.device = arena_format(act->arena, "telephone of %d", service->phone != NOBODY ? service->phone : service->goers[i]);
	if (!is_by_desk && !is_in)
		options.spot = service->spot;
	doing->has_code[i] = !is_by_desk && service->entry == ENTRY_CODE;
	if (is_in)
		DO("check_in", requests_check_in(&who, &options, &doing->refusal));
	else
		DO("check_out", requests_check_out(&who, &options, &doing->refusal));
	return OK;
}

static enum fail do_in(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	for (int i = 0; i < doing->service->going; i++)
		TRY(attend(act, town, doing, i, true));
	return OK;
}

static enum fail do_out(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	for (int i = 0; i < doing->service->going; i++)
		TRY(attend(act, town, doing, i, false));
	return OK;
}

static enum fail do_late(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	if (doing->service->entry == ENTRY_LATE)
		TRY(do_in(act, town, context));
	return do_out(act, town, doing);
}

static enum fail find_records(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	struct service *service = doing->service;
	struct demo_request_row now;
	bool is_found = false;
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = service->id}, &is_found, &now));
	check(is_found);
	service->duty_id = now.duty_id;
	for (int i = 0; i < service->going; i++) {
		struct record_of_row record;
		TRY(q_record_of(act->view, act->arena, &(struct record_of_in){.centre_id = act->centre_id, .duty_id = now.duty_id,
			.person_id = town->people[service->goers[i]].id}, &is_found, &record));
		check(is_found && service->records[i] != NOBODY);
		town->records[service->records[i]].id = record.id;
	}
	return OK;
}

static enum fail see_records(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	for (int i = 0; i < doing->service->going; i++) {
		struct record_get_row row;
		bool is_found = false;
		TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id,
			.id = town->records[doing->service->records[i]].id}, &is_found, &row));
		check(is_found);
		doing->is_final[i] = row.state == RECORD_FINAL;
	}
	return OK;
}

static enum fail do_word(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	struct act who = town_as(town, act, doing->by);
	char code[7];
	if (doing->on_card)
		TRY(requests_confirm_code(act, doing->service->id, code));
	DO("confirm", requests_confirm(&who, doing->service->id, doing->on_card ? text_of(code) : TEXT_NONE, &doing->refusal));
	return see_records(act, town, context);
}

static enum fail do_dispute(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	struct act who = town_as(town, act, doing->service->receiver);
	DO("dispute", requests_dispute(&who, doing->service->id, TEXT("没做完"), &doing->refusal));
	return OK;
}

static enum fail do_again(const struct act *act, struct town *town, void *context)
{
	return send(act, town, context);
}

static enum fail do_rate(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	struct act who = town_as(town, act, doing->service->receiver);
	DO("rate", requests_rate(&who, doing->service->id, doing->service->score, life_words(town, act->arena, doing->service),
		&doing->refusal));
	if (doing->service->score <= 2)
		DO("reopen", requests_reopen(&who, doing->service->id, TEXT("没做完"), &doing->refusal));
	return OK;
}

/* A trick that a verb refuses: what is refused counts as stopped, anything else as posted. */
static void try_trick(struct town *town, struct doing *doing, town_work *work)
{
	enum hard hard = doing->service->hard;
	enum fail fail = town_write(town, work, doing);
	town->figures.tried[hard]++;
	if (fail == FAIL_REFUSED)
		town->figures.stopped[hard]++;
	else
		town->figures.posted[hard]++;
	doing->refusal = REQUEST_REFUSAL_NONE;
}

static enum fail trick_in(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	struct act who = town_as(town, act, doing->service->goers[0]);
	return requests_check_in(&who, &(struct requests_attend_options){.id = doing->service->id, .code = TEXT("00000x")}, &doing->refusal);
}

static enum fail trick_assign(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	struct act desk = town_as(town, act, doing->service->clerk);
	return requests_assign(&desk, doing->service->id, town->people[doing->by].id, &doing->refusal);
}

static enum fail trick_word(const struct act *act, struct town *town, void *context)
{
	struct doing *doing = context;
	struct act who = town_as(town, act, doing->service->goers[0]);
	return requests_confirm(&who, doing->service->id, TEXT_NONE, &doing->refusal);
}

/* Plays a work; false when it was refused (which is wrong) or a trick was tried instead. */
static bool play(struct town *town, struct doing *doing, town_work *work)
{
	enum fail fail = town_write(town, work, doing);
	check(fail == OK || fail == FAIL_REFUSED);
	if (fail == OK)
		return true;
	town->figures.refused++;
	town_wrong(town, doing->service, doing->verb, 0, doing->refusal);
	return false;
}

static void play_order(struct town *town, struct service *service, int number)
{
	struct doing doing = {.service = service};
	const struct citizen *receiver = &town->people[service->receiver];
	const struct village_item *item = &town->items[service->item];
	if (service->payer >= 0 && town->people[service->payer].posted - town->people[service->payer].held < item->price_points)
		service->payer = NOBODY;
	if (service->payer >= 0 && (receiver->is_hardship || item->price_points == 0))
		service->payer = NOBODY;
	if (!play(town, &doing, do_order))
		return;
	if (receiver->is_hardship && item->price_points > 0 && town->pool_posted - town->pool_held >= item->price_points)
		service->payer = POOL;
	if (service->payer != NOBODY) {
		service->price = item->price_points;
		service->payment = PAY_HELD;
		*(service->payer == POOL ? &town->pool_held : &town->people[service->payer].held) += service->price;
	}
	service->state = REQUEST_SCHEDULED;
	if (service->hard == HARD_CAPACITY) {
		doing.by = life_volunteer(town, service->from_ms, service->out_ms, receiver->place, service->goers[0]);
		try_trick(town, &doing, trick_assign);
	}
	if (service->is_cancelled) {
		steps_push(town, number, STEP_CANCEL, town->now_ms + (service->from_ms - town->now_ms) / 2);
		return;
	}
	if (service->is_released)
		steps_push(town, number, STEP_RELEASE, town->now_ms + (service->from_ms - town->now_ms) / 2);
	if (service->entry != ENTRY_LATE)
		steps_push(town, number, STEP_IN, service->in_ms);
	if (service->entry == ENTRY_LATE || service->entry == ENTRY_OUT_LATE)
		steps_push(town, number, STEP_LATE, service->entry_ms);
	else
		steps_push(town, number, STEP_OUT, service->out_ms);
}

static void play_in(struct town *town, struct service *service)
{
	struct doing doing = {.service = service};
	if (service->hard == HARD_GHOST) {
		try_trick(town, &doing, trick_in);
		steps_push(town, (int)(service - town->services), STEP_CANCEL, town->now_ms + DAY_MS);
		return;
	}
	if (play(town, &doing, do_in))
		service->state = REQUEST_IN_SERVICE;
}

static void play_out(struct town *town, struct service *service, int number, enum step step)
{
	struct doing doing = {.service = service};
	if (!play(town, &doing, step == STEP_LATE ? do_late : do_out))
		return;
	service->state = REQUEST_SERVED;
	town->figures.served++;
	for (int i = 0; i < service->going; i++)
		service->records[i] = book_record(town, number, service->goers[i], doing.recorder[i], doing.has_code[i]);
	check(town_read(town, find_records, &doing) == OK);
	if (service->hard == HARD_TWICE)
		try_trick(town, &doing, do_out);
	int64_t wait_ms = service->word_ms > MINUTE_MS / 12 ? service->word_ms : MINUTE_MS / 12;
	if (service->is_disputed)
		steps_push(town, number, STEP_DISPUTE, town->now_ms + wait_ms);
	else
		steps_push(town, number, STEP_WORD, town->now_ms + (service->word == WORD_NEVER ? 3 * DAY_MS : wait_ms));
}

static void finish(struct town *town, struct service *service, struct doing *doing, int number)
{
	book_finish(town, service, doing->by, doing->on_card, doing->is_final);
	service->state = REQUEST_CONFIRMED;
	town->finished_today++;
	steps_push(town, number, STEP_RATE, town->now_ms + (service->score != 0 ? HOUR_MS + town_draw(town, DAY_MS) : 7 * DAY_MS));
}

static void play_word(struct town *town, struct service *service, int number)
{
	struct doing doing = {.service = service, .by = service->receiver, .on_card = service->word == WORD_CARD};
	if (service->word == WORD_NEVER) { /* the clock did, in the tick at this moment */
		doing.by = NOBODY;
		desk_tick(town);
		check(town_read(town, see_records, &doing) == OK);
		finish(town, service, &doing, number);
		return;
	}
	if (service->hard == HARD_SELF)
		try_trick(town, &doing, trick_word);
	if (service->word == WORD_KIN)
		doing.by = town->people[service->receiver].kin;
	if (service->word == WORD_DESK)
		doing.by = service->hard == HARD_GHOST_BY_STAFF ? service->clerk : town_other_clerk(town, town->people[service->receiver].place, service->clerk);
	int by = doing.by;
	if (doing.on_card)
		doing.by = service->goers[0];
	if (!play(town, &doing, do_word))
		return;
	doing.by = doing.on_card ? service->receiver : by;
	finish(town, service, &doing, number);
	if (service->hard == HARD_TWICE)
		try_trick(town, &doing, do_word);
}

/* Somebody else for it, who may serve the resident. */
static int another(struct town *town, const struct service *service, int64_t to_ms, int but)
{
	int who = but;
	int64_t duty_ms = service->ordered_ms + HOUR_MS; /* where the duty of an order that is done again begins, until an hour is agreed */
	while (who == but || town_are_kin(town, who, service->receiver) || !life_is_free(town, who, duty_ms, duty_ms))
		who = life_volunteer(town, service->from_ms, to_ms, town->people[service->receiver].place, but);
	return who;
}

/* Done again by others, another day. */
static void play_again(struct town *town, struct service *service, int number)
{
	struct doing doing = {.service = service};
	int64_t long_ms = service->out_ms - service->in_ms;
	int64_t planned_ms = (town->items[service->item].duration_min + 15) * MINUTE_MS;
	service->from_ms = town->now_ms + 65 * MINUTE_MS; /* the new duty begins in an hour: who goes is free from then on */
	service->is_second = true;
	service->is_disputed = service->is_open_list = false;
	service->entry = ENTRY_CODE;
	service->score = 0;
	for (int i = 0; i < service->going; i++)
		service->goers[i] = another(town, service, service->from_ms + (long_ms > planned_ms ? long_ms : planned_ms),
			i == 0 ? service->receiver : service->goers[0]);
	if (!play(town, &doing, do_again))
		return;
	service->state = REQUEST_SCHEDULED;
	service->in_ms = service->from_ms + 2 * MINUTE_MS;
	service->out_ms = service->in_ms + long_ms;
	life_book_goers(town, service);
	steps_push(town, number, STEP_IN, service->in_ms);
	steps_push(town, number, STEP_OUT, service->out_ms);
}

static int64_t next_morning(const struct town *town)
{
	return when_at(when_local_day(town->now_ms) + 1, 8 * 60 + 30);
}

static void play_rate(struct town *town, struct service *service, int number)
{
	struct doing doing = {.service = service};
	if (service->score == 0) {
		desk_tick(town);
		service->state = REQUEST_CLOSED;
		return;
	}
	bool is_waiting = false;
	for (int i = 0; i < service->going; i++)
		is_waiting = is_waiting || town->records[service->records[i]].state != BOOK_FINAL;
	if (is_waiting)
		service->score = 4;
	if (!play(town, &doing, do_rate))
		return;
	service->state = service->score <= 2 ? REQUEST_ACCEPTED : REQUEST_CLOSED;
	service->ordered_ms = town->now_ms;
	if (service->score <= 2)
		steps_push(town, number, STEP_AGAIN, next_morning(town));
}

static void play_rest(struct town *town, struct service *service, int number, enum step step)
{
	struct doing doing = {.service = service, .by = service->goers[0]};
	if (step == STEP_CANCEL && play(town, &doing, do_cancel)) {
		service->state = REQUEST_CANCELLED;
		book_free(town, service);
	}
	if (step == STEP_RELEASE) {
		service->goers[0] = another(town, service, service->out_ms + HOUR_MS, service->goers[0]);
		service->is_open_list = false;
		life_book_goers(town, service);
		(void)play(town, &doing, do_release);
	}
	if (step == STEP_DISPUTE && play(town, &doing, do_dispute)) {
		service->ordered_ms = town->now_ms;
		service->state = REQUEST_REWORK;
		book_void_pending(town, service);
		steps_push(town, number, STEP_AGAIN, next_morning(town));
	}
}

static void play_step(struct town *town, const struct event *event)
{
	struct service *service = &town->services[event->service];
	town->figures.by_kind[event->step]++;
	switch (event->step) {
	case STEP_ORDER:
		play_order(town, service, event->service);
		break;
	case STEP_IN:
		play_in(town, service);
		break;
	case STEP_OUT:
	case STEP_LATE:
		if (service->state == REQUEST_IN_SERVICE || (event->step == STEP_LATE && service->entry == ENTRY_LATE))
			play_out(town, service, event->service, event->step);
		break;
	case STEP_WORD:
		play_word(town, service, event->service);
		break;
	case STEP_AGAIN:
		play_again(town, service, event->service);
		break;
	case STEP_RATE:
		play_rate(town, service, event->service);
		break;
	case STEP_CANCEL:
	case STEP_RELEASE:
	case STEP_DISPUTE:
		play_rest(town, service, event->service, event->step);
		break;
	case STEP_KINDS:
		check_never();
	}
	book_check_touched(town, service);
}

void steps_until(struct town *town, int64_t until_ms)
{
	while (town->heap_count > 0 && town->heap[0].at_ms < until_ms && !town->is_wrong) {
		struct event event = pop(town);
		check(event.at_ms >= town->now_ms);
		town->now_ms = event.at_ms;
		play_step(town, &event);
	}
	town->now_ms = until_ms > town->now_ms ? until_ms : town->now_ms;
}
