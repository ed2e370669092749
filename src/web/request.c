/* SPDX-License-Identifier: Apache-2.0 */
#include "web/request.h"

static bool weight_is_zero(struct text parameters);

struct text request_cookie(const struct request *request, struct text name)
{
	struct text rest = request->cookie;
	struct text found = TEXT_NONE;
	while (rest.len > 0) {
		struct text pair = text_trim(text_cut(&rest, ';'));
		if (pair.len <= name.len || pair.at[name.len] != '=' || !text_starts_with(pair, name))
			continue;
		struct text value = text_slice(pair, name.len + 1, pair.len);
		if (found.at && !text_equal(found, value))
			return TEXT_NONE;
		found = value;
	}
	return found;
}

bool request_lists(struct text header, struct text word)
{
	while (header.len > 0) {
		struct text item = text_cut(&header, ',');
		struct text name = text_trim(text_cut(&item, ';'));
		if (text_equal_nocase(name, word))
			return !weight_is_zero(item);
	}
	return false;
}

static bool weight_is_zero(struct text parameters)
{
	while (parameters.len > 0) {
		struct text parameter = text_trim(text_cut(&parameters, ';'));
		if (!text_starts_with(parameter, TEXT("q=")))
			continue;
		struct text weight = text_slice(parameter, 2, parameter.len);
		for (size_t i = 0; i < weight.len; i++)
			if (weight.at[i] != '0' && weight.at[i] != '.')
				return false;
		return true;
	}
	return false;
}
