/* SPDX-License-Identifier: Apache-2.0
 *
 * The steps of the desk as one table: what each is called, in which states of
 * a request it exists, what it asks for, and what it does. The page of a
 * request draws its forms from it, the POST does what it says.
 */
#ifndef WEB_PAGES_DESK_PRIVATE_H
#define WEB_PAGES_DESK_PRIVATE_H

#include "domain/requests.h"
#include "queries/requests.h"
#include "web/call.h"
#include "web/pages/desk.h"

/* What a step asks for and how it is shown. */
enum desk_ask {
	DESK_NOTE = 1,            /* words, may be empty */
	DESK_NOTE_NEEDED = 2,
	DESK_REFERRAL = 4,        /* where to go instead */
	DESK_DAY = 8,
	DESK_TIME = 16,
	DESK_OTHER = 32,          /* one of her other open requests; without any there is no such step */
	DESK_FIRST = 64,          /* above the candidates: what the state waits for */
	DESK_PRIMARY = 128,
	DESK_DANGER = 256,
	DESK_UNDO = 512,          /* takes the last step back: in the bar, key u */
	DESK_OWN_FORM = 1024,     /* drawn by the page itself */
	DESK_ADVICE = 2048        /* the county's and the manager's, not the clerk's */
};

/* Calls the domain verb with what the form says. FAIL_REFUSED with *ret_refusal set when the rules say no. */
typedef enum fail desk_step_work(struct write *write, struct request_id id, enum request_refusal *ret_refusal);

struct desk_step {
	const char *word;         /* last piece of the path */
	desk_step_work *work;
	unsigned states;          /* bits 1 << enum request_state */
	unsigned asks;            /* enum desk_ask */
	enum key label;           /* on its button; of DESK_UNDO what the bar says was done */
	enum key note_label;
	const char *hotkey;       /* "" none */
};
extern const struct desk_step desk_steps[];
extern const size_t desk_steps_count;

#endif
