/* SPDX-License-Identifier: Apache-2.0 */
#include "web/route.h"

#include "base/ids.h"

#define WORD_MAX 64

static bool match_path(const char *pattern, struct text path, struct route_match *match);
static bool match_piece(struct text pattern, struct text piece, struct route_match *match);
static bool is_word(struct text piece);

struct route_match route_find(const struct route *table, size_t count, enum method method, struct text path)
{
	struct route_match found = { 0 };
	for (size_t i = 0; i < count; i++) {
		struct route_match match = { 0 };
		if (!match_path(table[i].path, path, &match))
			continue;
		found.is_path_known = true;
		found.allowed |= 1u << table[i].method;
		if (table[i].method != method || found.route)
			continue;
		found.route = &table[i];
		found.piece_count = match.piece_count;
		for (size_t n = 0; n < match.piece_count; n++)
			found.pieces[n] = match.pieces[n];
	}
	return found;
}

bool route_is_before_password(const struct route *route)
{
	return route->is_before_password || (route->who & WHO_ANYONE) != 0;
}

bool route_allows(const struct route *route, bool is_signed_in, unsigned roles)
{
	if (route->who & WHO_ANYONE)
		return true;
	if (!is_signed_in)
		return false;
	return route->who == WHO_SIGNED_IN || (route->who & roles) != 0;
}

static bool match_path(const char *pattern, struct text path, struct route_match *match)
{
	struct text want = text_of(pattern);
	size_t brace = text_find_byte(want, '{');
	if (brace == SIZE_MAX)
		return text_equal(want, path);
	if (!text_starts_with(path, text_slice(want, 0, brace)) || text_ends_with(path, TEXT("/")))
		return false;
	want = text_slice(want, 1, want.len);
	path = text_slice(path, 1, path.len);
	while (want.len > 0 && path.len > 0)
		if (!match_piece(text_cut(&want, '/'), text_cut(&path, '/'), match))
			return false;
	return want.len == 0 && path.len == 0;
}

static bool match_piece(struct text pattern, struct text piece, struct route_match *match)
{
	if (!text_starts_with(pattern, TEXT("{")))
		return text_equal(pattern, piece);
	check(match->piece_count < ROUTE_PIECES_MAX);
	struct route_piece *found = &match->pieces[match->piece_count];
	found->text = piece;
	bool is_id = text_equal(pattern, TEXT("{id}"));
	check(is_id || text_equal(pattern, TEXT("{word}")));
	if (is_id ? !ids_read(piece, &found->id) : !is_word(piece))
		return false;
	match->piece_count++;
	return true;
}

static bool is_word(struct text piece)
{
	for (size_t i = 0; i < piece.len; i++) {
		char byte = piece.at[i];
		bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
		if (!is_letter && byte != '-' && byte != '_' && byte != '.')
			return false;
	}
	return piece.len > 0 && piece.len <= WORD_MAX;
}
