/* SPDX-License-Identifier: Apache-2.0
 *
 * Who has looked at a person's sealed facts: read from the trail, told in
 * words, to her (on her own page) and to the desk.
 */
#ifndef WEB_OPENINGS_H
#define WEB_OPENINGS_H

#include "web/call.h"

struct opening {
	int64_t at_ms;
	enum key what;   /* telephone, address …, or that a code to sign in was made */
	struct text who; /* masked; "herself" in words */
	struct text why; /* the reason, as chosen or typed */
};
struct openings { const struct opening *rows; size_t count; bool is_cut; };

/* At most 20, newest first; in the call's arena and language. */
MUST_USE enum fail openings_of(struct call *call, struct person_id person_id, struct openings *ret_openings);

#endif
