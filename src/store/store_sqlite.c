/* SPDX-License-Identifier: Apache-2.0
 *
 * SQLite: one file, one process, one connection that writes and checkpoints.
 */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/log.h"

/* IS NOT DISTINCT FROM came with 3.39. */
#define ENGINE_OLDEST 3039000
#define BUSY_WAIT_MS 2000
/* The engine asks whether to go on every so many of its steps. */
#define STEPS_BETWEEN_LOOKS 50000
/* What the log keeps of its file when it begins anew: more than it fills between two checkpoints, else each of its rounds would cut the
 * file and grow it again, and a flush of a file that has grown costs twice. */
#define LOG_BYTES_KEPT (128 * 1024 * 1024)
_Static_assert(LOG_BYTES_KEPT > LIMIT_CHECKPOINT_PAGES * 5 / 4 * (4096 + 24), "the log and a quarter");
/* A quiet writer checkpoints what a twentieth of the limit has gathered. */
#define QUIET_SHARE 20

static const char *const control_sql[CONTROL_COUNT] = {
	[CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[CONTROL_BEGIN_READ] = "BEGIN",
	[CONTROL_SNAPSHOT] = "SELECT 1 FROM sqlite_schema LIMIT 1",
	[CONTROL_COMMIT] = "COMMIT",
	[CONTROL_ROLLBACK] = "ROLLBACK",
	[CONTROL_REHEARSE] = "", /* an answer costs nothing here */
	[CONTROL_WORK_BEGIN] = "SAVEPOINT work",
	[CONTROL_WORK_KEEP] = "RELEASE work",
	[CONTROL_WORK_UNDO] = "ROLLBACK TO work",
};

static enum fail open_place(struct store *store, const struct store_options *options);
static void close_place(struct store *store);
static enum fail check_engine(void);
static enum fail lock_directory(struct store *store, const char *path);
static enum fail make_file(const char *path);
static enum fail connect_view(struct store_view *view);
static void disconnect_view(struct store_view *view);
static enum fail secure(struct store_view *view);
static enum fail secure_writer(struct store_view *view);
static enum fail secure_reader(struct store_view *view);
static enum fail prepare_controls(struct store_view *view);
static int look_at_clock(void *context);
static int count_log_pages(void *context, sqlite3 *db, const char *name, int pages);
static void tidy(struct store *store, bool is_quiet);
static bool has_leftover(struct store *store);
static void checkpoint_when_due(struct store *store, int due_pages);
static void checkpoint(struct store_view *writer, int mode);
static void count_tables(struct store_view *writer);
static int note_row(void *context, int count, char **values, char **names);
static enum fail control(struct store_view *view, enum control control);
static bool is_in_transaction(struct store_view *view);
static enum fail end_work(struct store_view *view);
static uint64_t version(struct store *store);
static void pause_retry(struct store *store, int retry);
static enum fail read_long(struct store_view *view);
static int64_t changes(struct store_view *view);

const struct engine engine_sqlite = {
	.name = "sqlite", .works_per_commit = LIMIT_WRITES_PER_COMMIT, .works_with_savepoints = LIMIT_WRITES_PER_COMMIT,
	.runs_boldly = true, .retries = LIMIT_WRITE_RETRIES,
	.open = open_place, .close = close_place, .connect = connect_view, .disconnect = disconnect_view,
	.control = control, .is_in_transaction = is_in_transaction, .end_work = end_work, .read_long = read_long, .changes = changes,
	.version = version, .pause = pause_retry,
	.script = sqlite_script, .tidy = tidy, .has_leftover = has_leftover,
	.prepare = sqlite_prepare, .reset = sqlite_reset_statement, .finalize = sqlite_finalize_statement,
	.bind_int = sqlite_bind_int, .bind_bool = sqlite_bind_bool, .bind_text = sqlite_bind_text, .bind_bytes = sqlite_bind_bytes,
	.step = sqlite_step, .changed = sqlite_changed, .column = sqlite_column,
	.look_at_tables = sqlite_look_at_tables, .read_columns = sqlite_read_columns, .claim = sqlite_claim,
	.make_history = sqlite_make_history, .migrate = sqlite_migrate,
	.backup = sqlite_backup, .examine = sqlite_examine,
};

static enum fail open_place(struct store *store, const struct store_options *options)
{
	struct sqlite_store *own = arena_new(store->arena, struct sqlite_store);
	if (own == NULL)
		return FAIL_LIMIT;
	check(store->own == NULL && options->path != NULL);
	store->own = own;
	*own = (struct sqlite_store){.lock_file = -1, .path = arena_copy(store->arena, text_of(options->path)).at,
		.checkpoint_pages = options->checkpoint_pages > 0 ? options->checkpoint_pages : LIMIT_CHECKPOINT_PAGES,
		.is_synchronous_off = options->is_synchronous_off};
	TRY(check_engine());
	TRY(lock_directory(store, options->path));
	return make_file(own->path);
}

static void close_place(struct store *store)
{
	const struct sqlite_store *own = store->own;
	if (own != NULL && own->lock_file >= 0)
		close(own->lock_file); /* the lock ends with it; the file stays */
}

static enum fail check_engine(void)
{
	int version = sqlite3_libversion_number();
	/* Two connections that write or checkpoint at the same instant could
	 * corrupt the log up to 3.51.2; the fix is in 3.44.6 and 3.50.7 too. */
	bool is_fixed = version >= 3051003 || (version >= 3050007 && version < 3051000) || (version >= 3044006 && version < 3045000);
	if (version < ENGINE_OLDEST || sqlite3_threadsafe() == 0 || sqlite3_initialize() != SQLITE_OK) {
		log_line(LOG_ERROR, "store engine=sqlite version=%s refused=%s", sqlite3_libversion(),
			version < ENGINE_OLDEST ? "too-old" : "no-threads");
		return FAIL_STORE;
	}
	log_line(LOG_INFO, "store engine=sqlite version=%s wal_reset_bug=%s regime=one-writer-writes-and-checkpoints",
		sqlite3_libversion(), is_fixed ? "fixed" : "present-and-avoided");
	return OK;
}

const char *store_sqlite_version(void)
{
	return sqlite3_libversion();
}

static enum fail lock_directory(struct store *store, const char *path)
{
	struct sqlite_store *own = sqlite_store_of(store);
	struct text name = arena_format(store->arena, "%s.lock", path);
	check(own->lock_file < 0);
	if (own->path == NULL || name.at == NULL)
		return FAIL_LIMIT;
	own->lock_file = open(name.at, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (own->lock_file < 0) {
		log_line(LOG_ERROR, "store lock=failed errno=%d", errno);
		return errno == ENOSPC ? FAIL_NO_SPACE : FAIL_SYSTEM;
	}
	if (flock(own->lock_file, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? FAIL_BUSY : FAIL_SYSTEM;
	return OK;
}

/* Made before the engine opens it, so that only its owner can read it; the
 * engine gives the files beside it the same mode. */
static enum fail make_file(const char *path)
{
	check(path != NULL);
	int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (file < 0) {
		log_line(LOG_ERROR, "store open=failed errno=%d", errno);
		return errno == ENOSPC ? FAIL_NO_SPACE : FAIL_SYSTEM;
	}
	close(file);
	return OK;
}

static enum fail connect_view(struct store_view *view)
{
	const struct sqlite_store *own = sqlite_store_of(view->store);
	struct sqlite_link *link = arena_new(view->arena, struct sqlite_link);
	if (link == NULL)
		return FAIL_LIMIT;
	check(view->link == NULL && own->lock_file >= 0); /* nobody connects to what is not ours */
	view->link = link;
	int flags = view->is_writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	const char *disk = view->is_writer && !own->is_synchronous_off ? sqlite_gather() : NULL;
	int code = sqlite3_open_v2(own->path, &link->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, disk);
	if (code != SQLITE_OK) {
		sqlite_log(view, "open", code);
		return sqlite_fail(link->db, code);
	}
	TRY(secure(view));
	TRY(view->is_writer ? secure_writer(view) : secure_reader(view));
	check(view->is_writer || sqlite3_db_readonly(link->db, "main") == 1);
	return prepare_controls(view);
}

static void disconnect_view(struct store_view *view)
{
	struct sqlite_link *link = view->link;
	if (link == NULL)
		return;
	check(view->open_statements == 0 && view->txn == NULL);
	if (view->is_writer && link->control[CONTROL_BEGIN_WRITE] != NULL)
		checkpoint(view, SQLITE_CHECKPOINT_TRUNCATE);
	for (int i = 0; i < CONTROL_COUNT; i++)
		sqlite3_finalize(link->control[i]);
	int code = sqlite3_close(link->db);
	check(code == SQLITE_OK);
}

static enum fail secure(struct store_view *view)
{
	sqlite3 *db = sqlite_link_of(view)->db;
	static const int limits[][2] = {{SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024}, {SQLITE_LIMIT_SQL_LENGTH, 256 * 1024},
		{SQLITE_LIMIT_COLUMN, 200}, {SQLITE_LIMIT_EXPR_DEPTH, 200}, {SQLITE_LIMIT_COMPOUND_SELECT, 20},
		{SQLITE_LIMIT_FUNCTION_ARG, 20}, {SQLITE_LIMIT_ATTACHED, 0}, {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500},
		{SQLITE_LIMIT_VARIABLE_NUMBER, 200}, {SQLITE_LIMIT_TRIGGER_DEPTH, 10}, {SQLITE_LIMIT_WORKER_THREADS, 0}};
	for (size_t i = 0; i < COUNT_OF(limits); i++)
		sqlite3_limit(db, limits[i][0], limits[i][1]);
	check(sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, -1) == 0 && sqlite3_limit(db, SQLITE_LIMIT_LENGTH, -1) <= 16 * 1024 * 1024);
	int code = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	/* A kept statement keeps its plan: else one whose values might fit a partial index is compiled anew with each. */
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_busy_timeout(db, BUSY_WAIT_MS);
	if (code == SQLITE_OK)
		code = sqlite3_set_authorizer(db, sqlite_authorize, view);
	if (code != SQLITE_OK)
		return sqlite_fail(db, code);
	return sqlite_script(view, "PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 0; PRAGMA cell_size_check = ON;"
		"PRAGMA temp_store = MEMORY;");
}

static enum fail secure_writer(struct store_view *view)
{
	sqlite3 *db = sqlite_link_of(view)->db;
	check(view->is_writer);
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_wal_hook(db, count_log_pages, view->store);
	TRY(sqlite_script(view, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;"));
	struct text limit = arena_format(view->arena, "PRAGMA journal_size_limit = %d;", LOG_BYTES_KEPT);
	if (limit.at == NULL)
		return FAIL_LIMIT;
	TRY(sqlite_script(view, limit.at));
	count_tables(view);
	return sqlite_store_of(view->store)->is_synchronous_off ? sqlite_script(view, "PRAGMA synchronous = OFF") : OK;
}

static enum fail secure_reader(struct store_view *view)
{
	sqlite3 *db = sqlite_link_of(view)->db;
	check(!view->is_writer);
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_progress_handler(db, STEPS_BETWEEN_LOOKS, look_at_clock, view);
	return sqlite_script(view, "PRAGMA query_only = ON; PRAGMA cache_size = -8192;");
}

static enum fail prepare_controls(struct store_view *view)
{
	struct sqlite_link *link = sqlite_link_of(view);
	int code = SQLITE_OK;
	check(!view->is_control && link->control[CONTROL_BEGIN_WRITE] == NULL);
	view->is_control = true;
	for (int i = 0; i < CONTROL_COUNT && code == SQLITE_OK; i++)
		code = sqlite3_prepare_v3(link->db, control_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &link->control[i], NULL);
	view->is_control = false;
	if (code != SQLITE_OK)
		sqlite_log(view, "prepare", code);
	return sqlite_fail(link->db, code);
}

enum fail sqlite_fail(sqlite3 *db, int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return FAIL_BUSY;
	case SQLITE_FULL:
		return FAIL_NO_SPACE;
	case SQLITE_IOERR:
		return db != NULL && sqlite3_system_errno(db) == ENOSPC ? FAIL_NO_SPACE : FAIL_STORE;
	case SQLITE_INTERRUPT:
		return FAIL_TIMEOUT;
	case SQLITE_TOOBIG:
	case SQLITE_NOMEM:
		return FAIL_LIMIT;
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		return FAIL_SYSTEM;
	default:
		return FAIL_STORE;
	}
}

static enum fail control(struct store_view *view, enum control control)
{
	struct sqlite_link *link = sqlite_link_of(view);
	check(control < CONTROL_COUNT);
	sqlite3_stmt *statement = link->control[control];
	check(statement != NULL);
	check((control != CONTROL_BEGIN_WRITE && control != CONTROL_BEGIN_READ) || !is_in_transaction(view));
	view->is_control = true; /* a changed schema prepares it anew */
	int code = sqlite3_step(statement);
	enum fail fail = sqlite_fail(link->db, code);
	if (fail != OK)
		sqlite_log(view, control_sql[control], code);
	sqlite3_reset(statement);
	view->is_control = false;
	check(fail != OK || control != CONTROL_BEGIN_WRITE || is_in_transaction(view));
	check(fail != OK || control != CONTROL_COMMIT || !is_in_transaction(view));
	return fail;
}

enum fail sqlite_script(struct store_view *view, const char *sql)
{
	sqlite3 *db = sqlite_link_of(view)->db;
	bool was_control = view->is_control;
	check(sql != NULL && !(was_control && view->is_migrating));
	view->is_control = !view->is_migrating;
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
	view->is_control = was_control;
	if (code != SQLITE_OK)
		sqlite_log(view, "script", code);
	return sqlite_fail(db, code);
}

void sqlite_log(struct store_view *view, const char *what, int code)
{
	sqlite3 *db = sqlite_link_of(view)->db;
	enum log_level level = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_INTERRUPT ? LOG_WARNING : LOG_ERROR;
	log_line(level, "store what=\"%s\" code=%d errno=%d words=\"%s\"", what, code,
		db == NULL ? 0 : sqlite3_system_errno(db), db == NULL ? "" : sqlite3_errmsg(db));
}

static bool is_in_transaction(struct store_view *view)
{
	return sqlite3_get_autocommit(sqlite_link_of(view)->db) == 0;
}

/* A deferred foreign key left open would only show at the commit, and take
 * the other works of the batch with it. */
static enum fail end_work(struct store_view *view)
{
	int open = 0, highest = 0;
	sqlite3_db_status(sqlite_link_of(view)->db, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &highest, 0);
	check(view->is_writer && open >= 0);
	if (open > 0)
		log_line(LOG_ERROR, "store work=undone reason=foreign-key");
	return open > 0 ? FAIL_STORE : OK;
}

/* This process is the only writer. */
static uint64_t version(struct store *store)
{
	return atomic_load(&store->version);
}

static void pause_retry(struct store *store, int retry)
{
	check(store->own != NULL && retry > 0); /* the engine has waited already, BUSY_WAIT_MS */
}

/* The limit is the view's deadline, which is gone. */
static enum fail read_long(struct store_view *view)
{
	check(view->deadline_ms == 0);
	return OK;
}

static int64_t changes(struct store_view *view)
{
	return sqlite3_total_changes64(sqlite_link_of(view)->db);
}

static int look_at_clock(void *context)
{
	const struct store_view *view = context;
	check(!view->is_writer); /* a write is never stopped half-way */
	return view->deadline_ms != 0 && store_monotonic_ms() > view->deadline_ms;
}

static int count_log_pages(void *context, sqlite3 *db, const char *name, int pages)
{
	struct store *store = context;
	struct sqlite_store *own = sqlite_store_of(store);
	(void)db;
	(void)name;
	check(pages >= 0 && own->copied_pages >= 0);
	if (pages < own->wal_pages)
		own->copied_pages = 0; /* the log began anew */
	own->wal_pages = pages;
	return SQLITE_OK;
}

static void tidy(struct store *store, bool is_quiet)
{
	const struct sqlite_store *own = sqlite_store_of(store);
	pthread_mutex_lock(&store->queue_lock);
	store->counters.wal_pages = (uint64_t)own->wal_pages;
	pthread_mutex_unlock(&store->queue_lock);
	checkpoint_when_due(store, is_quiet ? own->checkpoint_pages / QUIET_SHARE + 1 : own->checkpoint_pages);
}

static bool has_leftover(struct store *store)
{
	const struct sqlite_store *own = sqlite_store_of(store);
	return own->wal_pages - own->copied_pages > own->checkpoint_pages / QUIET_SHARE;
}

static void checkpoint_when_due(struct store *store, int due_pages)
{
	const struct sqlite_store *own = sqlite_store_of(store);
	int waiting = own->wal_pages - own->copied_pages;
	check(due_pages > 0);
	if (waiting < due_pages)
		return;
	/* One that met a reader comes again later; far past the limit it waits
	 * for the readers, so that the log cannot grow without end. */
	if (own->is_checkpoint_held && waiting < 2 * due_pages)
		return;
	bool is_far = own->wal_pages / 8 > own->checkpoint_pages;
	checkpoint(&store->writer, is_far ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE);
}

static void checkpoint(struct store_view *writer, int mode)
{
	struct store *store = writer->store;
	struct sqlite_store *own = sqlite_store_of(store);
	int in_log = 0, copied = 0;
	check(writer->is_writer); /* one connection writes and checkpoints */
	check(!is_in_transaction(writer));
	count_tables(writer);
	int code = sqlite3_wal_checkpoint_v2(sqlite_link_of(writer)->db, NULL, mode, &in_log, &copied);
	bool is_partial = code != SQLITE_OK || copied < in_log;
	check(copied <= in_log);
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
		sqlite_log(writer, "checkpoint", code);
	own->is_checkpoint_held = is_partial;
	/* Held back: count from here, so that the next one comes a limit later. */
	own->copied_pages = copied > own->copied_pages ? copied : own->copied_pages;
	pthread_mutex_lock(&store->queue_lock);
	store->counters.checkpoints++;
	store->counters.checkpoints_partial += is_partial ? 1 : 0;
	pthread_mutex_unlock(&store->queue_lock);
}

/* Counts for the engine's planner, where there are none or a table is ten times what it was. Every index begins with
 * centre_id: without counts that column would be taken for one that tells rows apart. Whole tables are counted: the first
 * thousand rows of an index are all of one centre, and of the station's own account, and would say that no column does.
 * A connection reads the counts together with the schema: a view that never stands makes the readers read both anew, else
 * those of a house that began empty would plan for empty tables until the next start. */
static void count_tables(struct store_view *writer)
{
	bool is_due = false;
	sqlite3 *db = sqlite_link_of(writer)->db;
	check(writer->is_writer && !is_in_transaction(writer));
	(void)!sqlite_script(writer, "PRAGMA analysis_limit = 0;");
	writer->is_control = true;
	(void)sqlite3_exec(db, "PRAGMA optimize = 0x10003;", note_row, &is_due, NULL); /* only says what would be counted */
	writer->is_control = false;
	if (is_due)
		(void)!sqlite_script(writer, "PRAGMA optimize = 0x10002; BEGIN IMMEDIATE; CREATE VIEW counted AS SELECT 1; DROP VIEW counted; COMMIT;");
	if (is_in_transaction(writer)) /* the disk was full in the midst of it */
		(void)!sqlite_script(writer, "ROLLBACK;");
	check(!is_in_transaction(writer));
}

static int note_row(void *context, int count UNUSED, char **values UNUSED, char **names UNUSED)
{
	*(bool *)context = true;
	return 0;
}
