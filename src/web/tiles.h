/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the pictures of a map come from: the address of square tiles with {z},
 * {x} and {y} in it, on another server or under a path of our own, as the
 * operator said at the start. Without one there is no map, only the drawing on
 * a blank grid.
 */
#ifndef WEB_TILES_H
#define WEB_TILES_H

#include "text/coordinates.h"
#include "web/render.h"

struct tiles_options {
	const char *address; /* "https://tiles.example.org/{z}/{x}/{y}.png" or "/tiles/{z}/{x}/{y}.png"; NULL = no map */
	const char *datum;   /* "gcj02" or "wgs84": what the pictures are drawn in; NULL = gcj02 */
	const char *credit;  /* what the map's maker wants said beside it; NULL = nothing */
};
struct tiles {
	struct text address; /* empty: no map */
	struct text origin;  /* the one other origin that pages with a map may load pictures from; empty when it is our own */
	struct text credit;
	bool is_wgs84;
};
/* Reads what the operator wrote; the texts are borrowed. FAIL_INPUT with an English phrase in *ret_reason: the address has to
 * be http, https or a path of our own, each of {z}, {x}, {y} once, and hold nothing that could end a header or a word of it. */
MUST_USE enum fail tiles_read(const struct tiles_options *options, struct tiles *ret_tiles, const char **ret_reason);
/* A position of the store in what the pictures are drawn in. */
struct position tiles_position(const struct tiles *tiles, struct position gcj);

#endif
