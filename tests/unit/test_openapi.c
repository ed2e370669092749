/* SPDX-License-Identifier: Apache-2.0
 *
 * The descriptions made from the table of routes stand in docs/ as they are
 * made: LASTMILE_UPDATE=1 writes them anew.
 */
#include "unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "web/openapi.h"

#define BYTES_MAX ((size_t)4 * 1024 * 1024)

static void is_in_docs(const char *name, struct text made)
{
	char path[512];
	static char kept[BYTES_MAX];
	(void)snprintf(path, sizeof(path), "%s/docs/%s", SOURCE_ROOT, name);
	if (getenv("LASTMILE_UPDATE") != NULL) {
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		assert_int_equal(fwrite(made.at, 1, made.len, file), made.len);
		assert_int_equal(fclose(file), 0);
	}
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	struct text text = {kept, fread(kept, 1, sizeof(kept), file)};
	assert_int_equal(fclose(file), 0);
	if (!text_equal(text, made))
		fail_msg("docs/%s is not what the table of routes says; look at the difference, then run this test with LASTMILE_UPDATE=1", name);
}

static void the_description_of_the_api_is_the_table_of_routes(void **state UNUSED)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(BYTES_MAX);
	struct text text;
	assert_int_equal(openapi_write(routes, routes_count, &out), OK);
	assert_int_equal(buffer_text(&out, &text), OK);
	is_in_docs("openapi.json", text);
}

static void who_may_do_what_is_the_table_of_routes(void **state UNUSED)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(BYTES_MAX);
	struct text text;
	assert_int_equal(openapi_write_permissions(routes, routes_count, &out), OK);
	assert_int_equal(buffer_text(&out, &text), OK);
	is_in_docs("permissions.md", text);
}

static void the_description_is_json_and_knows_every_route(void **state UNUSED)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(BYTES_MAX);
	json_error_t error;
	size_t operations = 0;
	const char *path = NULL;
	json_t *methods = NULL;
	assert_int_equal(openapi_write(routes, routes_count, &out), OK);
	json_t *whole = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, &error);
	if (whole == NULL)
		fail_msg("line %d: %s", error.line, error.text);
	json_object_foreach(json_object_get(whole, "paths"), path, methods) {
		operations += json_object_size(methods);
	}
	assert_int_equal(operations, routes_count);
	json_decref(whole);
}

static void a_small_buffer_is_refused(void **state UNUSED)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(1000);
	struct buffer rights CLEANUP(buffer_done) = buffer_make(1000);
	assert_int_equal(openapi_write(routes, routes_count, &out), FAIL_LIMIT);
	assert_int_equal(openapi_write_permissions(routes, routes_count, &rights), FAIL_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_description_of_the_api_is_the_table_of_routes),
		cmocka_unit_test(who_may_do_what_is_the_table_of_routes),
		cmocka_unit_test(the_description_is_json_and_knows_every_route),
		cmocka_unit_test(a_small_buffer_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
