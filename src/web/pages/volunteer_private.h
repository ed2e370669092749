/* SPDX-License-Identifier: Apache-2.0
 *
 * How a volunteer serves, shared by the page that shows it and the acts that
 * change it: the spans of a week as fields, the distances to choose from.
 */
#ifndef WEB_PAGES_VOLUNTEER_PRIVATE_H
#define WEB_PAGES_VOLUNTEER_PRIVATE_H

#include "web/form.h"

#define SERVE_DAYS 7
#define SERVE_SPANS 3 /* of one day */

/* The fields of a span: "mon1_from", "mon1_to". */
struct serve_span_names { const char *from, *to; };
extern const struct serve_span_names serve_spans[SERVE_DAYS][SERVE_SPANS];
extern const enum key serve_weekdays[SERVE_DAYS];

struct serve_reach { int32_t metres; enum key label; };
extern const struct serve_reach serve_reaches[];
extern const size_t serve_reaches_count;

#endif
