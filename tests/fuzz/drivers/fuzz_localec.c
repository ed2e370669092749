/* SPDX-License-Identifier: Apache-2.0
 *
 * The catalogue compiler: any text is a catalogue or a mistake with a line.
 */
#include "fuzz.h"

#define main localec_main
int localec_main(int count, char **words);
#include "../../../tools/localec/main.c"
#undef main

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	if (count > 16384)
		return 0;
	struct arena *arena CLEANUP(arena_done) = arena_make(64 * 1024 * 1024);
	struct buffer out CLEANUP(buffer_done) = buffer_make(16 * 1024 * 1024);
	check(arena != NULL);
	struct catalogue catalogue = {.arena = arena, .entries = arena_array(arena, struct entry, KEYS_MAX), .path = "en/a.po", .language = 2};
	check(catalogue.entries != NULL);
	if (!read_po(&catalogue, (struct text){(const char *)bytes, count}))
		return 0;
	qsort(catalogue.entries, catalogue.count, sizeof(struct entry), by_name);
	bool is_whole = true;
	for (size_t i = 0; i < catalogue.count; i++)
		is_whole = check_entry(&catalogue, &catalogue.entries[i]) && is_whole;
	write_header(&catalogue, &out);
	if (is_whole) /* else texts are missing, and nothing is written */
		write_source(&catalogue, &out);
	return 0;
}
