/* SPDX-License-Identifier: Apache-2.0
 *
 * What is fresh about a kept page: its tag, so that a browser need not load
 * it again, and the keys of its forms, which are new each time it is sent. In
 * a kept page a secret mark stands where a key goes.
 */
#ifndef WEB_FRESH_H
#define WEB_FRESH_H

#include "web/cache.h"

#define MARK_CHARS 32 /* a form key, and the mark that stands in for one */
#define ETAG_CHARS 40

/* The tag of a body, with its quotes; weak when keys differ from answer to answer. */
void fresh_etag(char ret_etag[ETAG_CHARS], struct text body, bool is_weak);
/* Whether If-None-Match names this tag: weak comparison, as RFC 9110 asks. */
bool fresh_is_unchanged(struct text if_none_match, const char *etag);
/* Where the mark stands in a body: at most CACHE_MARKS_MAX places; *ret_is_all false when there are more. */
size_t fresh_find(struct text mark, struct text body, uint32_t *ret_marks, bool *ret_is_all);
/* Put a new key at every mark; no two are equal. */
void fresh_fill(char *body, const uint32_t *marks, size_t count);

#endif
