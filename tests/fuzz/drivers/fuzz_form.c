/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms in their three wrappings: the first byte chooses. What was read is
 * UTF-8 within the field's limits, and reads the same once more.
 */
#include "fuzz.h"

#include <string.h>

#include "base/arena.h"
#include "web/form.h"

static const struct choice choices[] = {{"in", 1, KEY_NONE}, {"out", 2, KEY_NONE}, {NULL, 0, KEY_NONE}};
static const struct field fields[] = {
	{.name = "name", .type = FIELD_TEXT, .is_required = true}, {.name = "note", .type = FIELD_NOTE}, {.name = "count", .type = FIELD_INT, .min = 1, .max = 9},
	{.name = "points", .type = FIELD_POINTS, .min = 0, .max = 100000}, {.name = "yes", .type = FIELD_BOOL}, {.name = "id", .type = FIELD_ID},
	{.name = "day", .type = FIELD_DAY}, {.name = "time", .type = FIELD_MIN}, {.name = "kind", .type = FIELD_CHOICE, .choices = choices},
	{.name = "who", .type = FIELD_MANY, .max = 5}, {.name = "word", .type = FIELD_PASSWORD, .min = 8, .max = 128},
};
static const struct form form = FORM("fuzz", fields);

static enum fail read_as(struct arena *arena, uint8_t kind, struct text body, struct form_data *ret_data)
{
	const char *reason = NULL;
	if (kind % 3 == 0)
		return form_read_urlencoded(arena, &form, body, ret_data, &reason);
	if (kind % 3 == 1)
		return form_read_query(arena, &form, body, ret_data, &reason);
	return form_read_json(arena, &form, body, ret_data, &reason);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct form_data data;
	struct form_data again;
	if (count == 0 || count > 65536)
		return 0;
	struct arena *arena CLEANUP(arena_done) = arena_make(8 * 1024 * 1024);
	struct text body = {(const char *)bytes + 1, count - 1};
	check(arena != NULL);
	if (read_as(arena, bytes[0], body, &data) != OK)
		return 0;
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const struct form_value *value = &data.values[i];
		check(text_is_utf8(value->text) || fields[i].type == FIELD_PASSWORD);
		check(value->many_count <= 5);
		if (value->error != KEY_NONE || !value->is_given)
			continue;
		check(fields[i].type != FIELD_INT || (value->number >= 1 && value->number <= 9));
		check(fields[i].type != FIELD_MIN || (value->number >= 0 && value->number < 24 * 60 + 1));
		check(fields[i].type != FIELD_CHOICE || value->number == 1 || value->number == 2);
		check(fields[i].type != FIELD_NOTE || text_count_points(value->text) <= 500);
	}
	check(read_as(arena, bytes[0], body, &again) == OK && memcmp(again.digest, data.digest, sizeof(data.digest)) == 0);
	return 0;
}
