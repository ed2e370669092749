/* SPDX-License-Identifier: Apache-2.0
 *
 * Copying and checking a store that is in use, each on a reading connection of
 * its own, so that neither pages nor works wait.
 */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define PATH_BYTES 4096

static enum fail copy_into(struct store *store, const char *part);
static enum fail make_part(const char *part);
static enum fail sync_directory(const char *path);
static bool is_same_file(const char *a, const char *b);
static enum fail look_for(struct store_view *view, const char *sql, const char *sound, struct store_soundness *soundness);

/* The lock beside the file, taken when it was opened, keeps the others out. */
enum fail sqlite_claim(struct store_view *view, const struct store *beside)
{
	check(beside != view->store);
	check(sqlite_store_of(view->store)->lock_file >= 0);
	return OK;
}

enum fail sqlite_backup(struct store *store, const char *path)
{
	char part[PATH_BYTES];
	check(path != NULL && sqlite_store_of(store)->lock_file >= 0);
	int len = snprintf(part, sizeof part, "%s.part", path);
	if (len < 0 || (size_t)len >= sizeof part)
		return FAIL_LIMIT;
	if (is_same_file(path, sqlite_store_of(store)->path) || is_same_file(part, sqlite_store_of(store)->path))
		return FAIL_INPUT;
	TRY(make_part(part));
	enum fail fail = copy_into(store, part);
	if (fail == OK && rename(part, path) != 0) {
		log_line(LOG_ERROR, "store backup=rename errno=%d", errno);
		fail = FAIL_SYSTEM;
	}
	if (fail != OK) {
		unlink(part);
		return fail;
	}
	return sync_directory(path);
}

/* Readable by its owner only, and new: leftovers of a killed backup go. */
static enum fail make_part(const char *part)
{
	if (unlink(part) != 0 && errno != ENOENT)
		return FAIL_SYSTEM;
	int file = open(part, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (file < 0) {
		log_line(LOG_ERROR, "store backup=make errno=%d", errno);
		return errno == ENOSPC ? FAIL_NO_SPACE : FAIL_SYSTEM;
	}
	close(file);
	return OK;
}

/* All pages in one step: one snapshot, however busy the writer is. */
static enum fail copy_into(struct store *store, const char *part)
{
	struct store_view source CLEANUP(store_disconnect) = {0};
	sqlite3 *target = NULL;
	TRY(store_connect(store, false, &source));
	check(!source.is_writer && sqlite3_get_autocommit(sqlite_link_of(&source)->db) != 0);
	int code = sqlite3_open_v2(part, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	sqlite3_backup *backup = code == SQLITE_OK ? sqlite3_backup_init(target, "main", sqlite_link_of(&source)->db, "main") : NULL;
	if (backup != NULL) {
		code = sqlite3_backup_step(backup, -1);
		int end = sqlite3_backup_finish(backup);
		check(end != SQLITE_MISUSE);
		if (code == SQLITE_DONE)
			code = end;
	} else if (code == SQLITE_OK) {
		code = sqlite3_errcode(target);
	}
	enum fail fail = sqlite_fail(target, code);
	if (fail != OK)
		log_line(LOG_ERROR, "store backup=copy code=%d words=\"%s\"", code, sqlite3_errmsg(target));
	if (sqlite3_close(target) != SQLITE_OK && fail == OK)
		fail = FAIL_STORE;
	return fail;
}

static enum fail sync_directory(const char *path)
{
	char copy[PATH_BYTES];
	size_t len = strlen(path);
	if (len >= sizeof copy)
		return FAIL_LIMIT;
	memcpy(copy, path, len + 1);
	int directory = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return FAIL_SYSTEM;
	int failed = fsync(directory);
	close(directory);
	return failed == 0 ? OK : FAIL_SYSTEM;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat first, second;
	return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

enum fail sqlite_examine(struct store *store, struct store_soundness *ret_soundness)
{
	struct store_view view CLEANUP(store_disconnect) = {0};
	struct store_soundness soundness = {.is_sound = true};
	TRY(store_connect(store, false, &view));
	TRY(look_for(&view, "PRAGMA integrity_check(1)", "ok", &soundness));
	if (soundness.is_sound)
		TRY(look_for(&view, "PRAGMA foreign_key_check", NULL, &soundness));
	check(view.open_statements == 0);
	*ret_soundness = soundness;
	return OK;
}

/* The first row that is not the word for sound is the problem. A store broken
 * beyond reading is a problem too, not a failure. */
static enum fail look_for(struct store_view *view, const char *sql, const char *sound, struct store_soundness *soundness)
{
	sqlite3 *db = sqlite_link_of(view)->db;
	sqlite3_stmt *statement = NULL;
	check(!view->is_writer && !view->is_control && soundness->is_sound);
	view->is_control = true;
	int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	view->is_control = false;
	bool is_broken = (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
	if (code == SQLITE_ROW) {
		const char *words = (const char *)sqlite3_column_text(statement, 0);
		if (words == NULL || sound == NULL || strcmp(words, sound) != 0) {
			soundness->is_sound = false;
			snprintf(soundness->first_problem, sizeof soundness->first_problem, "%s%s",
				sound == NULL ? "foreign key of table " : "", words == NULL ? "?" : words);
		}
	} else if (is_broken) {
		soundness->is_sound = false;
		snprintf(soundness->first_problem, sizeof soundness->first_problem, "%s", sqlite3_errmsg(db));
	}
	sqlite3_finalize(statement);
	check(soundness->is_sound || soundness->first_problem[0] != '\0');
	return is_broken ? OK : sqlite_fail(db, code);
}
