/* SPDX-License-Identifier: Apache-2.0 */
#include "web/tiles.h"

#define ADDRESS_MAX 500
#define PORT_DIGITS 5
#define CREDIT_MAX 200

static const char *fault_of(struct text address, struct text *ret_origin);
static bool is_of_an_address(char byte);
static bool stands_once(struct text address, struct text part);
static bool has_port_at_most(struct text host);
static bool origin_of(struct text address, struct text *ret_origin);

enum fail tiles_read(const struct tiles_options *options, struct tiles *ret_tiles, const char **ret_reason)
{
	struct tiles tiles = {.address = text_of(options->address), .credit = text_of(options->credit)};
	struct text datum = options->datum ? text_of(options->datum) : TEXT("gcj02");
	tiles.is_wgs84 = text_equal(datum, TEXT("wgs84"));
	*ret_reason = NULL;
	if (!tiles.is_wgs84 && !text_equal(datum, TEXT("gcj02")))
		*ret_reason = "the datum of the map is gcj02 or wgs84";
	else if (tiles.credit.len > CREDIT_MAX || !text_is_utf8(tiles.credit))
		*ret_reason = "the credit of the map is a short text";
	else if (tiles.address.len > 0)
		*ret_reason = fault_of(tiles.address, &tiles.origin);
	if (*ret_reason != NULL)
		return FAIL_INPUT;
	*ret_tiles = tiles;
	return OK;
}

struct position tiles_position(const struct tiles *tiles, struct position gcj)
{
	return tiles->is_wgs84 ? position_wgs_of_gcj(gcj) : gcj;
}

/* What is wrong with an address, or NULL and its origin. */
static const char *fault_of(struct text address, struct text *ret_origin)
{
	bool is_clean = address.len <= ADDRESS_MAX;
	size_t braces = 0;
	for (size_t i = 0; i < address.len; i++) {
		is_clean = is_clean && is_of_an_address(address.at[i]);
		braces += address.at[i] == '{' || address.at[i] == '}';
	}
	if (!is_clean)
		return "the address of the map's tiles holds what no address holds";
	if (braces != 6 || !stands_once(address, TEXT("{z}")) || !stands_once(address, TEXT("{x}")) || !stands_once(address, TEXT("{y}")))
		return "the address of the map's tiles names {z}, {x} and {y}, each once and nothing else in braces";
	return origin_of(address, ret_origin) ? NULL : "the address of the map's tiles begins with https://, http:// or one /";
}

/* Nothing that ends a word or a header, in HTML or in a policy. */
static bool is_of_an_address(char byte)
{
	bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
	return is_letter || text_find_byte(TEXT("-._~:/?=&%+@{}"), byte) != SIZE_MAX;
}

static bool stands_once(struct text address, struct text part)
{
	size_t at = text_find(address, part);
	return at != SIZE_MAX && text_find(text_slice(address, at + 1, address.len), part) == SIZE_MAX;
}

/* NAME or NAME:DIGITS. */
static bool has_port_at_most(struct text host)
{
	struct text port = host;
	struct text name = text_cut(&port, ':');
	for (size_t i = 0; i < port.len; i++) {
		if (port.at[i] < '0' || port.at[i] > '9')
			return false;
	}
	return port.len <= PORT_DIGITS && name.len + 1 != host.len;
}

/* Scheme, host and port; empty for a path of our own. False when it is neither. */
static bool origin_of(struct text address, struct text *ret_origin)
{
	size_t scheme = text_starts_with(address, TEXT("https://")) ? 8 : text_starts_with(address, TEXT("http://")) ? 7 : 0;
	struct text host = text_slice(address, scheme, address.len);
	if (scheme == 0)
		return text_starts_with(address, TEXT("/")) && !text_starts_with(address, TEXT("//"));
	size_t len = text_find_byte(host, '/');
	for (size_t i = 0; len != SIZE_MAX && i < len; i++) {
		if (text_find_byte(TEXT("?=&%+@{}_~"), host.at[i]) != SIZE_MAX)
			return false;
	}
	if (len == SIZE_MAX || len == 0 || host.at[0] == ':')
		return false;
	if (!has_port_at_most(text_slice(host, 0, len)))
		return false;
	*ret_origin = text_slice(address, 0, scheme + len);
	return true;
}
