/* SPDX-License-Identifier: Apache-2.0
 *
 * The log of a writing connection goes to its file in few pieces, and nobody
 * can tell but the disk.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "larder.h"
#include "store/sqlite.h"

#define ROWS 200
#define PIECE (64 * 1024)
#define FRAME (4096 + 24)

/* A disk over the usual one that counts the writes to logs, and may be full. */
struct worn_file { sqlite3_file base; sqlite3_file *file; bool is_log; };
static sqlite3_vfs *usual;
static sqlite3_vfs worn;
static sqlite3_io_methods worn_methods;
static int log_writes, longest_write;
static bool is_full, is_safe;

#define BELOW(of) (((struct worn_file *)(of))->file)

static int worn_close(sqlite3_file *file)
{
	int code = BELOW(file)->pMethods->xClose(BELOW(file));
	free(BELOW(file));
	return code;
}

static int worn_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	if (((struct worn_file *)file)->is_log) {
		log_writes++;
		longest_write = count > longest_write ? count : longest_write;
		if (is_full)
			return SQLITE_FULL;
	}
	return BELOW(file)->pMethods->xWrite(BELOW(file), bytes, count, at);
}

static int worn_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at) { return BELOW(file)->pMethods->xRead(BELOW(file), bytes, count, at); }
static int worn_truncate(sqlite3_file *file, sqlite3_int64 size) { return BELOW(file)->pMethods->xTruncate(BELOW(file), size); }
static int worn_sync(sqlite3_file *file, int flags) { return BELOW(file)->pMethods->xSync(BELOW(file), flags); }
static int worn_size(sqlite3_file *file, sqlite3_int64 *size) { return BELOW(file)->pMethods->xFileSize(BELOW(file), size); }
static int worn_lock(sqlite3_file *file, int kind) { return BELOW(file)->pMethods->xLock(BELOW(file), kind); }
static int worn_unlock(sqlite3_file *file, int kind) { return BELOW(file)->pMethods->xUnlock(BELOW(file), kind); }
static int worn_reserved(sqlite3_file *file, int *is) { return BELOW(file)->pMethods->xCheckReservedLock(BELOW(file), is); }
static int worn_control(sqlite3_file *file, int op, void *arg) { return BELOW(file)->pMethods->xFileControl(BELOW(file), op, arg); }
static int worn_sector(sqlite3_file *file UNUSED) { return 512; }
static int worn_traits(sqlite3_file *file UNUSED) { return is_safe ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0; }
static int worn_map(sqlite3_file *file, int page, int size, int extend, void volatile **at)
{
	return BELOW(file)->pMethods->xShmMap(BELOW(file), page, size, extend, at);
}

static int worn_shm_lock(sqlite3_file *file, int at, int count, int flags) { return BELOW(file)->pMethods->xShmLock(BELOW(file), at, count, flags); }
static void worn_barrier(sqlite3_file *file) { BELOW(file)->pMethods->xShmBarrier(BELOW(file)); }
static int worn_unmap(sqlite3_file *file, int is_delete) { return BELOW(file)->pMethods->xShmUnmap(BELOW(file), is_delete); }

static int worn_open(sqlite3_vfs *vfs UNUSED, const char *path, sqlite3_file *file, int flags, int *ret_flags)
{
	struct worn_file *own = (struct worn_file *)file;
	own->base.pMethods = NULL;
	own->is_log = (flags & SQLITE_OPEN_WAL) != 0;
	own->file = calloc(1, (size_t)usual->szOsFile);
	assert_non_null(own->file);
	int code = usual->xOpen(usual, path, own->file, flags, ret_flags);
	if (code == SQLITE_OK)
		own->base.pMethods = &worn_methods;
	else
		free(own->file);
	return code;
}

static int install_worn(void **state UNUSED)
{
	usual = sqlite3_vfs_find(NULL);
	worn = *usual;
	worn.zName = "worn";
	worn.szOsFile = (int)sizeof(struct worn_file);
	worn.xOpen = worn_open;
	worn_methods = (sqlite3_io_methods){.iVersion = 2, .xClose = worn_close, .xRead = worn_read, .xWrite = worn_write, .xTruncate = worn_truncate,
		.xSync = worn_sync, .xFileSize = worn_size, .xLock = worn_lock, .xUnlock = worn_unlock, .xCheckReservedLock = worn_reserved,
		.xFileControl = worn_control, .xSectorSize = worn_sector, .xDeviceCharacteristics = worn_traits, .xShmMap = worn_map,
		.xShmLock = worn_shm_lock, .xShmBarrier = worn_barrier, .xShmUnmap = worn_unmap};
	return sqlite3_vfs_register(&worn, 1) == SQLITE_OK ? 0 : -1;
}

/* A database with a writer that gathers (or not), and somebody who looks on. */
struct desk { char path[64], folder[32]; sqlite3 *writer, *onlooker; };

static void run(sqlite3 *db, const char *sql, int expected)
{
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
	if (code != expected)
		fail_msg("%s: %d %s", sql, code, sqlite3_errmsg(db));
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t found = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return found;
}

static void desk_open(struct desk *desk, bool gathers)
{
	*desk = (struct desk){.folder = "/tmp/lastmile-gather-XXXXXX"};
	assert_non_null(mkdtemp(desk->folder));
	snprintf(desk->path, sizeof(desk->path), "%s/a.db", desk->folder);
	is_full = false;
	is_safe = true;
	assert_int_equal(sqlite3_open_v2(desk->path, &desk->writer, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, gathers ? sqlite_gather() : NULL), SQLITE_OK);
	run(desk->writer, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE thing (id INTEGER PRIMARY KEY, body BLOB);",
		SQLITE_OK);
	assert_int_equal(sqlite3_open_v2(desk->path, &desk->onlooker, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(number(desk->onlooker, "SELECT COUNT(*) FROM thing"), 0);
	log_writes = longest_write = 0;
}

static void desk_close(struct desk *desk)
{
	char path[80];
	assert_int_equal(sqlite3_close(desk->onlooker), SQLITE_OK);
	assert_int_equal(sqlite3_close(desk->writer), SQLITE_OK);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", desk->path, i == 0 ? "" : i == 1 ? "-wal" : "-shm");
		(void)unlink(path);
	}
	assert_int_equal(rmdir(desk->folder), 0);
}

/* Rows of 3000 bytes: each fills a page. */
static void add_rows(struct desk *desk, const char *around, int expected)
{
	char sql[400];
	snprintf(sql, sizeof(sql), "BEGIN; WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
		" INSERT INTO thing (body) SELECT randomblob(3000) FROM n; %s", ROWS, around);
	run(desk->writer, sql, expected);
}

static void a_commit_goes_out_in_few_pieces(void **state UNUSED)
{
	struct desk desk;
	desk_open(&desk, true);
	add_rows(&desk, "COMMIT", SQLITE_OK);
	assert_true(log_writes >= ROWS * FRAME / PIECE && log_writes <= ROWS * FRAME / PIECE + 6);
	assert_in_range(longest_write, FRAME, PIECE);
	assert_int_equal(number(desk.onlooker, "SELECT COUNT(*) FROM thing WHERE length(body) = 3000"), ROWS);
	desk_close(&desk);
	desk_open(&desk, false); /* without it each frame goes alone, in two */
	add_rows(&desk, "COMMIT", SQLITE_OK);
	assert_true(log_writes >= 2 * ROWS);
	desk_close(&desk);
}

static void what_spills_is_read_back_and_undone(void **state UNUSED)
{
	struct desk desk;
	desk_open(&desk, true);
	run(desk.writer, "PRAGMA cache_size = 10", SQLITE_OK);
	add_rows(&desk, "", SQLITE_OK);
	assert_int_equal(number(desk.writer, "SELECT SUM(length(body)) FROM thing"), ROWS * 3000);
	assert_int_equal(number(desk.onlooker, "SELECT COUNT(*) FROM thing"), 0);
	run(desk.writer, "UPDATE thing SET body = zeroblob(10) WHERE id % 2 = 0", SQLITE_OK); /* frames that were written are written again */
	run(desk.writer, "ROLLBACK", SQLITE_OK);
	assert_int_equal(number(desk.writer, "SELECT COUNT(*) FROM thing"), 0);
	add_rows(&desk, "UPDATE thing SET body = zeroblob(2000) WHERE id % 2 = 0; COMMIT", SQLITE_OK);
	assert_int_equal(number(desk.onlooker, "SELECT SUM(length(body)) FROM thing"), ROWS / 2 * 5000);
	run(desk.writer, "PRAGMA wal_checkpoint(TRUNCATE)", SQLITE_OK);
	assert_int_equal(number(desk.onlooker, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
	assert_int_equal(number(desk.onlooker, "SELECT SUM(length(body)) FROM thing"), ROWS / 2 * 5000);
	desk_close(&desk);
}

static void a_full_disk_gives_the_commit_up(void **state UNUSED)
{
	struct desk desk;
	desk_open(&desk, true);
	is_full = true;
	run(desk.writer, "BEGIN; INSERT INTO thing (body) VALUES ('small'); COMMIT", SQLITE_FULL); /* is only noticed at the sync */
	if (sqlite3_get_autocommit(desk.writer) == 0)
		run(desk.writer, "ROLLBACK", SQLITE_OK);
	assert_int_equal(number(desk.onlooker, "SELECT COUNT(*) FROM thing"), 0);
	add_rows(&desk, "COMMIT", SQLITE_FULL);
	if (sqlite3_get_autocommit(desk.writer) == 0)
		run(desk.writer, "ROLLBACK", SQLITE_OK);
	is_full = false;
	add_rows(&desk, "COMMIT", SQLITE_OK);
	assert_int_equal(number(desk.onlooker, "SELECT COUNT(*) FROM thing"), ROWS);
	assert_int_equal(number(desk.onlooker, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
	desk_close(&desk);
}

static void a_disk_that_promises_nothing_gets_each_write_at_once(void **state UNUSED)
{
	struct desk desk;
	desk_open(&desk, true);
	is_safe = false;
	add_rows(&desk, "COMMIT", SQLITE_OK);
	assert_true(log_writes >= 2 * ROWS);
	assert_in_range(longest_write, 1, FRAME);
	assert_int_equal(number(desk.onlooker, "SELECT COUNT(*) FROM thing"), ROWS);
	desk_close(&desk);
}

/* A store without syncs must not gather: nothing would say when to write. */
static void only_a_store_that_syncs_gathers(void **state UNUSED)
{
	for (int off = 0; off <= 1; off++) {
		struct larder larder;
		int64_t id = 1;
		is_full = false;
		is_safe = true;
		larder_open(&larder, (struct store_options){.readers = 1, .is_synchronous_off = off == 1});
		longest_write = 0;
		assert_int_equal(store_write(larder.store, larder_note, &id), OK);
		assert_int_equal(larder_notes(larder.store), 1);
		if (off == 1)
			assert_in_range(longest_write, 1, 4096);
		else
			assert_in_range(longest_write, FRAME, PIECE);
		larder_close(&larder);
	}
}

static const enum query_value ints[] = {VALUE_INT};
static const char *const a[] = {"a"};
/* 2 MB. */
static const struct query note_long = {"gather_note_long", QUERY_EXEC, "INSERT INTO note (id, body) VALUES (:a, hex(zeroblob(1000000)))", a, 1, NULL, 0,
	ints, NULL, false};

static enum fail note_at_length(struct store_txn *txn, void *context)
{
	const int64_t *count = context;
	for (int64_t id = 1; id <= *count; id++)
		TRY(larder_run(NULL, txn, &note_long, &id, NULL));
	return OK;
}

/* A log that begins anew writes over its old file; to cut it and let it grow again would make the flushes dear. */
static void the_log_keeps_its_file(void **state UNUSED)
{
	struct larder larder;
	struct store_counters counters;
	struct stat log;
	char path[600];
	int64_t count = 45;
	larder_open(&larder, (struct store_options){.readers = 1, .is_synchronous_off = true});
	assert_int_equal(store_write(larder.store, note_at_length, &count), OK); /* longer than a checkpoint lets it become */
	count = 1000;
	assert_int_equal(store_write(larder.store, larder_note, &count), OK);
	store_count(larder.store, &counters);
	assert_true(counters.checkpoints == 1 && counters.checkpoints_partial == 0);
	snprintf(path, sizeof(path), "%s-wal", larder.path);
	assert_int_equal(stat(path, &log), 0);
	assert_true(log.st_size > LIMIT_CHECKPOINT_PAGES * (off_t)FRAME);
	larder_close(&larder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commit_goes_out_in_few_pieces),
		cmocka_unit_test(what_spills_is_read_back_and_undone),
		cmocka_unit_test(a_full_disk_gives_the_commit_up),
		cmocka_unit_test(a_disk_that_promises_nothing_gets_each_write_at_once),
		cmocka_unit_test(only_a_store_that_syncs_gathers),
		cmocka_unit_test(the_log_keeps_its_file),
	};
	return cmocka_run_group_tests(tests, install_worn, NULL);
}
