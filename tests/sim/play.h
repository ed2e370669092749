/* SPDX-License-Identifier: Apache-2.0
 *
 * Plays one move in the village with the real verbs, and reads back what the
 * house shows for the model to compare.
 */
#ifndef TESTS_PLAY_H
#define TESTS_PLAY_H

#include "domain/ledger.h"
#include "model.h"

/* Does the move. OK or FAIL_REFUSED (then *ret_refusal says why); anything else is a failure of the world. */
enum fail play_move(struct village *village, struct model *model, const struct move *move, enum request_refusal *ret_refusal);
/* Fills in what the store knows of the move's offers before it is played. */
enum fail play_look(struct village *village, const struct model *model, struct move *move);
/* Lets the clock act: what is due; and who is asked next. */
enum fail play_tick(struct village *village, size_t *ret_done);
enum fail play_roll(struct village *village, size_t *ret_done);

/* Who has been asked for a request and has not answered; CLOCK when nobody. `nth` picks one of several. */
enum villager play_asked(struct village *village, struct request_id id, uint64_t nth);

struct shown { enum request_state state; int64_t deadline_ms; };
/* What the house shows for the model's requests from number `from` on, in one snapshot. */
enum fail play_show(struct village *village, const struct model *model, int from, struct shown *ret_shown);
/* Posted and held of everybody, in one snapshot. */
enum fail play_balances(struct village *village, struct ledger_balance ret_balances[VILLAGERS]);
/* Recomputes everything from the facts; differences are printed. */
enum fail play_audit(struct village *village, size_t *ret_count);

#endif
