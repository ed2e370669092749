/* SPDX-License-Identifier: Apache-2.0
 *
 * Why a record is on the list of calls, in the words of the desk's pages.
 */
#include <stdio.h>
#include <string.h>

#include "domain/records_score.h"
#include "web/pages/record_private.h"

#include "unit.h"

static void whoever_rings_reads_what_was_counted(void **state UNUSED)
{
	static const struct { struct call_back_why why; enum key reason; int64_t n; } rows[] = {
		{{CALL_BACK_HELD, 0, 0}, KEY_record_call_held, 0},
		{{CALL_BACK_SAMPLE, 0, 0}, KEY_record_call_sample, 0},
		{{CALL_BACK_RISKIEST, 0, 600}, KEY_record_call_riskiest, 0},
		{{CALL_BACK_SCORE, SCORE_HEAPED, 11}, KEY_record_call_heaped, 11},
		{{CALL_BACK_SCORE, SCORE_LONG, 1216}, KEY_record_call_long, 121},
		{{CALL_BACK_SCORE, SCORE_BURST, 9}, KEY_record_call_burst, 9},
		{{CALL_BACK_SCORE, SCORE_NIGHT_ENTRY, 4}, KEY_record_call_night, 4},
		{{CALL_BACK_SCORE, SCORE_INSTANT, 5}, KEY_record_call_instant, 5},
		{{CALL_BACK_SCORE, SCORE_RING, 3}, KEY_record_call_ring, 3},
		{{CALL_BACK_SCORE, SCORE_CHANGED, 194}, KEY_record_call_changed, 19},
		{{CALL_BACK_SCORE, SCORE_PLACE, 6}, KEY_record_call_place, 6},
		{{CALL_BACK_SCORE, SCORE_DEVICE, 4}, KEY_record_call_device, 4},
		{{CALL_BACK_SCORE, SCORE_WORDS, 5}, KEY_record_call_words, 5},
		{{CALL_BACK_SCORE, SCORE_STARS, 15}, KEY_record_call_stars, 15},
		{{CALL_BACK_SCORE, SCORE_MUTUAL, 9}, KEY_record_call_mutual, 9},
		{{CALL_BACK_SCORE, SCORE_RING, 0}, KEY_record_call_score, 0}, /* asked before it was kept */
		{{CALL_BACK_SCORE, SCORE_COUNT, 7}, KEY_record_call_score, 0}, /* a score of a later version */
	};
	struct arena *arena CLEANUP(arena_done) = arena_make(4096);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct view_parts_call_why *why = record_call_why(arena, &rows[i].why);
		assert_non_null(why);
		assert_int_equal(why->reason, rows[i].reason);
		assert_int_equal(why->n, rows[i].n);
	}
}

/* A number that the template does not fill in would stand there as {n}. */
static void each_number_is_filled_in(void **state UNUSED)
{
	static const char *const kinds[] = {"heaped", "long", "burst", "night", "instant", "ring", "changed", "place", "device", "words", "stars", "mutual", "pair"};
	char template[4096];
	FILE *file = fopen(SOURCE_ROOT "/templates/parts/call_why.html", "r");
	assert_non_null(file);
	size_t len = fread(template, 1, sizeof(template) - 1, file);
	(void)fclose(file);
	template[len] = '\0';
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		char wanted[64];
		assert_true(snprintf(wanted, sizeof(wanted), "{{t record.call.%s n=n}}", kinds[i]) > 0);
		if (strstr(template, wanted) == NULL)
			fail_msg("%s", kinds[i]);
	}
	assert_int_equal(COUNT_OF(kinds), SCORE_COUNT - 1 + 1); /* each score, and H3 */
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(whoever_rings_reads_what_was_counted), cmocka_unit_test(each_number_is_filled_in)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
