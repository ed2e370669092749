/* SPDX-License-Identifier: Apache-2.0
 *
 * The second model of the simulation: what a careful bookkeeper with pencil
 * and paper would expect of one act. Plain arrays, no store, none of the
 * domain's code but the words of its enums; written from the rules, so that a
 * bug in one is not in the other.
 */
#ifndef TESTS_MODEL_H
#define TESTS_MODEL_H

#include "base/when.h"
#include "domain/requests.h"
#include "village.h"

enum verb { VERB_ORDER, VERB_ACCEPT, VERB_ASK, VERB_ANSWER, VERB_REJECT, VERB_OFFER, VERB_OPEN_UP, VERB_CALL_BACK, VERB_TAKE_OFFER, VERB_DECLINE,
	VERB_TAKE, VERB_ASSIGN, VERB_SCHEDULE, VERB_RELEASE, VERB_IN, VERB_OUT, VERB_OUT_BY_PHONE, VERB_CONFIRM, VERB_CONFIRM_BY_CARD, VERB_DISPUTE,
	VERB_RATE, VERB_REOPEN, VERB_CANCEL, VERB_SUSPEND, VERB_RESUME, VERB_ESCALATE, VERB_GIVE_BACK, VERB_MERGE, VERB_CALL, VERB_COUNT };
extern const char *const verb_names[VERB_COUNT];

/* One act as the simulation plays it. */
struct move {
	enum verb verb;
	int request;          /* number in the model; ORDER: the number it will get */
	enum villager actor;
	enum villager person; /* who is asked, assigned, checked out; ORDER: the resident */
	int item, into, score;
	bool is_paid, is_code_wrong; /* CALL: the wrong code is a no */
	enum call_asked asked;       /* CALL */
	int64_t from_ms, to_ms;
	int64_t open_offers;  /* of the request's duty before the act, as the store told */
	bool has_offer;       /* the actor has one that nobody answered */
	int64_t offer_ends_ms;
};

enum model_hold { MODEL_NO_HOLD, MODEL_HELD, MODEL_SPENT, MODEL_FREED };
enum model_record { MODEL_NO_RECORD, MODEL_PENDING, MODEL_HELD_UP, MODEL_PAID, MODEL_VOID };

struct model_goer {
	enum villager who;
	int64_t in_ms, out_ms; /* 0 = not yet */
	int visit; /* its line in the book; -1 none yet */
};

struct model_request {
	struct request_id id;
	enum villager resident, orderer, payer; /* payer CLOCK = free */
	int item;
	int64_t price, from_ms, to_ms;          /* of the window, then of the visit */
	int64_t wanted_from_ms, wanted_to_ms;
	enum request_state state, resume;
	enum model_hold hold;
	struct model_goer goers[2];
	int going;
	int64_t served_ms, confirmed_ms, changed_ms;
	int score;
};

struct model_visit {
	enum villager who, recorder;
	int request;
	int64_t from_ms, to_ms, minutes;
	bool has_code, is_bad; /* evidence: the card's code at both ends; against a rule */
	bool is_much;          /* more of hers for this resident in 30 days than three hours, and nobody else said so yet */
	bool is_proved, by_kin; /* her side or staff confirmed it; it was kin of hers who did */
	enum model_record state;
};

#define MODEL_REQUESTS 20000
#define MODEL_VISITS 40000
struct model {
	struct model_request requests[MODEL_REQUESTS];
	int request_count;
	struct model_visit visits[MODEL_VISITS];
	int visit_count;
	int64_t posted[VILLAGERS], held[VILLAGERS];
	int64_t issued, spent;
	int64_t known_ms[VILLAGERS][VILLAGERS]; /* when somebody else said that one serves another so much; 0 never, or a no came behind it */
	const struct village *village;
};

/* MUST: the rules leave no other answer. MAY: it hangs on what the model does not follow (who is busy then). */
enum verdict { MUST_REFUSE, MAY_DO, MUST_DO };
enum verdict model_judge(const struct model *model, const struct move *move, int64_t now_ms);
/* The act was done. */
void model_apply(struct model *model, const struct move *move, int64_t now_ms);

/* The newest visit that waits for a call to the resident; -1 none. */
int model_waiting(const struct model *model, int request);

/* The clock brought a request from its state into `to`; false when no rule allows that at now_ms with that deadline. */
bool model_tick(struct model *model, int request, enum request_state to, int64_t deadline_ms, int64_t now_ms);

#endif
