/* SPDX-License-Identifier: Apache-2.0
 *
 * Names and what is typed to find them: a name that was taken has terms, and
 * typing the name finds one of them.
 */
#include "fuzz.h"

#include "base/arena.h"
#include "text/fold.h"
#include "text/mask.h"
#include "text/name.h"
#include "text/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	static bool is_started;
	struct text typed = {(const char *)bytes, count};
	struct text name;
	struct text folded;
	struct search_terms terms;
	struct search_query query;
	enum name_refusal refusal = NAME_OK;
	if (count > 2048)
		return 0;
	check(is_started || fold_start() == OK);
	is_started = true;
	struct arena *arena CLEANUP(arena_done) = arena_make(4 * 1024 * 1024);
	check(arena != NULL);
	if (!text_is_utf8(typed))
		return 0;
	if (fold_simplify(arena, typed, &folded) == OK)
		check(text_is_utf8(folded));
	if (fold_key(arena, typed, &folded) == OK)
		check(text_is_utf8(folded));
	if (search_query_read(arena, typed, &query) == OK)
		check(query.count <= SEARCH_WORDS_MAX);
	if (name_read(arena, typed, &refusal, &name) != OK || refusal != NAME_OK)
		return 0;
	check(text_is_utf8(name) && name.len > 0);
	check(text_is_utf8(mask_name(arena, name)));
	if (search_terms_of(arena, &(struct search_subject){.name = name, .pinyin = TEXT("shan guilan"), .phone = TEXT("15412345678")}, &terms) == OK)
		check(terms.count > 0 && terms.count <= SEARCH_TERMS_MAX);
	return 0;
}
