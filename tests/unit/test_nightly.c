/* SPDX-License-Identifier: Apache-2.0
 *
 * The night's work: a backup that opens as a house of its own, the audit that
 * names what was changed by hand, and how long backups are kept.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock/nightly.h"
#include "queries/people.h"
#include "store/store.h"
#include "meddle.h"

static struct town town;
static char folder[96];

static int open_town(void **state UNUSED)
{
	town_open(&town);
	(void)snprintf(folder, sizeof(folder), "%s/backups", town.folder);
	return 0;
}

static int close_town(void **state UNUSED)
{
	char command[128];
	for (int day = 1; day <= 31; day++) {
		(void)snprintf(command, sizeof(command), "%s/2026-03-%02d.db", folder, day);
		(void)unlink(command);
	}
	(void)rmdir(folder);
	town_close(&town);
	return 0;
}

static struct nightly night_of(const char *backups)
{
	return (struct nightly){.store = town.house.store, .keys = &town.house.keys, .centre_id = town.house.centre_id, .folder = backups};
}

static bool is_there(const char *name)
{
	char path[160];
	struct stat status;
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return stat(path, &status) == 0 && status.st_size > 0;
}

static int64_t night_ms(int32_t day) /* 3 o'clock of a day of March 2026 */
{
	int32_t local = 0;
	assert_true(when_day_from_date(2026, 3, day, &local));
	return when_at(local, 180);
}

static void is_due_once_a_night_and_not_before_its_hour(void **state UNUSED)
{
	struct nightly night = night_of(folder);
	size_t differences = 99;
	assert_false(nightly_is_due(&(struct nightly){.day = when_local_day(night_ms(1))}, night_ms(1)));
	assert_true(nightly_is_due(&(struct nightly){.day = when_local_day(night_ms(1))}, night_ms(2)));
	assert_false(nightly_is_due(&(struct nightly){.day = when_local_day(night_ms(1))}, night_ms(2) - 2 * HOUR_MS));
	assert_int_equal(nightly_run(&night, night_ms(1), &differences), OK);
	assert_int_equal(differences, 0);
	assert_true(is_there("2026-03-01.db"));
	assert_false(nightly_is_due(&night, night_ms(1) + HOUR_MS));
}

static void a_backup_opens_and_holds_everybody(void **state UNUSED)
{
	struct nightly night = night_of(folder);
	struct store *copy = NULL;
	struct store_view *view = NULL;
	struct store_soundness soundness;
	struct person_get_row row;
	bool is_found = false;
	size_t differences = 0;
	char path[160];
	assert_int_equal(nightly_run(&night, night_ms(2), &differences), OK);
	(void)snprintf(path, sizeof(path), "%s/2026-03-02.db", folder);
	assert_int_equal(store_open(&(struct store_options){.path = path}, &copy), OK);
	assert_int_equal(store_check(copy, &soundness), OK);
	assert_true(soundness.is_sound);
	assert_int_equal(store_read(copy, &view), OK);
	assert_int_equal(q_person_get(view, town.house.arena, &(struct person_get_in){.centre_id = town.house.centre_id, .id = town.people[ELDER]},
		&is_found, &row), OK);
	assert_true(is_found);
	store_read_done(&view);
	store_close(copy);
	static const char *const rests[] = {"-wal", "-shm", ".lock"};
	for (size_t i = 0; i < COUNT_OF(rests); i++) {
		char rest[176];
		(void)snprintf(rest, sizeof(rest), "%s%s", path, rests[i]);
		(void)unlink(rest);
	}
}

static void only_the_newest_nights_stay(void **state UNUSED)
{
	struct nightly night = night_of(folder);
	size_t differences = 0;
	for (int32_t day = 3; day <= 20; day++)
		assert_int_equal(nightly_run(&night, night_ms(day), &differences), OK);
	assert_false(is_there("2026-03-06.db"));
	assert_true(is_there("2026-03-07.db"));
	assert_true(is_there("2026-03-20.db"));
}

static void a_folder_that_cannot_be_made_does_not_keep_the_audit_from_running(void **state UNUSED)
{
	struct nightly night = night_of("/dev/null/backups");
	size_t differences = 99;
	assert_int_equal(nightly_run(&night, night_ms(21), &differences), FAIL_SYSTEM);
	assert_int_equal(differences, 0);
	assert_false(nightly_is_due(&night, night_ms(21) + NIGHTLY_AGAIN_MS - 1)); /* not at every turn of the clock */
	assert_true(nightly_is_due(&night, night_ms(21) + NIGHTLY_AGAIN_MS));
	night.folder = NULL;
	assert_int_equal(nightly_run(&night, night_ms(21) + NIGHTLY_AGAIN_MS, &differences), OK);
	assert_false(nightly_is_due(&night, night_ms(21) + 3 * NIGHTLY_AGAIN_MS)); /* done whole */
	assert_int_equal(nightly_backup_now(&(struct nightly){.store = town.house.store}, night_ms(21)), FAIL_SYSTEM);
}

/* `count` accounts that say they hold points nobody ever moved. */
static void invent_accounts(int count)
{
	char sql[512];
	(void)snprintf(sql, sizeof(sql), "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO account (centre_id, id, kind, person_id,"
		" debits_held, debits_posted, credits_held, credits_posted, created_at_ms) SELECT %lld, i, 1, i, 0, 0, 0, 100, 0 FROM n", count,
		(long long)town.house.centre_id.value);
	meddle(&town, sql);
}

/* What a night writes to standard error. */
static void night_told(int32_t day, char *ret_told, size_t size)
{
	struct nightly night = night_of(NULL);
	size_t differences = 0;
	char path[160];
	(void)snprintf(path, sizeof(path), "%s/told", town.folder);
	int before = dup(STDERR_FILENO);
	FILE *told = fopen(path, "w+");
	assert_true(before >= 0 && told != NULL);
	assert_true(dup2(fileno(told), STDERR_FILENO) >= 0);
	enum fail fail = nightly_run(&night, night_ms(day), &differences);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	(void)close(before);
	assert_int_equal(fail, OK);
	assert_true(differences >= 150);
	rewind(told);
	ret_told[fread(ret_told, 1, size - 1, told)] = '\0';
	(void)fclose(told);
	(void)unlink(path);
}

static void books_wrong_throughout_do_not_fill_the_log(void **state UNUSED)
{
	static char told[65536];
	size_t lines = 0;
	invent_accounts(150);
	night_told(22, told, sizeof(told));
	for (const char *at = strstr(told, "event=audit table="); at != NULL; at = strstr(at + 1, "event=audit table="))
		lines++;
	assert_int_equal(lines, NIGHTLY_LINES_MOST);
	assert_non_null(strstr(told, "event=audit unsaid="));
	assert_non_null(strstr(told, "lastmile verify"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_due_once_a_night_and_not_before_its_hour),
		cmocka_unit_test(a_backup_opens_and_holds_everybody),
		cmocka_unit_test(only_the_newest_nights_stay),
		cmocka_unit_test(a_folder_that_cannot_be_made_does_not_keep_the_audit_from_running),
		cmocka_unit_test(books_wrong_throughout_do_not_fill_the_log),
	};
	return cmocka_run_group_tests(tests, open_town, close_town);
}
