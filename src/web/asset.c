/* SPDX-License-Identifier: Apache-2.0 */
#include "web/asset.h"

#include "web/request.h"

const struct asset *asset_find(struct text path)
{
	size_t low = 0;
	size_t high = assets_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(text_of(assets[middle].path), path);
		if (order == 0)
			return &assets[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

struct text asset_path(const char *name)
{
	struct text wanted = text_of(name);
	for (size_t i = 0; i < assets_count; i++)
		if (text_equal(text_of(assets[i].name), wanted))
			return text_of(assets[i].path);
	check(!"an asset of this name");
	return TEXT_NONE;
}

struct text asset_choose(const struct asset *asset, struct text accept_encoding, const char **ret_encoding)
{
	*ret_encoding = NULL;
	if (asset->br.len > 0 && request_lists(accept_encoding, TEXT("br"))) {
		*ret_encoding = "br";
		return asset->br;
	}
	if (asset->gz.len > 0 && request_lists(accept_encoding, TEXT("gzip"))) {
		*ret_encoding = "gzip";
		return asset->gz;
	}
	return asset->bytes;
}
