/* SPDX-License-Identifier: Apache-2.0
 *
 * What the table of routes says of itself: the description of the API for
 * programs (OpenAPI 3.1), and who may do what for people. Both are written
 * from the same rows that dispatch and the authorisation matrix use, so they
 * cannot say anything else. Checked in as docs/openapi.json and
 * docs/permissions.md, where a change of rights shows up as a diff.
 */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "base/buffer.h"
#include "web/route.h"

/* The whole description as indented JSON. FAIL_LIMIT when the buffer is full. */
MUST_USE enum fail openapi_write(const struct route *table, size_t count, struct buffer *out);
/* A table in Markdown: each route, its help, a column for each role (● may), and the relation it asks for.
 * FAIL_LIMIT when the buffer is full. */
MUST_USE enum fail openapi_write_permissions(const struct route *table, size_t count, struct buffer *out);

/* GET /openapi.json */
page_handler page_openapi_get;

#endif
