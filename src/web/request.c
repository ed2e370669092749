/* SPDX-License-Identifier: Apache-2.0 */
#include "web/request.h"

static bool weight_is_zero(struct text parameters);
static enum lang lang_of(struct text tag);

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

enum lang request_lang(struct text wishes)
{
	while (wishes.len > 0) {
		struct text item = text_cut(&wishes, ',');
		enum lang lang = lang_of(text_trim(text_cut(&item, ';')));
		if (lang != LANG_COUNT)
			return lang;
	}
	return LANG_ZH_HANS;
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

/* The language of a tag such as "zh-TW", LANG_COUNT when we do not speak it. */
static enum lang lang_of(struct text tag)
{
	static const struct { struct text tag; enum lang lang; } tags[] = {
		{ TEXT("zh-Hant"), LANG_ZH_HANT }, { TEXT("zh-TW"), LANG_ZH_HANT }, { TEXT("zh-HK"), LANG_ZH_HANT },
		{ TEXT("zh-MO"), LANG_ZH_HANT }, { TEXT("zh"), LANG_ZH_HANS }, { TEXT("en"), LANG_EN },
	};
	for (size_t i = 0; i < COUNT_OF(tags); i++) {
		struct text begin = text_slice(tag, 0, tags[i].tag.len);
		bool ends = tag.len == begin.len || tag.at[begin.len] == '-';
		if (ends && text_equal_nocase(begin, tags[i].tag))
			return tags[i].lang;
	}
	return LANG_COUNT;
}
