/* SPDX-License-Identifier: Apache-2.0
 *
 * Files for the browser, embedded in the program by the build: hashed names
 * that are kept for ever, compressed beforehand. The table is generated from
 * assets/ and sorted by path.
 */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include "base/text.h"

struct asset {
	const char *path;      /* "/assets/lastmile.3f9a1c20.css" */
	const char *name;      /* as templates say it: "lastmile.css" */
	const char *type;      /* "text/css; charset=utf-8" */
	const char *etag;      /* with its quotes */
	struct text bytes;
	struct text br;        /* empty: not worth it */
	struct text gz;
	bool is_immutable;     /* the path holds a hash of the content */
};

extern const struct asset assets[];
extern const size_t assets_count;

/* By path, NULL when there is none. */
const struct asset *asset_find(struct text path);
/* The hashed path of a name; a name that is not in the table is a programmer's error. */
struct text asset_path(const char *name);
/* The smallest form the header Accept-Encoding takes; *ret_encoding is "br", "gzip" or NULL. */
struct text asset_choose(const struct asset *asset, struct text accept_encoding, const char **ret_encoding);

#endif
