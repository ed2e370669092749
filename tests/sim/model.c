/* SPDX-License-Identifier: Apache-2.0 */
#include "model.h"

const char *const verb_names[VERB_COUNT] = {"order", "accept", "ask", "answer", "reject", "offer", "open_up", "call_back", "take_offer", "decline",
	"take", "assign", "schedule", "release", "in", "out", "out_by_phone", "confirm", "confirm_by_card", "dispute", "rate", "reopen", "cancel",
	"suspend", "resume", "escalate", "give_back", "merge", "call"};

#define IN(state, ...) is_one_of((state), (const enum request_state[]){__VA_ARGS__, 0})

static bool is_one_of(enum request_state state, const enum request_state *states)
{
	for (; *states != 0; states++) {
		if (*states == state)
			return true;
	}
	return false;
}

static bool is_finding(const struct model_request *request)
{
	return IN(request->state, REQUEST_ACCEPTED, REQUEST_DISPATCHED, REQUEST_OPEN, REQUEST_REWORK);
}

static bool is_before_service(const struct model_request *request)
{
	return is_finding(request) || IN(request->state, REQUEST_SUBMITTED, REQUEST_NEED_INFO, REQUEST_CLAIMED, REQUEST_SCHEDULED, REQUEST_ESCALATED);
}

static bool is_over(const struct model_request *request)
{
	return IN(request->state, REQUEST_CLOSED, REQUEST_REJECTED, REQUEST_CANCELLED, REQUEST_MERGED);
}

static const struct model_goer *goer_of(const struct model_request *request, enum villager who)
{
	for (int i = 0; i < request->going; i++) {
		if (request->goers[i].who == who)
			return &request->goers[i];
	}
	return NULL;
}

static enum verdict must(bool is_allowed)
{
	return is_allowed ? MUST_DO : MUST_REFUSE;
}

static enum verdict may(bool is_allowed)
{
	return is_allowed ? MAY_DO : MUST_REFUSE;
}

static enum verdict judge_order(const struct model *model, const struct move *move, int64_t now_ms)
{
	const struct village_item *item = &model->village->items[move->item];
	bool is_side = move->actor == move->person || village_is_kin(move->actor, move->person, false);
	bool is_staff = village_is_staff_of(move->actor, move->person);
	bool spends = move->is_paid && item->price_points > 0;
	bool may_spend = !spends || move->actor == move->person || village_is_kin(move->actor, move->person, true);
	bool has_points = !spends || model->posted[move->actor] - model->held[move->actor] >= item->price_points;
	int64_t lead_ms = is_staff ? 0 : HOUR_MS; /* staff know whom they can ask */
	bool is_time = move->from_ms >= now_ms + lead_ms && move->to_ms - move->from_ms >= item->duration_min * MINUTE_MS;
	return must((is_side || is_staff) && may_spend && has_points && is_time);
}

/* At the door: who goes, with the number that the card shows. */
static enum verdict judge_door(const struct model_request *request, const struct move *move, int64_t now_ms)
{
	const struct model_goer *goer = goer_of(request, move->person);
	bool is_by_phone = move->verb == VERB_OUT_BY_PHONE;
	bool is_known = goer != NULL && (is_by_phone ? village_is_staff_of(move->actor, request->resident) && move->actor != move->person
		: move->actor == move->person && !move->is_code_wrong);
	if (move->verb == VERB_IN)
		return must(is_known && IN(request->state, REQUEST_SCHEDULED, REQUEST_IN_SERVICE) && goer->in_ms == 0 && now_ms >= request->from_ms - HOUR_MS);
	return must(is_known && request->state == REQUEST_IN_SERVICE && goer->in_ms != 0 && goer->out_ms == 0);
}

static enum verdict judge_end(const struct model_request *request, const struct move *move, int64_t now_ms)
{
	bool is_side = move->actor == request->resident || village_is_kin(move->actor, request->resident, false);
	bool is_staff = village_is_staff_of(move->actor, request->resident);
	bool serves = goer_of(request, move->actor) != NULL;
	switch (move->verb) {
	case VERB_CONFIRM:
	case VERB_DISPUTE:
		return must((is_side || is_staff) && !serves && request->state == REQUEST_SERVED);
	case VERB_CONFIRM_BY_CARD:
		return must((serves || is_staff) && !move->is_code_wrong && request->state == REQUEST_SERVED);
	case VERB_RATE:
		return must((is_side || is_staff) && !serves && request->state == REQUEST_CONFIRMED && move->score >= 1 && move->score <= 5);
	case VERB_REOPEN:
		return must((is_side || is_staff || move->actor == request->orderer) && request->state == REQUEST_CLOSED && request->score <= 2
			&& request->changed_ms >= now_ms - 15 * DAY_MS);
	default:
		return must((is_side || is_staff || move->actor == request->orderer) && (is_before_service(request) || request->state == REQUEST_SUSPENDED));
	}
}

/* Steps of the station. */
static enum verdict judge_desk(const struct model *model, const struct model_request *request, const struct move *move, int64_t now_ms)
{
	bool is_staff = village_is_staff_of(move->actor, request->resident);
	bool is_side = move->actor == request->resident || village_is_kin(move->actor, request->resident, false);
	const struct model_request *into = &model->requests[move->into];
	switch (move->verb) {
	case VERB_ACCEPT:
		return must(is_staff && request->state == REQUEST_SUBMITTED && request->wanted_to_ms > now_ms);
	case VERB_ASK:
		return must(is_staff && request->state == REQUEST_SUBMITTED);
	case VERB_ANSWER:
		return must((is_staff || is_side) && request->state == REQUEST_NEED_INFO);
	case VERB_REJECT:
		return must(is_staff && IN(request->state, REQUEST_SUBMITTED, REQUEST_NEED_INFO));
	case VERB_SUSPEND:
		return must(is_staff && IN(request->state, REQUEST_SUBMITTED, REQUEST_NEED_INFO, REQUEST_ACCEPTED, REQUEST_DISPATCHED, REQUEST_OPEN,
			REQUEST_CLAIMED, REQUEST_SCHEDULED, REQUEST_REWORK, REQUEST_ESCALATED));
	case VERB_RESUME:
		return must(is_staff && request->state == REQUEST_SUSPENDED);
	case VERB_ESCALATE:
		return must(is_staff && request->state == REQUEST_ACCEPTED);
	case VERB_GIVE_BACK:
		return must(move->actor == MANAGER && request->state == REQUEST_ESCALATED);
	case VERB_MERGE:
		return must(is_staff && IN(request->state, REQUEST_SUBMITTED, REQUEST_ACCEPTED) && into->resident == request->resident && into != request
			&& !is_over(into));
	case VERB_OPEN_UP:
		return must(is_staff && IN(request->state, REQUEST_ACCEPTED, REQUEST_DISPATCHED, REQUEST_REWORK));
	default:
		return must(is_staff && IN(request->state, REQUEST_DISPATCHED, REQUEST_OPEN)); /* call back */
	}
}

/* Who goes. Whether somebody has another appointment then is the store's to know: MAY. */
static enum verdict judge_going(const struct model_request *request, const struct move *move, int64_t now_ms)
{
	bool is_staff = village_is_staff_of(move->actor, request->resident);
	bool is_side = move->actor == request->resident || village_is_kin(move->actor, request->resident, false);
	bool serves = goer_of(request, move->actor) != NULL;
	bool is_volunteer = move->person >= VOLUNTEER_0 && move->person <= VOLUNTEER_5 && (request->item != 0 || move->person != VOLUNTEER_5);
	bool is_agreed = IN(request->state, REQUEST_CLAIMED, REQUEST_SCHEDULED);
	switch (move->verb) {
	case VERB_OFFER:
		return may(is_staff && is_finding(request) && is_volunteer && move->person != request->resident && goer_of(request, move->person) == NULL);
	case VERB_ASSIGN:
		return may(is_staff && is_finding(request) && is_volunteer && goer_of(request, move->person) == NULL);
	case VERB_TAKE_OFFER:
		return may(move->has_offer && is_finding(request) && !serves && move->offer_ends_ms >= now_ms);
	case VERB_DECLINE:
		return must(move->has_offer);
	case VERB_TAKE:
		return may(request->state == REQUEST_OPEN && is_volunteer && move->actor == move->person && !serves && move->actor != request->resident);
	case VERB_SCHEDULE:
		return may((serves || is_side || is_staff) && is_agreed && move->from_ms >= now_ms);
	default:
		return must((serves || is_staff) && is_agreed); /* release */
	}
}

int model_waiting(const struct model *model, int request)
{
	for (int i = model->visit_count - 1; i >= 0; i--) {
		if (model->visits[i].request == request && model->visits[i].state == MODEL_HELD_UP)
			return i;
	}
	return -1;
}

static enum villager resident_of(const struct model *model, const struct model_visit *visit)
{
	return model->requests[visit->request].resident;
}

static bool are_of_one_pair(const struct model *model, const struct model_visit *a, const struct model_visit *b)
{
	return a->who == b->who && resident_of(model, a) == resident_of(model, b);
}

/* Whether kin confirmed any visit of the same two, a month around. */
static bool has_kin_spoken(const struct model *model, const struct model_visit *visit)
{
	for (int i = 0; i < model->visit_count; i++) {
		const struct model_visit *other = &model->visits[i];
		if (other->by_kin && are_of_one_pair(model, other, visit) && other->from_ms > visit->from_ms - 30 * DAY_MS
			&& other->from_ms < visit->from_ms + 30 * DAY_MS)
			return true;
	}
	return false;
}

/* Staff who neither served nor recorded it ring the resident about a visit that waits, or, when it is much of one for another, ask somebody else. */
static enum verdict judge_call(const struct model *model, const struct model_request *request, const struct move *move)
{
	int visit = model_waiting(model, move->request);
	bool is_staff = village_is_staff_of(move->actor, request->resident);
	if (visit >= 0 && model->visits[visit].is_much && !move->is_code_wrong
		&& (move->asked == ASKED_RESIDENT || (move->asked == ASKED_KIN && has_kin_spoken(model, &model->visits[visit]))))
		return MUST_REFUSE;
	return must(visit >= 0 && is_staff && model->visits[visit].who != move->actor && model->visits[visit].recorder != move->actor);
}

enum verdict model_judge(const struct model *model, const struct move *move, int64_t now_ms)
{
	const struct model_request *request = &model->requests[move->request];
	switch (move->verb) {
	case VERB_ORDER:
		return judge_order(model, move, now_ms);
	case VERB_CALL:
		return judge_call(model, request, move);
	case VERB_IN:
	case VERB_OUT:
	case VERB_OUT_BY_PHONE:
		return judge_door(request, move, now_ms);
	case VERB_CONFIRM:
	case VERB_CONFIRM_BY_CARD:
	case VERB_DISPUTE:
	case VERB_RATE:
	case VERB_REOPEN:
	case VERB_CANCEL:
		return judge_end(request, move, now_ms);
	case VERB_OFFER:
	case VERB_TAKE_OFFER:
	case VERB_DECLINE:
	case VERB_TAKE:
	case VERB_ASSIGN:
	case VERB_SCHEDULE:
	case VERB_RELEASE:
		return judge_going(request, move, now_ms);
	default:
		return judge_desk(model, request, move, now_ms);
	}
}

static void free_hold(struct model *model, struct model_request *request)
{
	if (request->hold != MODEL_HELD)
		return;
	request->hold = MODEL_FREED;
	model->held[request->payer] -= request->price;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t planned_of(const struct model *model, const struct model_visit *visit)
{
	return model->village->items[model->requests[visit->request].item].duration_min;
}

/* What she has on record at the same time, each minute once. */
static int64_t covered(const struct model *model, const struct model_visit *visit)
{
	int64_t sum_ms = 0;
	for (int64_t at_ms = visit->from_ms; at_ms < visit->to_ms;) { /* to the next moment at which something begins or ends */
		int64_t next_ms = visit->to_ms;
		bool is_covered = false;
		for (int i = 0; i < model->visit_count; i++) {
			const struct model_visit *other = &model->visits[i];
			if (other->who != visit->who || other->state == MODEL_VOID)
				continue;
			is_covered = is_covered || (other->from_ms <= at_ms && other->to_ms > at_ms);
			next_ms = other->from_ms > at_ms ? least(next_ms, other->from_ms) : next_ms;
			next_ms = other->to_ms > at_ms ? least(next_ms, other->to_ms) : next_ms;
		}
		sum_ms += is_covered ? next_ms - at_ms : 0;
		at_ms = next_ms;
	}
	return sum_ms;
}

/* By how much a visit and the others to the same resident, one less than a quarter of an hour behind the other, went over twice what
 * was ordered. */
static int64_t over_of_sitting(const struct model *model, const struct model_visit *visit)
{
	int64_t over_ms = 0;
	int64_t from_ms = visit->from_ms;
	int64_t to_ms = visit->to_ms;
	for (int64_t before = -1; before != to_ms - from_ms;) {
		before = to_ms - from_ms;
		over_ms = most(0, visit->to_ms - visit->from_ms - 2 * planned_of(model, visit) * MINUTE_MS);
		for (int i = 0; i < model->visit_count; i++) {
			const struct model_visit *other = &model->visits[i];
			if (other->who != visit->who || other->state == MODEL_VOID || model->requests[other->request].resident != model->requests[visit->request].resident
				|| other->from_ms >= to_ms + 15 * MINUTE_MS || other->to_ms <= from_ms - 15 * MINUTE_MS)
				continue;
			over_ms += most(0, other->to_ms - other->from_ms - 2 * planned_of(model, other) * MINUTE_MS);
			from_ms = least(from_ms, other->from_ms);
			to_ms = most(to_ms, other->to_ms);
		}
	}
	return over_ms;
}

/* What counts of a visit: whole minutes in which nothing else is on record, a quarter more than planned, 8 hours a visit, 12 a local
 * day, 40 a week from Monday on. And what speaks against it: far from the plan, elsewhere at the time, one's own family. */
static void count_minutes(const struct model *model, struct model_visit *visit)
{
	const struct model_request *request = &model->requests[visit->request];
	int64_t planned = planned_of(model, visit);
	int64_t day_ms = (visit->from_ms + 8 * HOUR_MS) / DAY_MS * DAY_MS - 8 * HOUR_MS;
	int64_t week_ms = day_ms - ((visit->from_ms + 8 * HOUR_MS) / DAY_MS + 3) % 7 * DAY_MS; /* 1970-01-01 was a Thursday */
	int64_t on_day = 0;
	int64_t in_week = 0;
	int64_t raw = (visit->to_ms - visit->from_ms) / MINUTE_MS;
	int64_t covered_ms = covered(model, visit);
	for (int i = 0; i < model->visit_count; i++) {
		const struct model_visit *other = &model->visits[i];
		if (other->who != visit->who || other->state == MODEL_VOID)
			continue;
		on_day += other->from_ms >= day_ms && other->from_ms < day_ms + DAY_MS ? other->minutes : 0;
		in_week += other->from_ms >= week_ms && other->from_ms < week_ms + 7 * DAY_MS ? other->minutes : 0;
	}
	int64_t minutes = (visit->to_ms - visit->from_ms - covered_ms) / MINUTE_MS;
	minutes = least(least(minutes, 8 * 60), planned * 125 / 100);
	minutes = least(minutes, on_day < 12 * 60 ? 12 * 60 - on_day : 0);
	visit->minutes = least(minutes, in_week < 40 * 60 ? 40 * 60 - in_week : 0);
	visit->is_bad = covered_ms >= MINUTE_MS || over_of_sitting(model, visit) / MINUTE_MS > 60 || 4 * raw < planned
		|| village_is_kin(visit->who, request->resident, false) || village_is_kin(request->resident, visit->who, false);
}

static bool is_known(const struct model *model, const struct model_visit *visit)
{
	int64_t said_ms = model->known_ms[visit->who][resident_of(model, visit)];
	return said_ms > 0 && said_ms > visit->from_ms - 182 * DAY_MS;
}

/* Whether any 30 days in which the visit lies hold more than three hours of the two. */
static bool is_much(const struct model *model, const struct model_visit *visit)
{
	int64_t most_min = 0;
	for (int first = 0; first <= model->visit_count; first++) {
		const struct model_visit *begin = first < model->visit_count ? &model->visits[first] : visit;
		int64_t sum = visit->minutes;
		if (begin != visit && (begin->state == MODEL_VOID || !are_of_one_pair(model, begin, visit) || begin->from_ms > visit->from_ms
			|| begin->from_ms <= visit->from_ms - 30 * DAY_MS))
			continue;
		for (int i = 0; i < model->visit_count; i++) {
			const struct model_visit *other = &model->visits[i];
			bool is_in = other->from_ms >= begin->from_ms && other->from_ms < begin->from_ms + 30 * DAY_MS;
			sum += is_in && other->state != MODEL_VOID && are_of_one_pair(model, other, visit) ? other->minutes : 0;
		}
		most_min = most(most_min, sum);
	}
	return most_min > 180 && !is_known(model, visit);
}

static void leave(struct model *model, struct model_request *request, const struct move *move, int64_t now_ms)
{
	bool are_all_gone = true;
	for (int i = 0; i < request->going; i++) {
		struct model_goer *goer = &request->goers[i];
		if (goer->who == move->person) {
			struct model_visit visit = {.who = goer->who, .recorder = move->actor, .request = (int)(request - model->requests), .from_ms = goer->in_ms,
				.to_ms = now_ms, .has_code = move->verb == VERB_OUT, .state = MODEL_PENDING};
			count_minutes(model, &visit);
			visit.is_much = is_much(model, &visit);
			check(model->visit_count < MODEL_VISITS);
			goer->out_ms = now_ms;
			goer->visit = model->visit_count++;
			model->visits[goer->visit] = visit;
		}
		are_all_gone = are_all_gone && (goer->in_ms == 0 || goer->out_ms != 0);
	}
	request->served_ms = now_ms;
	request->state = are_all_gone ? REQUEST_SERVED : REQUEST_IN_SERVICE;
}

/* Minutes become points, half an hour at a time, up to 1500 on one account. */
static void pay(struct model *model, struct model_visit *visit)
{
	int64_t points = visit->minutes / 30 * 50 * model->village->items[model->requests[visit->request].item].coefficient_percent / 100;
	int64_t room = 150000 - model->posted[visit->who];
	points = least(points, room > 0 ? room : 0);
	model->posted[visit->who] += points;
	model->issued += points;
	visit->state = MODEL_PAID;
}

static void settle(struct model *model, struct model_request *request)
{
	if (request->hold != MODEL_HELD)
		return;
	request->hold = MODEL_SPENT;
	model->held[request->payer] -= request->price;
	model->posted[request->payer] -= request->price;
	model->spent += request->price;
}

/* The service is confirmed by somebody (CLOCK: by silence). A visit is paid when the code, or one who is neither the volunteer's family nor
 * the recorder, proves it and nothing speaks against it; else the resident is rung first, and the price waits with it. */
static void finish(struct model *model, struct model_request *request, enum villager by, int64_t now_ms)
{
	bool is_held_up = false;
	bool is_her_side = by == request->resident || (by != CLOCK && village_is_kin(by, request->resident, false));
	for (int i = 0; i < request->going; i++) {
		if (request->goers[i].visit < 0 || model->visits[request->goers[i].visit].state != MODEL_PENDING)
			continue;
		struct model_visit *visit = &model->visits[request->goers[i].visit];
		bool is_family = by != CLOCK && (village_is_kin(by, visit->who, false) || village_is_kin(visit->who, by, false));
		visit->is_proved = by != CLOCK && (is_her_side ? !is_family : by != visit->recorder);
		visit->by_kin = by != CLOCK && by != request->resident && village_is_kin(by, request->resident, false);
		visit->is_much = visit->is_much && !is_known(model, visit);
		if (!visit->is_bad && !visit->is_much && (visit->has_code || visit->is_proved)) {
			pay(model, visit);
		} else {
			visit->state = MODEL_HELD_UP;
			is_held_up = true;
		}
	}
	if (!is_held_up)
		settle(model, request);
	request->confirmed_ms = now_ms;
	request->state = REQUEST_CONFIRMED;
}

/* When nothing of the order waits any more its price is paid, or given back when nothing is true of it. */
static void end_waiting(struct model *model, int number)
{
	struct model_request *request = &model->requests[number];
	bool has_pending = false;
	bool has_paid = false;
	for (int i = 0; i < model->visit_count; i++) {
		const struct model_visit *other = &model->visits[i];
		has_pending = has_pending || (other->request == number && (other->state == MODEL_PENDING || other->state == MODEL_HELD_UP));
		has_paid = has_paid || (other->request == number && other->state == MODEL_PAID);
	}
	if (has_pending || (request->state != REQUEST_CONFIRMED && request->state != REQUEST_CLOSED))
		return;
	if (has_paid)
		settle(model, request);
	else
		free_hold(model, request);
}

/* Somebody said yes or no. A yes to much of one for another holds for all of these two that waits for nothing else, but for what whoever asked
 * put down herself. */
static void apply_call(struct model *model, const struct move *move, int64_t now_ms)
{
	struct model_visit *visit = &model->visits[model_waiting(model, move->request)];
	bool is_about_pair = visit->is_much && !move->is_code_wrong;
	if (move->is_code_wrong)
		visit->state = MODEL_VOID;
	else
		pay(model, visit);
	if (move->is_code_wrong || is_about_pair)
		model->known_ms[visit->who][resident_of(model, visit)] = is_about_pair ? now_ms : 0;
	end_waiting(model, move->request);
	for (int i = 0; i < model->visit_count && is_about_pair; i++) {
		struct model_visit *other = &model->visits[i];
		if (other->state != MODEL_HELD_UP || !other->is_much || other->is_bad || !are_of_one_pair(model, other, visit) || other->recorder == move->actor
			|| !(other->has_code || other->is_proved))
			continue;
		pay(model, other);
		end_waiting(model, other->request);
	}
}

/* Done again from the beginning: nobody goes yet, any time in the next days will do. What nobody confirmed is void. */
static void begin_again(struct model *model, struct model_request *request, enum request_state state, int64_t now_ms)
{
	for (int i = 0; i < request->going; i++) {
		if (request->goers[i].visit >= 0 && model->visits[request->goers[i].visit].state == MODEL_PENDING)
			model->visits[request->goers[i].visit].state = MODEL_VOID;
	}
	request->going = 0;
	request->state = state;
	request->changed_ms = now_ms;
}

static void join(struct model *model, struct model_request *request, enum villager who, int64_t now_ms)
{
	const struct village_item *item = &model->village->items[request->item];
	request->goers[request->going++] = (struct model_goer){.who = who, .visit = -1};
	if (request->going < item->people)
		return;
	bool is_exact = request->wanted_to_ms - request->wanted_from_ms <= (item->duration_min + 30) * MINUTE_MS && request->wanted_from_ms >= now_ms;
	request->state = is_exact ? REQUEST_SCHEDULED : REQUEST_CLAIMED;
	if (is_exact)
		request->from_ms = request->wanted_from_ms;
}

static void apply_order(struct model *model, const struct move *move)
{
	const struct village_item *item = &model->village->items[move->item];
	bool is_paid = move->is_paid && item->price_points > 0;
	struct model_request request = {.id = model->requests[move->request].id, .resident = move->person, .orderer = move->actor,
		.payer = is_paid ? move->actor : CLOCK, .item = move->item, .price = is_paid ? item->price_points : 0, .state = REQUEST_SUBMITTED,
		.hold = is_paid ? MODEL_HELD : MODEL_NO_HOLD, .wanted_from_ms = move->from_ms, .wanted_to_ms = move->to_ms};
	if (is_paid)
		model->held[move->actor] += item->price_points;
	model->requests[move->request] = request;
	model->request_count = move->request + 1;
}

static void apply_release(struct model_request *request, enum villager actor)
{
	int left = 0;
	bool is_own = goer_of(request, actor) != NULL;
	for (int i = 0; i < request->going && is_own; i++) {
		if (request->goers[i].who != actor)
			request->goers[left++] = request->goers[i];
	}
	request->going = left;
	request->state = REQUEST_ACCEPTED;
}

static void apply_more(struct model *model, struct model_request *request, const struct move *move, int64_t now_ms);

void model_apply(struct model *model, const struct move *move, int64_t now_ms)
{
	static const enum request_state plain[VERB_COUNT] = {[VERB_ACCEPT] = REQUEST_ACCEPTED, [VERB_ASK] = REQUEST_NEED_INFO,
		[VERB_ANSWER] = REQUEST_SUBMITTED, [VERB_REJECT] = REQUEST_REJECTED, [VERB_OFFER] = REQUEST_DISPATCHED, [VERB_OPEN_UP] = REQUEST_OPEN,
		[VERB_CALL_BACK] = REQUEST_ACCEPTED, [VERB_RATE] = REQUEST_CLOSED, [VERB_CANCEL] = REQUEST_CANCELLED, [VERB_SUSPEND] = REQUEST_SUSPENDED,
		[VERB_ESCALATE] = REQUEST_ESCALATED, [VERB_GIVE_BACK] = REQUEST_ACCEPTED, [VERB_MERGE] = REQUEST_MERGED, [VERB_IN] = REQUEST_IN_SERVICE,
		[VERB_SCHEDULE] = REQUEST_SCHEDULED};
	if (move->verb == VERB_ORDER) {
		apply_order(model, move);
		return;
	}
	if (move->verb == VERB_CALL) {
		apply_call(model, move, now_ms);
		return;
	}
	struct model_request *request = &model->requests[move->request];
	if (move->verb == VERB_SUSPEND)
		request->resume = request->state;
	if (move->verb == VERB_RATE)
		request->score = move->score;
	if (move->verb == VERB_SCHEDULE)
		request->from_ms = move->from_ms;
	if (move->verb == VERB_REJECT || move->verb == VERB_CANCEL || move->verb == VERB_MERGE)
		free_hold(model, request);
	if (plain[move->verb] != 0)
		request->state = plain[move->verb];
	apply_more(model, request, move, now_ms);
	request->changed_ms = now_ms;
}

static void apply_more(struct model *model, struct model_request *request, const struct move *move, int64_t now_ms)
{
	switch (move->verb) {
	case VERB_RESUME:
		request->state = request->resume;
		break;
	case VERB_DECLINE:
		if (request->state == REQUEST_DISPATCHED && move->open_offers == 1)
			request->state = REQUEST_ACCEPTED;
		break;
	case VERB_TAKE_OFFER:
	case VERB_TAKE:
		join(model, request, move->actor, now_ms);
		break;
	case VERB_ASSIGN:
		join(model, request, move->person, now_ms);
		break;
	case VERB_RELEASE:
		apply_release(request, move->actor);
		break;
	case VERB_IN:
		((struct model_goer *)goer_of(request, move->person))->in_ms = now_ms;
		break;
	case VERB_OUT:
	case VERB_OUT_BY_PHONE:
		leave(model, request, move, now_ms);
		break;
	case VERB_CONFIRM:
		finish(model, request, move->actor, now_ms);
		break;
	case VERB_CONFIRM_BY_CARD:
		finish(model, request, request->resident, now_ms);
		break;
	case VERB_DISPUTE:
		begin_again(model, request, REQUEST_REWORK, now_ms);
		break;
	case VERB_REOPEN:
		begin_again(model, request, REQUEST_ACCEPTED, now_ms);
		break;
	default:
		break;
	}
}

bool model_tick(struct model *model, int number, enum request_state to, int64_t deadline_ms, int64_t now_ms)
{
	struct model_request *request = &model->requests[number];
	bool is_due = deadline_ms > 0 && deadline_ms <= now_ms;
	if (request->state == REQUEST_SERVED)
		is_due = request->served_ms + 3 * DAY_MS <= now_ms;
	if (request->state == REQUEST_CONFIRMED)
		is_due = request->confirmed_ms + 7 * DAY_MS <= now_ms;
	enum request_state expected = request->state;
	if (is_due && IN(request->state, REQUEST_DISPATCHED, REQUEST_OPEN))
		expected = REQUEST_ACCEPTED;
	else if (is_due && request->state == REQUEST_SERVED)
		expected = REQUEST_CONFIRMED;
	else if (is_due && request->state == REQUEST_CONFIRMED)
		expected = REQUEST_CLOSED;
	else if (is_due && request->state == REQUEST_SUSPENDED)
		expected = request->resume;
	if (expected == REQUEST_CONFIRMED && request->state == REQUEST_SERVED)
		finish(model, request, CLOCK, now_ms);
	if (expected != request->state || (is_due && !is_over(request)))
		request->changed_ms = now_ms;
	request->state = expected;
	return to == expected;
}
