/* SPDX-License-Identifier: Apache-2.0 */
#include "clock/nightly.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "domain/audit.h"
#include "store/store.h"
#include "store/trail.h"

#define NIGHT_NAME_LEN 13 /* 2026-03-05.db */
#define BACKUPS_MOST 400 /* looked at in the folder */

static enum fail backup_as(const struct nightly *nightly, struct arena *arena, struct text name);
static enum fail audit_all(const struct nightly *nightly, struct arena *arena, int64_t now_ms, size_t *ret_differences);
static void log_difference(void *context, const struct ledger_difference *difference);
static void forget_old(const struct nightly *nightly, struct arena *arena);

bool nightly_is_due(const struct nightly *nightly, int64_t now_ms)
{
	int32_t day = when_local_day(now_ms);
	return nightly->day < day && now_ms >= when_at(day, NIGHTLY_AT_MIN) && now_ms >= nightly->again_ms;
}

enum fail nightly_run(struct nightly *nightly, int64_t now_ms, size_t *ret_differences)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	enum fail backup = OK;
	if (arena == NULL)
		return FAIL_LIMIT;
	check(nightly_is_due(nightly, now_ms));
	int32_t day = when_local_day(now_ms);
	nightly->again_ms = now_ms + NIGHTLY_AGAIN_MS;
	if (nightly->folder != NULL) {
		backup = backup_as(nightly, arena, when_iso_day(arena, day));
		if (backup == OK)
			forget_old(nightly, arena);
	}
	TRY(audit_all(nightly, arena, now_ms, ret_differences));
	log_line(*ret_differences > 0 ? LOG_ERROR : LOG_INFO, "event=audit differences=%zu", *ret_differences);
	if (backup == OK)
		nightly->day = day;
	return backup;
}

enum fail nightly_backup_now(const struct nightly *nightly, int64_t now_ms)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(64 * 1024);
	struct local_time local = when_local(now_ms);
	if (arena == NULL)
		return FAIL_LIMIT;
	if (nightly->folder == NULL)
		return FAIL_SYSTEM;
	return backup_as(nightly, arena, arena_format(arena, "%04d-%02d-%02d-%02d%02d%02d", local.year, local.month, local.day, local.hour,
		local.minute, local.second));
}

static enum fail backup_as(const struct nightly *nightly, struct arena *arena, struct text name)
{
	struct stat state;
	const char *path = arena_format(arena, "%s/%.*s.db", nightly->folder, TEXT_ARGS(name)).at;
	if (mkdir(nightly->folder, 0700) != 0 && errno != EEXIST) {
		log_line(LOG_ERROR, "event=backup fail=folder errno=%d", errno);
		return FAIL_SYSTEM;
	}
	if (stat(path, &state) == 0) /* done before a restart */
		return OK;
	enum fail fail = store_backup(nightly->store, path);
	log_line(fail == OK ? LOG_INFO : LOG_ERROR, "event=backup name=%.*s.db result=%s", TEXT_ARGS(name), fail_name(fail));
	return fail;
}

/* On one snapshot: the books, the public tree, the trail. */
static enum fail audit_all(const struct nightly *nightly, struct arena *arena, int64_t now_ms, size_t *ret_differences)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	struct trail_verdict trail;
	size_t books = 0;
	size_t tree = 0;
	size_t said = 0;
	TRY(store_read(nightly->store, &view));
	struct act act = {.view = view, .arena = arena, .now_ms = now_ms, .centre_id = nightly->centre_id, .source = ACT_CLOCK, .keys = nightly->keys};
	TRY(audit_run(&act, false, log_difference, &said, &books));
	TRY(audit_proof(&act, log_difference, &said, &tree));
	TRY(trail_verify(view, nightly->centre_id, NULL, &trail));
	if (!trail.is_whole)
		log_line(LOG_ERROR, "event=audit table=trail row=%lld", (long long)trail.first_wrong_id);
	if (said > NIGHTLY_LINES_MOST)
		log_line(LOG_ERROR, "event=audit unsaid=%zu all=\"lastmile verify\"", said - NIGHTLY_LINES_MOST);
	*ret_differences = books + tree + (trail.is_whole ? 0 : 1);
	return OK;
}

/* A book that is wrong throughout would fill the disk of the log, night after night: the first differences are enough to wake somebody. */
static void log_difference(void *context, const struct ledger_difference *difference)
{
	size_t *said = context;
	if ((*said)++ >= NIGHTLY_LINES_MOST)
		return;
	log_line(LOG_ERROR, "event=audit table=%s row=%lld column=%s stored=%lld computed=%lld", difference->table, (long long)difference->id,
		difference->column, (long long)difference->stored, (long long)difference->computed);
}

/* The oldest of the night's backups go, those asked for by hand stay. */
static void forget_old(const struct nightly *nightly, struct arena *arena)
{
	int32_t days[BACKUPS_MOST];
	size_t count = 0;
	DIR *folder = opendir(nightly->folder);
	if (folder == NULL)
		return;
	for (const struct dirent *entry = readdir(folder); entry != NULL && count < BACKUPS_MOST; entry = readdir(folder)) {
		struct text name = text_of(entry->d_name); /* 2026-03-05.db */
		if (name.len == NIGHT_NAME_LEN && text_ends_with(name, TEXT(".db")) && when_parse_day(text_slice(name, 0, 10), &days[count]))
			count++;
	}
	(void)closedir(folder);
	for (size_t i = 0; i < count; i++) {
		size_t newer = 0;
		for (size_t n = 0; n < count; n++)
			newer += days[n] > days[i];
		if (newer < NIGHTLY_KEPT)
			continue;
		const char *path = arena_format(arena, "%s/%.*s.db", nightly->folder, TEXT_ARGS(when_iso_day(arena, days[i]))).at;
		if (path == NULL || unlink(path) != 0)
			log_line(LOG_WARNING, "event=backup fail=forget errno=%d", errno);
	}
}
