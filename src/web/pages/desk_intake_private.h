/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the two files of the caller's page: what it shows and what
 * it does with what was typed.
 */
#ifndef WEB_PAGES_INTAKE_PRIVATE_H
#define WEB_PAGES_INTAKE_PRIVATE_H

#include "domain/requests.h"
#include "web/call.h"
#include "web/pages/desk.h"

/* What the button says: look for somebody, put the order down, register the caller and put it down, choose somebody else. */
enum intake_step { INTAKE_OPEN = 1, INTAKE_FIND, INTAKE_REGISTER, INTAKE_OTHER };

/* Characters, pinyin and initials of a service's name in one line: "上门理发 shangmenlifa smlf". */
MUST_USE enum fail intake_find_text(struct arena *arena, struct text title, struct text *ret_find);
/* Whether what was typed stands in that line, without regard to case. */
bool intake_finds(struct arena *arena, struct text find, struct text typed);
/* Works of the POST: the order of a known person; a new person and her order in one. */
write_work intake_open_work;
write_work intake_register_work;

#endif
