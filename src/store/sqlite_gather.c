/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer's way to its write-ahead log. The engine writes a commit frame by
 * frame, each in two calls of the system, the frame's head and its page. Here
 * they are gathered and go to the file some fifteen frames at a time. Nobody
 * can tell: readers are told of a frame only behind the sync, and the sync, like
 * whatever looks at the file, first writes what was gathered. So this is for a
 * connection with synchronous=FULL only, and for a file system that leaves
 * alone what lies beside a write: on another one the engine writes a little
 * behind the sync as well.
 */
#include "store/sqlite.h"

#include <pthread.h>
#include <string.h>

#define GATHER_BYTES (64 * 1024)
/* What the file of any disk below needs; a larger one is not opened. */
#define FILE_BYTES_MAX 1024

/* A log; base has to be first. */
struct gathering {
	sqlite3_file base;
	sqlite3_file *file;  /* the log on the disk below */
	char *bytes;         /* of GATHER_BYTES: `count` of them belong at `at` of the file */
	sqlite3_int64 at;
	int count;
};

static void register_once(void);
static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *ret_flags);
static int open_log(sqlite3_vfs *below, const char *path, struct gathering *log, int flags, int *ret_flags);
static int flush(struct gathering *log);
static int close_log(sqlite3_file *file);
static int read_log(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at);
static int write_log(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at);
static int truncate_log(sqlite3_file *file, sqlite3_int64 size);
static int sync_log(sqlite3_file *file, int flags);
static int size_log(sqlite3_file *file, sqlite3_int64 *ret_size);
static int lock_log(sqlite3_file *file, int level);
static int unlock_log(sqlite3_file *file, int level);
static int is_log_reserved(sqlite3_file *file, int *ret_is);
static int control_log(sqlite3_file *file, int control, void *argument);
static int sector_of_log(sqlite3_file *file);
static int traits_of_log(sqlite3_file *file);

static const sqlite3_io_methods methods = {.iVersion = 1, .xClose = close_log, .xRead = read_log, .xWrite = write_log, .xTruncate = truncate_log,
	.xSync = sync_log, .xFileSize = size_log, .xLock = lock_log, .xUnlock = unlock_log, .xCheckReservedLock = is_log_reserved,
	.xFileControl = control_log, .xSectorSize = sector_of_log, .xDeviceCharacteristics = traits_of_log};

/* Written once under pthread_once. */
static sqlite3_vfs gather_vfs;
static pthread_once_t once = PTHREAD_ONCE_INIT;

const char *sqlite_gather(void)
{
	pthread_once(&once, register_once);
	check(gather_vfs.xOpen == open_file);
	return gather_vfs.zName; /* NULL: the usual disk */
}

static void register_once(void)
{
	const sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
	check(usual != NULL && usual->iVersion > 0);
	check(gather_vfs.zName == NULL); /* once */
	gather_vfs = *usual;
	gather_vfs.pNext = NULL;
	gather_vfs.zName = "gather";
	gather_vfs.szOsFile = FILE_BYTES_MAX;
	gather_vfs.xOpen = open_file;
	if (sqlite3_vfs_register(&gather_vfs, 0) != SQLITE_OK)
		gather_vfs.zName = NULL;
}

/* Everything but the log is opened by the disk below and never comes here again. */
static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *ret_flags)
{
	sqlite3_vfs *below = sqlite3_vfs_find(NULL); /* at this moment: a test may have put its own there */
	check(vfs == &gather_vfs);
	check(below != NULL && below != vfs);
	file->pMethods = NULL;
	if (below->szOsFile > FILE_BYTES_MAX)
		return SQLITE_CANTOPEN;
	if ((flags & SQLITE_OPEN_WAL) == 0)
		return below->xOpen(below, path, file, flags, ret_flags);
	return open_log(below, path, (struct gathering *)file, flags, ret_flags);
}

static int open_log(sqlite3_vfs *below, const char *path, struct gathering *log, int flags, int *ret_flags)
{
	_Static_assert(sizeof(*log) <= FILE_BYTES_MAX, "the engine makes room for a file");
	sqlite3_file *file = sqlite3_malloc(below->szOsFile);
	char *bytes = sqlite3_malloc(GATHER_BYTES);
	int code = SQLITE_NOMEM;
	check((flags & SQLITE_OPEN_WAL) != 0 && path != NULL);
	if (file != NULL && bytes != NULL) {
		memset(file, 0, (size_t)below->szOsFile);
		code = below->xOpen(below, path, file, flags, ret_flags);
	}
	if (code != SQLITE_OK) {
		sqlite3_free(file);
		sqlite3_free(bytes);
		return code;
	}
	check(file->pMethods != NULL);
	*log = (struct gathering){.base = {.pMethods = &methods}, .file = file, .bytes = bytes};
	return SQLITE_OK;
}

static struct gathering *log_of(sqlite3_file *file)
{
	struct gathering *log = (struct gathering *)file;
	check(log->base.pMethods == &methods && log->file != NULL);
	check(log->count >= 0 && log->count <= GATHER_BYTES);
	return log;
}

/* What could not be written is forgotten: the engine gives its transaction up then. */
static int flush(struct gathering *log)
{
	int count = log->count;
	check(log->bytes != NULL && log->at >= 0);
	log->count = 0;
	return count == 0 ? SQLITE_OK : log->file->pMethods->xWrite(log->file, log->bytes, count, log->at);
}

/* What was gathered and not synced is of no commit. */
static int close_log(sqlite3_file *file)
{
	struct gathering *log = log_of(file);
	check(log->bytes != NULL);
	int code = log->file->pMethods->xClose(log->file);
	sqlite3_free(log->file);
	sqlite3_free(log->bytes);
	*log = (struct gathering){0};
	return code;
}

static int read_log(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at)
{
	struct gathering *log = log_of(file);
	int code = flush(log);
	check(log->count == 0 && count > 0 && at >= 0);
	return code != SQLITE_OK ? code : log->file->pMethods->xRead(log->file, bytes, count, at);
}

static int write_log(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	struct gathering *log = log_of(file);
	check(count > 0 && at >= 0);
	bool fits = at == log->at + log->count && count <= GATHER_BYTES - log->count;
	int code = fits ? SQLITE_OK : flush(log);
	check(fits || log->count == 0);
	if (code != SQLITE_OK)
		return code;
	bool is_safe = (log->file->pMethods->xDeviceCharacteristics(log->file) & SQLITE_IOCAP_POWERSAFE_OVERWRITE) != 0;
	if (count > GATHER_BYTES || !is_safe)
		return log->file->pMethods->xWrite(log->file, bytes, count, at);
	if (log->count == 0)
		log->at = at;
	memcpy(log->bytes + log->count, bytes, (size_t)count);
	log->count += count;
	check(at + count == log->at + log->count);
	return SQLITE_OK;
}

static int truncate_log(sqlite3_file *file, sqlite3_int64 size)
{
	struct gathering *log = log_of(file);
	int code = flush(log);
	check(log->count == 0 && size >= 0);
	return code != SQLITE_OK ? code : log->file->pMethods->xTruncate(log->file, size);
}

static int sync_log(sqlite3_file *file, int flags)
{
	struct gathering *log = log_of(file);
	int code = flush(log);
	check(log->count == 0 && flags != 0);
	return code != SQLITE_OK ? code : log->file->pMethods->xSync(log->file, flags);
}

static int size_log(sqlite3_file *file, sqlite3_int64 *ret_size)
{
	struct gathering *log = log_of(file);
	int code = flush(log);
	check(log->count == 0 && ret_size != NULL);
	return code != SQLITE_OK ? code : log->file->pMethods->xFileSize(log->file, ret_size);
}

/* The engine locks its database and never the log. */
static int lock_log(sqlite3_file *file, int level)
{
	const struct gathering *log = log_of(file);
	check(level >= SQLITE_LOCK_NONE && level <= SQLITE_LOCK_EXCLUSIVE);
	return log->file->pMethods->xLock(log->file, level);
}

static int unlock_log(sqlite3_file *file, int level)
{
	const struct gathering *log = log_of(file);
	check(level >= SQLITE_LOCK_NONE && level <= SQLITE_LOCK_EXCLUSIVE);
	return log->file->pMethods->xUnlock(log->file, level);
}

static int is_log_reserved(sqlite3_file *file, int *ret_is)
{
	const struct gathering *log = log_of(file);
	check(ret_is != NULL);
	return log->file->pMethods->xCheckReservedLock(log->file, ret_is);
}

static int control_log(sqlite3_file *file, int control, void *argument)
{
	struct gathering *log = log_of(file);
	int code = flush(log);
	check(log->count == 0 && control > 0);
	return code != SQLITE_OK ? code : log->file->pMethods->xFileControl(log->file, control, argument);
}

static int sector_of_log(sqlite3_file *file)
{
	const struct gathering *log = log_of(file);
	return log->file->pMethods->xSectorSize(log->file);
}

static int traits_of_log(sqlite3_file *file)
{
	const struct gathering *log = log_of(file);
	return log->file->pMethods->xDeviceCharacteristics(log->file);
}
