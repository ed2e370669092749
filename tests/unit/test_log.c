/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"

#define LINE_MAX_BYTES 8192

/* Runs log_line with standard error turned into a file and gives back what was written. */
static struct text logged(enum log_level shown, enum log_level level, const char *message)
{
	static char written[LINE_MAX_BYTES];
	FILE *file = tmpfile();
	assert_non_null(file);
	int kept = dup(STDERR_FILENO);
	assert_true(kept >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0);
	log_set_level(shown);
	log_line(level, "%s", message);
	log_set_level(LOG_WARNING);
	assert_true(dup2(kept, STDERR_FILENO) >= 0);
	assert_int_equal(close(kept), 0);
	assert_int_equal(fseek(file, 0, SEEK_SET), 0);
	size_t len = fread(written, 1, sizeof(written), file);
	assert_int_equal(fclose(file), 0);
	return (struct text){written, len};
}

static void a_line_has_time_level_and_message(void **state UNUSED)
{
	struct text line = logged(LOG_INFO, LOG_INFO, "event=start port=8080");
	assert_true(text_starts_with(line, TEXT("at=2")));
	assert_true(text_ends_with(line, TEXT("Z level=info event=start port=8080\n")));
}

static void levels_below_the_wish_are_silent(void **state UNUSED)
{
	assert_int_equal(logged(LOG_WARNING, LOG_INFO, "x").len, 0);
	assert_int_equal(logged(LOG_QUIET, LOG_ERROR, "x").len, 0);
	assert_int_equal(logged(LOG_INFO, LOG_QUIET, "x").len, 0);
	assert_true(logged(LOG_ERROR, LOG_ERROR, "x").len > 0);
}

static void a_message_cannot_forge_a_second_line(void **state UNUSED)
{
	struct text line = logged(LOG_ERROR, LOG_ERROR, "a\r\nlevel=error b\x1B[31m\x7F");
	assert_int_equal(text_find_byte(line, '\n'), line.len - 1);
	assert_true(text_find(line, TEXT("a\\x0D\\x0Alevel=error b\\x1B[31m\\x7F")) != SIZE_MAX);
}

static void a_long_message_is_cut(void **state UNUSED)
{
	char message[5000];
	memset(message, '\x01', sizeof(message) - 1);
	message[sizeof(message) - 1] = '\0';
	struct text line = logged(LOG_ERROR, LOG_ERROR, message);
	assert_true(line.len > 100 && line.len < 4096);
	assert_int_equal(line.at[line.len - 1], '\n');
}

static void every_failure_has_a_name_of_its_own(void **state UNUSED)
{
	for (int a = OK; a <= FAIL_REFUSED; a++) {
		assert_string_not_equal(fail_name((enum fail)a), "unknown");
		for (int b = OK; b < a; b++)
			assert_string_not_equal(fail_name((enum fail)a), fail_name((enum fail)b));
	}
	assert_string_equal(fail_name((enum fail)99), "unknown");
}

static enum fail try_it(enum fail fail, int *reached)
{
	TRY(fail);
	*reached = 1;
	return OK;
}

static void a_try_returns_early_with_the_failure(void **state UNUSED)
{
	int reached = 0;
	assert_int_equal(try_it(FAIL_STORE, &reached), FAIL_STORE);
	assert_int_equal(reached, 0);
	assert_int_equal(try_it(OK, &reached), OK);
	assert_int_equal(reached, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_time_level_and_message),
		cmocka_unit_test(levels_below_the_wish_are_silent),
		cmocka_unit_test(a_message_cannot_forge_a_second_line),
		cmocka_unit_test(a_long_message_is_cut),
		cmocka_unit_test(every_failure_has_a_name_of_its_own),
		cmocka_unit_test(a_try_returns_early_with_the_failure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
