/* SPDX-License-Identifier: Apache-2.0
 *
 * The simulation: one seed, one village, so many random moves. Sensible and
 * senseless ones, repeated ones, at every hour, while the clock jumps. After
 * each the second model and the house must agree.
 *
 *     sim SEED MOVES DIR [--keep] [--spoil NAME] [--store URL] [--tell FILE] [--wait]
 *
 * Exit code 0: they agreed to the end. 1: they did not; the seed, the move and
 * the difference are printed. With --spoil something is changed behind the
 * house's back in the middle, and 0 means that this was noticed. --store keeps
 * the village in that database; --tell writes every answer to a file, with dice
 * that always fall the same way; --wait prints "furnished" and waits for a line
 * before the first move (tests/postgres/differ.py uses these).
 */
#include <stdio.h>
#include <string.h>

#include "play.h"
#include "spoil.h"
#include "dice.h"
#include "tell.h"

#define AUDIT_EACH 250 /* moves between two recomputations from facts; a long run has forty of them */
#define TELL_EACH 75   /* moves between two rounds of all statements and pages */
#define LIVE_AIM 12    /* requests under way at the same time */

struct sim {
	struct village village;
	struct model model;
	struct tell *tell; /* NULL: nobody listens */
	uint64_t random;
	uint64_t seed;
	int64_t moves;
	int oldest;
	int64_t done[VERB_COUNT], refused[VERB_COUNT];
	bool is_wrong;
};

/* splitmix64 */
static uint64_t draw(struct sim *sim, uint64_t below)
{
	sim->random += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t bits = sim->random;
	bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
	return (bits ^ bits >> 31) % below;
}

static void complain(struct sim *sim, const struct move *move, const char *what, int64_t modelled, int64_t shown)
{
	(void)printf("seed %llu, move %lld: %s by %d on request %d: %s: the model says %lld, the house %lld\n", (unsigned long long)sim->seed,
		(long long)sim->moves, move != NULL ? verb_names[move->verb] : "clock", move != NULL ? (int)move->actor : -1,
		move != NULL ? move->request : -1, what, (long long)modelled, (long long)shown);
	sim->is_wrong = true;
}

/* The verbs that lead on from a state. */
static enum verb sensible(struct sim *sim, const struct model_request *request)
{
	static const enum verb ways[REQUEST_STATE_COUNT][6] = {
		[REQUEST_SUBMITTED] = {VERB_ACCEPT, VERB_ACCEPT, VERB_ACCEPT, VERB_ASK, VERB_REJECT, VERB_MERGE},
		[REQUEST_NEED_INFO] = {VERB_ANSWER, VERB_ANSWER, VERB_ANSWER, VERB_ANSWER, VERB_REJECT, VERB_SUSPEND},
		[REQUEST_ACCEPTED] = {VERB_OFFER, VERB_OFFER, VERB_OPEN_UP, VERB_ASSIGN, VERB_ESCALATE, VERB_SUSPEND},
		[REQUEST_DISPATCHED] = {VERB_TAKE_OFFER, VERB_TAKE_OFFER, VERB_DECLINE, VERB_DECLINE, VERB_OFFER, VERB_CALL_BACK},
		[REQUEST_OPEN] = {VERB_TAKE, VERB_TAKE, VERB_TAKE, VERB_OFFER, VERB_ASSIGN, VERB_CALL_BACK},
		[REQUEST_CLAIMED] = {VERB_SCHEDULE, VERB_SCHEDULE, VERB_SCHEDULE, VERB_SCHEDULE, VERB_RELEASE, VERB_CANCEL},
		[REQUEST_SCHEDULED] = {VERB_IN, VERB_IN, VERB_IN, VERB_IN, VERB_RELEASE, VERB_SCHEDULE},
		[REQUEST_IN_SERVICE] = {VERB_OUT, VERB_OUT, VERB_OUT, VERB_OUT, VERB_IN, VERB_OUT_BY_PHONE},
		[REQUEST_SERVED] = {VERB_CONFIRM, VERB_CONFIRM, VERB_CONFIRM_BY_CARD, VERB_CONFIRM_BY_CARD, VERB_DISPUTE, VERB_IN},
		[REQUEST_CONFIRMED] = {VERB_RATE, VERB_RATE, VERB_CALL, VERB_CALL, VERB_CONFIRM, VERB_DISPUTE},
		[REQUEST_CLOSED] = {VERB_REOPEN, VERB_CALL, VERB_CANCEL, VERB_REOPEN, VERB_CONFIRM, VERB_IN},
		[REQUEST_REWORK] = {VERB_OFFER, VERB_OPEN_UP, VERB_ASSIGN, VERB_SUSPEND, VERB_CANCEL, VERB_OFFER},
		[REQUEST_ESCALATED] = {VERB_GIVE_BACK, VERB_GIVE_BACK, VERB_GIVE_BACK, VERB_SUSPEND, VERB_CANCEL, VERB_ESCALATE},
		[REQUEST_SUSPENDED] = {VERB_RESUME, VERB_RESUME, VERB_RESUME, VERB_CANCEL, VERB_SUSPEND, VERB_TAKE_OFFER},
		[REQUEST_REJECTED] = {VERB_ACCEPT, VERB_CANCEL, VERB_ANSWER, VERB_REJECT, VERB_MERGE, VERB_REOPEN},
		[REQUEST_CANCELLED] = {VERB_CANCEL, VERB_ACCEPT, VERB_OFFER, VERB_TAKE_OFFER, VERB_IN, VERB_CONFIRM},
		[REQUEST_MERGED] = {VERB_MERGE, VERB_CANCEL, VERB_ACCEPT, VERB_OFFER, VERB_REOPEN, VERB_CONFIRM},
	};
	return ways[request->state][draw(sim, 6)];
}

/* Somebody for whom the verb is meant: staff, who goes, the resident's side. */
static enum villager fitting_actor(struct sim *sim, const struct model_request *request, enum verb verb)
{
	switch (verb) {
	case VERB_TAKE_OFFER:
	case VERB_DECLINE:
	case VERB_TAKE:
		return VOLUNTEER_0 + (enum villager)draw(sim, VOLUNTEERS);
	case VERB_IN:
	case VERB_OUT:
	case VERB_CONFIRM_BY_CARD:
		return request->going > 0 ? request->goers[draw(sim, (uint64_t)request->going)].who : VOLUNTEER_0;
	case VERB_SCHEDULE:
	case VERB_RELEASE:
		if (request->going > 0 && draw(sim, 2) == 0)
			return request->goers[draw(sim, (uint64_t)request->going)].who;
		return village_place(request->resident) == 0 ? CLERK_A : CLERK_B;
	case VERB_CONFIRM:
	case VERB_DISPUTE:
	case VERB_RATE:
	case VERB_REOPEN:
	case VERB_CANCEL:
	case VERB_ANSWER:
		return draw(sim, 2) == 0 ? request->resident : request->orderer;
	case VERB_GIVE_BACK:
		return MANAGER;
	default:
		return village_place(request->resident) == 0 ? CLERK_A : CLERK_B;
	}
}

static struct move choose_order(struct sim *sim)
{
	struct move move = {.verb = VERB_ORDER, .request = sim->model.request_count, .person = (enum villager)draw(sim, RESIDENTS),
		.item = (int)draw(sim, VILLAGE_ITEMS), .is_paid = draw(sim, 3) != 0};
	static const enum villager kin[RESIDENTS] = {KIN_OF_0, KIN_OF_1, VOLUNTEER_0, CLERK_A, VOLUNTEER_0 + 1};
	enum villager clerk = village_place(move.person) == 0 ? CLERK_A : CLERK_B;
	move.actor = draw(sim, 10) == 0 ? (enum villager)draw(sim, VILLAGERS) : draw(sim, 3) == 0 ? move.person : draw(sim, 2) == 0 ? kin[move.person] : clerk;
	if (move.actor == clerk || (draw(sim, 4) != 0 && sim->model.posted[move.actor] - sim->model.held[move.actor] < 150))
		move.is_paid = false;
	enum villager saver = VOLUNTEER_0 + (enum villager)draw(sim, VOLUNTEERS);
	if (draw(sim, 6) == 0 || (sim->model.posted[saver] - sim->model.held[saver] >= 150 && draw(sim, 3) != 0)) {
		move.actor = saver; /* volunteers spend what they earned, for themselves or their kin */
		move.person = draw(sim, 2) != 0 ? saver : saver == VOLUNTEER_0 ? RESIDENT_0 + 2 : RESIDENT_4;
		move.is_paid = true;
	}
	int64_t duration_ms = sim->village.items[move.item].duration_min * MINUTE_MS;
	move.from_ms = sim->village.now_ms + (draw(sim, 10) == 0 ? (int64_t)draw(sim, 60) : 60 + (int64_t)draw(sim, 24 * 60)) * MINUTE_MS;
	move.to_ms = move.from_ms + duration_ms + (draw(sim, 2) == 0 ? 0 : 5 * HOUR_MS) - (draw(sim, 20) == 0 ? MINUTE_MS : 0);
	return move;
}

static bool is_live(const struct model_request *request)
{
	return request->state != REQUEST_CLOSED && !(request->state >= REQUEST_REJECTED && request->state <= REQUEST_MERGED);
}

/* The number of the first request that can still move by itself. */
static int oldest_live(struct sim *sim)
{
	while (sim->oldest < sim->model.request_count && !is_live(&sim->model.requests[sim->oldest]))
		sim->oldest++;
	return sim->oldest;
}

static struct move choose(struct sim *sim)
{
	int live[40];
	int count = 0;
	for (int i = sim->model.request_count - 1; i >= 0 && i >= oldest_live(sim) && count < (int)COUNT_OF(live); i--) {
		if (is_live(&sim->model.requests[i]))
			live[count++] = i;
	}
	if (count == 0 || (draw(sim, count < LIVE_AIM ? 6 : 40) == 0 && sim->model.request_count < MODEL_REQUESTS))
		return choose_order(sim);
	int recent = sim->model.request_count < 60 ? sim->model.request_count : 60; /* what is over is tried too, old things now and then */
	struct move move = {.request = live[draw(sim, (uint64_t)count)]};
	if (draw(sim, 6) == 0)
		move.request = sim->model.request_count - 1 - (int)draw(sim, (uint64_t)(draw(sim, 8) == 0 ? sim->model.request_count : recent));
	const struct model_request *request = &sim->model.requests[move.request];
	bool is_senseless = draw(sim, 6) == 0;
	move.verb = is_senseless ? VERB_ACCEPT + (enum verb)draw(sim, VERB_COUNT - 1) : sensible(sim, request);
	move.actor = fitting_actor(sim, request, move.verb);
	if (draw(sim, 8) == 0)
		move.actor = (enum villager)draw(sim, VILLAGERS);
	else if (move.verb == VERB_TAKE_OFFER || move.verb == VERB_DECLINE)
		move.actor = play_asked(&sim->village, request->id, draw(sim, 6));
	if (move.actor == CLOCK)
		move.actor = VOLUNTEER_0;
	move.person = draw(sim, 8) == 0 ? (enum villager)draw(sim, VILLAGERS) : VOLUNTEER_0 + (enum villager)draw(sim, VOLUNTEERS);
	if (move.verb == VERB_TAKE || move.verb == VERB_IN || move.verb == VERB_OUT)
		move.person = move.actor;
	if (move.verb == VERB_OUT_BY_PHONE && request->going > 0 && draw(sim, 6) != 0)
		move.person = request->goers[draw(sim, (uint64_t)request->going)].who;
	for (int i = 0; i < 12 && (i == 0 || move.into == move.request || sim->model.requests[move.into].resident != request->resident); i++)
		move.into = live[draw(sim, (uint64_t)count)];
	move.score = draw(sim, 10) == 0 ? (int)draw(sim, 9) - 1 : draw(sim, 2) == 0 ? 1 : 5;
	move.is_code_wrong = draw(sim, 8) == 0;
	move.asked = ASKED_RESIDENT + (enum call_asked)draw(sim, ASKED_COUNT - ASKED_RESIDENT);
	move.from_ms = sim->village.now_ms + ((int64_t)draw(sim, 20 * 60) - 30) * MINUTE_MS;
	move.to_ms = move.from_ms + sim->village.items[request->item].duration_min * MINUTE_MS;
	return move;
}

static void compare_requests(struct sim *sim, const struct move *move, int from, int to)
{
	static struct shown shown[MODEL_REQUESTS];
	check(play_show(&sim->village, &sim->model, from, shown) == OK);
	for (int i = from; i < to && !sim->is_wrong; i++) {
		if (shown[i].state != sim->model.requests[i].state)
			complain(sim, move, "state", sim->model.requests[i].state, shown[i].state);
	}
}

static void compare_balances(struct sim *sim, const struct move *move)
{
	struct ledger_balance balances[VILLAGERS];
	int64_t all = 0;
	check(play_balances(&sim->village, balances) == OK);
	for (enum villager who = 0; who < VILLAGERS; who++) {
		if (balances[who].posted != sim->model.posted[who])
			complain(sim, move, "posted", sim->model.posted[who], balances[who].posted);
		if (balances[who].held != sim->model.held[who])
			complain(sim, move, "held", sim->model.held[who], balances[who].held);
		if (balances[who].posted < 0 || balances[who].available < 0)
			complain(sim, move, "an account below zero", 0, balances[who].available);
		if (sim->tell != NULL)
			tell_line(sim->tell, "owns %d: %lld %lld %lld", (int)who, (long long)balances[who].posted, (long long)balances[who].held,
				(long long)balances[who].available);
		all += balances[who].posted;
	}
	if (all != sim->model.issued - sim->model.spent)
		complain(sim, move, "all that people own", sim->model.issued - sim->model.spent, all);
}

static void play(struct sim *sim, struct move *move)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	check(play_look(&sim->village, &sim->model, move) == OK);
	enum verdict verdict = model_judge(&sim->model, move, sim->village.now_ms);
	enum fail fail = play_move(&sim->village, &sim->model, move, &refusal);
	bool is_done = fail == OK;
	if (fail != OK && fail != FAIL_REFUSED)
		complain(sim, move, fail_name(fail), OK, fail);
	else if ((is_done && verdict == MUST_REFUSE) || (!is_done && verdict == MUST_DO))
		complain(sim, move, is_done ? "done" : request_refusal_name(refusal), verdict == MUST_DO, is_done);
	if (is_done != (refusal == REQUEST_REFUSAL_NONE))
		complain(sim, move, "the refusal against the failure", is_done, refusal);
	if (sim->tell != NULL)
		tell_line(sim->tell, "move %lld at %lld: %s by %d on %d for %d: %s %s", (long long)sim->moves, (long long)sim->village.now_ms,
			verb_names[move->verb], (int)move->actor, move->request, (int)move->person, fail_name(fail), request_refusal_name(refusal));
	sim->done[move->verb] += is_done;
	sim->refused[move->verb] += !is_done;
	if (is_done && move->verb == VERB_REOPEN && move->request < sim->oldest)
		sim->oldest = move->request;
	if (is_done)
		model_apply(&sim->model, move, sim->village.now_ms);
	if (is_done || move->verb != VERB_ORDER)
		compare_requests(sim, move, oldest_live(sim), sim->model.request_count);
	compare_balances(sim, move);
}

/* Before the clock acts: each one's deadline; afterwards every step must have been due, and nothing due may stand. */
static void let_clock_act(struct sim *sim)
{
	static struct shown before[MODEL_REQUESTS];
	static struct shown after[MODEL_REQUESTS];
	size_t done = 0;
	int oldest = oldest_live(sim);
	check(play_show(&sim->village, &sim->model, oldest, before) == OK);
	check(play_tick(&sim->village, &done) == OK);
	check(play_show(&sim->village, &sim->model, oldest, after) == OK);
	for (int i = oldest; i < sim->model.request_count; i++) {
		struct move move = {.verb = VERB_OFFER, .actor = CLOCK, .request = i};
		if (!model_tick(&sim->model, i, after[i].state, before[i].deadline_ms, sim->village.now_ms))
			complain(sim, &move, "state after the clock", sim->model.requests[i].state, after[i].state);
	}
	check(play_roll(&sim->village, &done) == OK);
	check(play_show(&sim->village, &sim->model, oldest, after) == OK);
	for (int i = oldest; i < sim->model.request_count; i++) {
		if (sim->model.requests[i].state == REQUEST_ACCEPTED && after[i].state == REQUEST_DISPATCHED)
			sim->model.requests[i].state = REQUEST_DISPATCHED; /* whom to ask next is dispatch's; all else stands */
	}
	compare_requests(sim, NULL, oldest, sim->model.request_count);
	compare_balances(sim, NULL);
}

/* Some minutes, some hours, to the beginning or the end of a visit, or days at once. */
static void advance(struct sim *sim)
{
	uint64_t kind = draw(sim, 100);
	int64_t step_ms = kind < 99 ? (int64_t)draw(sim, kind < 75 ? 4 : 60) * MINUTE_MS : (int64_t)draw(sim, 3) * DAY_MS;
	for (int i = oldest_live(sim); i < sim->model.request_count; i++) {
		const struct model_request *request = &sim->model.requests[i];
		int64_t aim_ms = request->state == REQUEST_SCHEDULED && kind % 8 == 0 ? request->from_ms - 10 * MINUTE_MS : 0;
		if (request->state == REQUEST_IN_SERVICE && kind % 4 != 0 && request->going > 0 && request->goers[0].in_ms != 0)
			aim_ms = request->goers[0].in_ms + sim->village.items[request->item].duration_min * MINUTE_MS;
		if (aim_ms > sim->village.now_ms)
			step_ms = aim_ms - sim->village.now_ms;
	}
	sim->village.now_ms += step_ms;
	if (step_ms > 0)
		let_clock_act(sim);
}

static void look_at_all(struct sim *sim)
{
	size_t differences = 0;
	compare_requests(sim, NULL, 0, sim->model.request_count);
	check(play_audit(&sim->village, &differences) == OK);
	if (differences != 0)
		complain(sim, NULL, "differences that verify finds", 0, (int64_t)differences);
}

/* *ret_is_spoilt: they agreed until something was changed behind the house's back. */
static void run(struct sim *sim, int64_t moves, const char *spoil, bool *ret_is_spoilt)
{
	struct move last = {.verb = VERB_ORDER};
	bool is_spoilt = false;
	for (sim->moves = 1; sim->moves <= moves && !sim->is_wrong; sim->moves++) {
		struct move move = sim->moves > 1 && last.verb != VERB_ORDER && draw(sim, 6) == 0 ? last : choose(sim); /* the second click */
		play(sim, &move);
		last = move;
		if (!sim->is_wrong)
			advance(sim);
		if (spoil != NULL && !is_spoilt && !sim->is_wrong && sim->moves >= moves / 2)
			is_spoilt = spoil_house(&sim->village.house, sim->village.now_ms, spoil);
		if (sim->tell != NULL && (sim->moves % TELL_EACH == 0 || sim->moves == moves)) {
			tell_rows(sim->tell);
			tell_pages(sim->tell, &sim->model);
		}
		if (!sim->is_wrong && sim->moves % (moves / 40 > AUDIT_EACH ? moves / 40 : AUDIT_EACH) == 0)
			look_at_all(sim);
	}
	if (!sim->is_wrong)
		look_at_all(sim);
	*ret_is_spoilt = is_spoilt;
}

/* What was played, so that a run in which nothing happens does not pass for a proof. */
static bool has_lived(const struct sim *sim, int64_t moves)
{
	bool has = true;
	for (int verb = 0; verb < VERB_COUNT; verb++) {
		(void)printf("%s %lld/%lld%s", verb_names[verb], (long long)sim->done[verb], (long long)sim->refused[verb], verb + 1 < VERB_COUNT ? ", " : "\n");
		has = has && (moves < 2000 || (sim->done[verb] > 0 && sim->refused[verb] > 0));
	}
	return has && (moves < 2000 || sim->model.spent > 0);
}

struct options {
	int64_t seed, moves;
	const char *folder, *spoil, *store, *tell;
	bool keeps, waits;
};

static bool read_options(int count, char **words, struct options *ret_options)
{
	struct options options = {0};
	if (count < 4 || !text_to_int(text_of(words[1]), &options.seed) || !text_to_int(text_of(words[2]), &options.moves))
		return false;
	options.folder = words[3];
	for (int i = 4; i < count; i++) {
		const char **value = strcmp(words[i], "--spoil") == 0 ? &options.spoil : strcmp(words[i], "--store") == 0 ? &options.store
			: strcmp(words[i], "--tell") == 0 ? &options.tell : NULL;
		options.keeps = options.keeps || strcmp(words[i], "--keep") == 0;
		options.waits = options.waits || strcmp(words[i], "--wait") == 0;
		if (value != NULL && i + 1 < count)
			*value = words[++i];
	}
	*ret_options = options;
	return options.seed > 0 && options.moves > 0;
}

/* The village, and who listens to it. */
static void begin(struct sim *sim, const struct options *options)
{
	char line[8];
	*sim = (struct sim){.random = (uint64_t)options->seed, .seed = (uint64_t)options->seed};
	sim->model.village = &sim->village;
	if (options->tell != NULL)
		dice_fall((uint64_t)options->seed);
	village_open(&sim->village, options->folder, options->store, (uint64_t)options->seed);
	if (options->tell != NULL) {
		sim->village.now_ms += 123; /* so that no instant is a whole second */
		sim->tell = tell_open(options->tell, &sim->village, (uint64_t)options->seed);
	}
	if (options->waits) {
		(void)puts("furnished");
		(void)fflush(stdout);
		check(fgets(line, sizeof(line), stdin) != NULL);
	}
}

int main(int count, char **words)
{
	static struct sim sim; /* large */
	struct options options;
	bool is_spoilt = false;
	if (!read_options(count, words, &options))
		return 2;
	begin(&sim, &options);
	run(&sim, options.moves, options.spoil, &is_spoilt);
	(void)printf("seed %lld: %lld moves, %d requests, %lld points issued, %lld spent, %lld days\n", (long long)options.seed, (long long)options.moves,
		sim.model.request_count, (long long)sim.model.issued / 100, (long long)sim.model.spent / 100,
		(long long)((sim.village.now_ms - VILLAGE_START_MS) / DAY_MS));
	bool has = has_lived(&sim, options.moves);
	if (!has && options.spoil == NULL)
		(void)puts("some verb was never done, or never refused: the run proves too little");
	tell_close(sim.tell);
	village_close(&sim.village, options.keeps);
	return options.spoil != NULL ? !(is_spoilt && sim.is_wrong) : sim.is_wrong || !has;
}
