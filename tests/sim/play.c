/* SPDX-License-Identifier: Apache-2.0 */
#include "play.h"

#include <stdio.h>

#include "domain/audit.h"
#include "domain/dispatch.h"
#include "queries/demo.h"
#include "queries/duties.h"
#include "store/statement.h"

struct playing {
	struct village *village;
	struct model *model;
	const struct move *move;
	enum request_refusal refusal;
	struct request_id new_id;
};

static enum fail offer_of(const struct act *act, struct request_id id, struct person_id person_id, int64_t *ret_open, struct offer_id *ret_id)
{
	struct demo_request_row now;
	struct demo_offers_rows offers;
	bool is_found = false;
	*ret_open = 0;
	*ret_id = (struct offer_id){0};
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = id}, &is_found, &now));
	if (!is_found || now.duty_id.value == 0)
		return OK;
	TRY(q_demo_offers(act->view, act->arena, &(struct demo_offers_in){.centre_id = act->centre_id, .duty_id = now.duty_id}, &offers));
	*ret_open = (int64_t)offers.count;
	for (size_t i = 0; i < offers.count; i++) {
		if (offers.rows[i].person_id.value == person_id.value)
			*ret_id = offers.rows[i].id;
	}
	return OK;
}

static enum fail order(const struct act *act, struct playing *playing)
{
	const struct move *move = playing->move;
	const struct village *village = playing->village;
	return requests_open(act, &(struct requests_open_options){.person_id = village->people[move->person], .item_id = village->items[move->item].id,
		.channel = CHANNEL_WEB, .wanted_from_ms = move->from_ms, .wanted_to_ms = move->to_ms, .is_paid = move->is_paid, .is_duplicate_meant = true},
		&playing->refusal, &playing->new_id);
}

static enum fail attend(const struct act *act, struct playing *playing, struct request_id id)
{
	const struct move *move = playing->move;
	struct demo_request_row now;
	bool is_found = false;
	char code[7];
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = id}, &is_found, &now));
	check(is_found);
	TRY(requests_card_code(act, now.person_id, code));
	code[5] = move->is_code_wrong ? (code[5] == '9' ? '0' : (char)(code[5] + 1)) : code[5];
	bool is_by_phone = move->verb == VERB_OUT_BY_PHONE;
	struct requests_attend_options options = {.id = id, .code = is_by_phone ? TEXT_NONE : text_of(code), .note = TEXT("好"),
		.person_id = is_by_phone ? playing->village->people[move->person] : (struct person_id){0}};
	return move->verb == VERB_IN ? requests_check_in(act, &options, &playing->refusal) : requests_check_out(act, &options, &playing->refusal);
}

static enum fail confirm_by_card(const struct act *act, struct playing *playing, struct request_id id)
{
	char code[7];
	TRY(requests_confirm_code(act, id, code));
	if (playing->move->is_code_wrong)
		code[0] = code[0] == '9' ? '0' : (char)(code[0] + 1);
	return requests_confirm(act, id, text_of(code), &playing->refusal);
}

/* Rings about the visit that the model waits for; id 0 when there is none. */
static enum fail call(const struct act *act, struct playing *playing, struct request_id id)
{
	static const char *const ins[] = {"centre_id", "request_id", "person_id", "from_ms", NULL};
	static const char *const outs[] = {"id", NULL};
	static const struct query query = {.name = "sim_call", .kind = QUERY_ONE, .in_names = ins, .in_count = 4, .out_names = outs, .out_count = 1,
		.sql = "SELECT c.id FROM call_back c JOIN record r ON r.centre_id = c.centre_id AND r.id = c.record_id JOIN duty d ON d.centre_id = r.centre_id"
		" AND d.id = r.duty_id WHERE c.centre_id = :centre_id AND d.request_id = :request_id AND r.person_id = :person_id AND r.from_ms = :from_ms"};
	const struct model *model = playing->model;
	int visit = model_waiting(model, playing->move->request);
	enum record_refusal refusal = RECORD_OK;
	bool has_row = false;
	struct statement *statement CLEANUP(statement_done) = NULL;
	TRY(statement_open(act->view, &query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	statement_bind_int(statement, 1, id.value);
	statement_bind_int(statement, 2, visit < 0 ? 0 : playing->village->people[model->visits[visit].who].value);
	statement_bind_int(statement, 3, visit < 0 ? 0 : model->visits[visit].from_ms);
	TRY(statement_step(statement, &has_row));
	int64_t call_id = has_row ? statement_int(statement, 0) : 0;
	TRY(statement_finish(statement));
	enum fail fail = requests_answer_call(act, &(struct call_back_options){.id = call_id, .is_true = !playing->move->is_code_wrong,
		.asked = playing->move->asked, .note = TEXT("问过了")}, &refusal);
	playing->refusal = refusal == RECORD_OK ? REQUEST_REFUSAL_NONE : REQUEST_NOT_ALLOWED;
	return fail;
}

static enum fail answer_offer(const struct act *act, struct playing *playing, struct request_id id)
{
	struct offer_id offer_id;
	int64_t open = 0;
	TRY(offer_of(act, id, act->actor, &open, &offer_id));
	if (playing->move->verb == VERB_DECLINE)
		return requests_decline_offer(act, offer_id, TEXT("有事"), &playing->refusal);
	return requests_take_offer(act, offer_id, &playing->refusal);
}

static enum fail play_desk(const struct act *act, struct playing *playing, struct request_id id)
{
	const struct move *move = playing->move;
	enum request_refusal *refusal = &playing->refusal;
	switch (move->verb) {
	case VERB_ACCEPT:
		return requests_accept(act, &(struct requests_accept_options){.id = id}, refusal);
	case VERB_ASK:
		return requests_ask(act, id, TEXT("几楼?"), refusal);
	case VERB_ANSWER:
		return requests_answer(act, id, TEXT("五楼"), refusal);
	case VERB_REJECT:
		return requests_reject(act, id, TEXT("不在范围"), TEXT("12345"), refusal);
	case VERB_OFFER:
		return requests_offer(act, id, &playing->village->people[move->person], 1, refusal);
	case VERB_OPEN_UP:
		return requests_open_to_all(act, id, refusal);
	case VERB_CALL_BACK:
		return requests_call_back(act, id, refusal);
	case VERB_ASSIGN:
		return requests_assign(act, id, playing->village->people[move->person], refusal);
	case VERB_SUSPEND:
		return requests_suspend(act, id, TEXT("住院"), act->now_ms + 2 * DAY_MS, refusal);
	case VERB_RESUME:
		return requests_resume(act, id, refusal);
	case VERB_ESCALATE:
		return requests_escalate(act, id, TEXT("没有人会"), refusal);
	case VERB_GIVE_BACK:
		return requests_give_back(act, id, TEXT("再问一次"), refusal);
	case VERB_MERGE:
		return requests_merge(act, id, playing->model->requests[move->into].id, refusal);
	default:
		check_never();
	}
}

static enum fail play_one(const struct act *act, void *context)
{
	struct playing *playing = context;
	const struct move *move = playing->move;
	enum request_refusal *refusal = &playing->refusal;
	struct request_id id = playing->model->requests[move->request].id;
	*refusal = REQUEST_REFUSAL_NONE;
	switch (move->verb) {
	case VERB_ORDER:
		return order(act, playing);
	case VERB_CALL:
		return call(act, playing, id);
	case VERB_TAKE_OFFER:
	case VERB_DECLINE:
		return answer_offer(act, playing, id);
	case VERB_TAKE:
		return requests_take(act, id, refusal);
	case VERB_SCHEDULE:
		return requests_schedule(act, id, move->from_ms, move->to_ms, refusal);
	case VERB_RELEASE:
		return requests_release(act, id, TEXT("临时有事"), refusal);
	case VERB_IN:
	case VERB_OUT:
	case VERB_OUT_BY_PHONE:
		return attend(act, playing, id);
	case VERB_CONFIRM:
		return requests_confirm(act, id, TEXT_NONE, refusal);
	case VERB_CONFIRM_BY_CARD:
		return confirm_by_card(act, playing, id);
	case VERB_DISPUTE:
		return requests_dispute(act, id, TEXT("没有来"), refusal);
	case VERB_RATE:
		return requests_rate(act, id, move->score, TEXT("好"), refusal);
	case VERB_REOPEN:
		return requests_reopen(act, id, TEXT("没做完"), refusal);
	case VERB_CANCEL:
		return requests_cancel(act, id, TEXT("不需要了"), refusal);
	default:
		return play_desk(act, playing, id);
	}
}

enum fail play_move(struct village *village, struct model *model, const struct move *move, enum request_refusal *ret_refusal)
{
	struct playing playing = {.village = village, .model = model, .move = move};
	enum fail fail = village_write(village, move->actor, play_one, &playing);
	*ret_refusal = playing.refusal;
	if (fail == OK && move->verb == VERB_ORDER) {
		check(move->request < MODEL_REQUESTS);
		model->requests[move->request].id = playing.new_id;
	}
	return fail;
}

struct looking { const struct model *model; struct village *village; struct move *move; };

static enum fail look(const struct act *act, void *context)
{
	struct looking *looking = context;
	struct move *move = looking->move;
	struct offer_id offer_id;
	struct offer_get_row offer;
	TRY(offer_of(act, looking->model->requests[move->request].id, looking->village->people[move->actor], &move->open_offers, &offer_id));
	move->has_offer = offer_id.value != 0;
	if (!move->has_offer)
		return OK;
	TRY(q_offer_get(act->view, act->arena, &(struct offer_get_in){.centre_id = act->centre_id, .id = offer_id}, &move->has_offer, &offer));
	move->offer_ends_ms = offer.expires_at_ms;
	return OK;
}

enum fail play_look(struct village *village, const struct model *model, struct move *move)
{
	struct looking looking = {model, village, move};
	return move->verb == VERB_TAKE_OFFER || move->verb == VERB_DECLINE ? village_read(village, look, &looking) : OK;
}

static enum fail tick(const struct act *act, void *context)
{
	return requests_tick(act, 1000, context);
}

static enum fail roll(const struct act *act, void *context)
{
	return dispatch_roll(act, context);
}

enum fail play_tick(struct village *village, size_t *ret_done)
{
	return village_write(village, CLOCK, tick, ret_done);
}

enum fail play_roll(struct village *village, size_t *ret_done)
{
	return village_write(village, CLOCK, roll, ret_done);
}

struct asked { struct request_id id; uint64_t nth; struct person_id person_id; };

static enum fail find_asked(const struct act *act, void *context)
{
	struct asked *asked = context;
	struct demo_request_row now;
	struct demo_offers_rows offers;
	bool is_found = false;
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = asked->id}, &is_found, &now));
	if (!is_found || now.duty_id.value == 0)
		return OK;
	TRY(q_demo_offers(act->view, act->arena, &(struct demo_offers_in){.centre_id = act->centre_id, .duty_id = now.duty_id}, &offers));
	if (offers.count > 0)
		asked->person_id = offers.rows[asked->nth % offers.count].person_id;
	return OK;
}

enum villager play_asked(struct village *village, struct request_id id, uint64_t nth)
{
	struct asked asked = {.id = id, .nth = nth};
	check(village_read(village, find_asked, &asked) == OK);
	enum villager who = 0;
	while (who < VILLAGERS && village->people[who].value != asked.person_id.value)
		who++;
	return who;
}

struct showing { struct village *village; const struct model *model; int from; struct shown *shown; struct ledger_balance *balances; size_t differences; };

static enum fail show(const struct act *act, void *context)
{
	static const char *const ins[] = {"centre_id", "id", NULL};
	static const char *const outs[] = {"state", "deadline_at_ms", NULL};
	static const struct query query = {.name = "sim_shown", .kind = QUERY_ONE, .in_names = ins, .in_count = 2, .out_names = outs, .out_count = 2,
		.sql = "SELECT state, deadline_at_ms FROM request WHERE centre_id = :centre_id AND id = :id"};
	const struct showing *showing = context;
	for (int i = showing->from; i < showing->model->request_count; i++) {
		struct statement *statement CLEANUP(statement_done) = NULL;
		bool has_row = false;
		TRY(statement_open(act->view, &query, &statement));
		statement_bind_int(statement, 0, act->centre_id.value);
		statement_bind_int(statement, 1, showing->model->requests[i].id.value);
		TRY(statement_step(statement, &has_row));
		showing->shown[i] = (struct shown){has_row ? (enum request_state)statement_int(statement, 0) : 0, has_row ? statement_int(statement, 1) : 0};
		TRY(statement_finish(statement));
	}
	return OK;
}

enum fail play_show(struct village *village, const struct model *model, int from, struct shown *ret_shown)
{
	struct showing showing = {.village = village, .model = model, .from = from, .shown = ret_shown};
	return village_read(village, show, &showing);
}

static enum fail balances(const struct act *act, void *context)
{
	struct showing *showing = context;
	for (enum villager who = 0; who < VILLAGERS; who++)
		TRY(ledger_balance_of(act, showing->village->people[who], &showing->balances[who]));
	return OK;
}

enum fail play_balances(struct village *village, struct ledger_balance ret_balances[VILLAGERS])
{
	struct showing showing = {.village = village, .balances = ret_balances};
	return village_read(village, balances, &showing);
}

static void print_difference(void *context UNUSED, const struct ledger_difference *difference)
{
	(void)printf("  %s row %lld column %s: stored %lld, facts give %lld\n", difference->table, (long long)difference->id, difference->column,
		(long long)difference->stored, (long long)difference->computed);
}

static enum fail audit(const struct act *act, void *context)
{
	struct showing *showing = context;
	return audit_run(act, false, print_difference, NULL, &showing->differences);
}

enum fail play_audit(struct village *village, size_t *ret_count)
{
	struct showing showing = {0};
	TRY(village_read(village, audit, &showing));
	*ret_count = showing.differences;
	return OK;
}
