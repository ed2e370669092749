/* SPDX-License-Identifier: Apache-2.0
 *
 * When somebody wants it, from the fields `day` and `time` of the forms that
 * take an order: the resident's and the caller's.
 */
#ifndef WEB_PAGES_WANTED_H
#define WEB_PAGES_WANTED_H

#include "domain/requests.h"
#include "web/call.h"

/* Sets the window of `options`, for an item that they name already. A day and a time are an appointment; a time alone is the nearest such hour, today or
 * tomorrow; a day alone its working hours, from now on when they have begun; nothing is as soon as possible. A day is taken as people say
 * it: 明天, 周三, 3月12日; *ret_is_day false: it cannot be read, and nothing is set. */
MUST_USE enum fail wanted_window(const struct write *write, struct requests_open_options *options, bool *ret_is_day);

#endif
