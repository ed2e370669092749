/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/log.h"

/* IS NOT DISTINCT FROM came with 3.39. */
#define ENGINE_OLDEST 3039000
/* Statements of one connection: a few hundred, each with its name tables. */
#define CONNECTION_ARENA_BYTES (2 * 1024 * 1024)
#define BUSY_WAIT_MS 2000
/* The engine asks whether to go on every so many of its steps. */
#define STEPS_BETWEEN_LOOKS 50000

static const char *const control_sql[CONTROL_COUNT] = {
	[CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[CONTROL_BEGIN_READ] = "BEGIN",
	[CONTROL_SNAPSHOT] = "SELECT 1 FROM sqlite_schema LIMIT 1",
	[CONTROL_COMMIT] = "COMMIT",
	[CONTROL_ROLLBACK] = "ROLLBACK",
	[CONTROL_WORK_BEGIN] = "SAVEPOINT work",
	[CONTROL_WORK_KEEP] = "RELEASE work",
	[CONTROL_WORK_UNDO] = "ROLLBACK TO work",
};

static const struct {
	const char *table;
	int set; /* STORE_SET_COUNT = anybody may insert */
	bool is_fact; /* rows are never changed or removed */
} guarded[] = {
	{"account", STORE_LEDGER, false},
	{"transfer", STORE_LEDGER, true},
	{"hold", STORE_LEDGER, true},
	{"hold_end", STORE_LEDGER, true},
	{"record", STORE_RECORD, true},
	{"record_event", STORE_RECORD, true},
	{"trail", STORE_TRAIL, true},
	{"attendance", STORE_SET_COUNT, true},
	{"request_event", STORE_SET_COUNT, true},
	{"offer_answer", STORE_SET_COUNT, true},
	{"rule", STORE_SET_COUNT, true},
};

static enum fail open_connection(struct store *store, int flags, struct store_view *view);
static enum fail secure(struct store_view *view);
static enum fail prepare_controls(struct store_view *view);
static int authorize(void *context, int action, const char *a, const char *b, const char *database, const char *trigger);
static int authorize_write(struct store_view *view, int action, const char *table);
static int look_at_clock(void *context);

enum fail sqlite_check_engine(void)
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

enum fail sqlite_open_writer(struct store *store, struct store_view *ret_view)
{
	struct store_view *view = ret_view;
	*view = (struct store_view){.is_writer = true};
	TRY(open_connection(store, SQLITE_OPEN_READWRITE, view));
	sqlite3_db_config(view->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	TRY(sqlite_script(view, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;"
		"PRAGMA cache_size = -32768;"));
	return prepare_controls(view);
}

enum fail sqlite_open_reader(struct store *store, struct store_view *ret_view)
{
	*ret_view = (struct store_view){.is_writer = false};
	TRY(open_connection(store, SQLITE_OPEN_READONLY, ret_view));
	sqlite3_db_config(ret_view->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	TRY(sqlite_script(ret_view, "PRAGMA query_only = ON; PRAGMA cache_size = -8192;"));
	sqlite3_progress_handler(ret_view->db, STEPS_BETWEEN_LOOKS, look_at_clock, ret_view);
	return prepare_controls(ret_view);
}

static enum fail open_connection(struct store *store, int flags, struct store_view *view)
{
	view->store = store;
	view->arena = arena_make(CONNECTION_ARENA_BYTES);
	view->cache = view->arena == NULL ? NULL : arena_array(view->arena, struct statement *, LIMIT_QUERIES);
	if (view->cache == NULL)
		return FAIL_LIMIT;
	int code = sqlite3_open_v2(store->path, &view->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (code != SQLITE_OK) {
		sqlite_log(view, "open", code);
		return sqlite_fail(view->db, code);
	}
	return secure(view);
}

static enum fail secure(struct store_view *view)
{
	static const int limits[][2] = {{SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024}, {SQLITE_LIMIT_SQL_LENGTH, 256 * 1024},
		{SQLITE_LIMIT_COLUMN, 200}, {SQLITE_LIMIT_EXPR_DEPTH, 200}, {SQLITE_LIMIT_COMPOUND_SELECT, 20},
		{SQLITE_LIMIT_FUNCTION_ARG, 20}, {SQLITE_LIMIT_ATTACHED, 0}, {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500},
		{SQLITE_LIMIT_VARIABLE_NUMBER, 200}, {SQLITE_LIMIT_TRIGGER_DEPTH, 10}, {SQLITE_LIMIT_WORKER_THREADS, 0}};
	for (size_t i = 0; i < COUNT_OF(limits); i++)
		sqlite3_limit(view->db, limits[i][0], limits[i][1]);
	int code = sqlite3_db_config(view->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(view->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(view->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(view->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_busy_timeout(view->db, BUSY_WAIT_MS);
	if (code == SQLITE_OK)
		code = sqlite3_set_authorizer(view->db, authorize, view);
	if (code != SQLITE_OK)
		return sqlite_fail(view->db, code);
	return sqlite_script(view, "PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 0; PRAGMA cell_size_check = ON;"
		"PRAGMA temp_store = MEMORY;");
}

static enum fail prepare_controls(struct store_view *view)
{
	int code = SQLITE_OK;
	view->is_control = true;
	for (int i = 0; i < CONTROL_COUNT && code == SQLITE_OK; i++)
		code = sqlite3_prepare_v3(view->db, control_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &view->control[i], NULL);
	view->is_control = false;
	if (code != SQLITE_OK)
		sqlite_log(view, "prepare", code);
	return sqlite_fail(view->db, code);
}

void sqlite_close(struct store_view *view)
{
	check(view->open_statements == 0);
	if (view->cache != NULL)
		statement_forget_all(view);
	for (int i = 0; i < CONTROL_COUNT; i++)
		sqlite3_finalize(view->control[i]);
	int code = sqlite3_close(view->db);
	check(code == SQLITE_OK);
	arena_free(view->arena);
	*view = (struct store_view){0};
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

enum fail sqlite_control(struct store_view *view, enum control control)
{
	sqlite3_stmt *statement = view->control[control];
	check(statement != NULL);
	view->is_control = true; /* a changed schema prepares it anew */
	int code = sqlite3_step(statement);
	enum fail fail = sqlite_fail(view->db, code);
	if (fail != OK)
		sqlite_log(view, control_sql[control], code);
	sqlite3_reset(statement);
	view->is_control = false;
	return fail;
}

enum fail sqlite_script(struct store_view *view, const char *sql)
{
	bool was_control = view->is_control;
	view->is_control = !view->is_migrating;
	int code = sqlite3_exec(view->db, sql, NULL, NULL, NULL);
	view->is_control = was_control;
	if (code != SQLITE_OK)
		sqlite_log(view, "script", code);
	return sqlite_fail(view->db, code);
}

void sqlite_log(struct store_view *view, const char *what, int code)
{
	enum log_level level = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_INTERRUPT ? LOG_WARNING : LOG_ERROR;
	log_line(level, "store what=\"%s\" code=%d errno=%d words=\"%s\"", what, code,
		view->db == NULL ? 0 : sqlite3_system_errno(view->db), view->db == NULL ? "" : sqlite3_errmsg(view->db));
}

/* The rules of the house, asked while a statement is prepared. */
static int authorize(void *context, int action, const char *a, const char *b, const char *database, const char *trigger)
{
	struct store_view *view = context;
	(void)b;
	(void)database;
	(void)trigger;
	if (view->is_control)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		return view->is_migrating ? SQLITE_OK : authorize_write(view, action, a);
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT:
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
	case SQLITE_PRAGMA:
		return SQLITE_DENY;
	default: /* the shape of tables */
		return view->is_migrating ? SQLITE_OK : SQLITE_DENY;
	}
}

static int authorize_write(struct store_view *view, int action, const char *table)
{
	check(table != NULL);
	bool may_write = view->is_writer || view->is_checking;
	if (!may_write || strncmp(table, "sqlite_", 7) == 0 || strcmp(table, "migration") == 0)
		return SQLITE_DENY;
	for (size_t i = 0; i < COUNT_OF(guarded); i++) {
		if (strcmp(table, guarded[i].table) != 0)
			continue;
		if (guarded[i].is_fact && action != SQLITE_INSERT)
			return SQLITE_DENY;
		if (guarded[i].set < STORE_SET_COUNT)
			view->writes |= 1u << guarded[i].set;
	}
	return SQLITE_OK;
}

static int look_at_clock(void *context)
{
	const struct store_view *view = context;
	return view->deadline_ms != 0 && sqlite_monotonic_ms() > view->deadline_ms;
}

int64_t sqlite_monotonic_ms(void)
{
	struct timespec now;
	int failed = clock_gettime(CLOCK_MONOTONIC, &now);
	check(failed == 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool store_fault_strikes(struct store *store, enum store_fault fault, enum fail *ret_fail)
{
	struct fault *armed = &store->faults[fault];
	uint64_t left = atomic_load_explicit(&armed->left, memory_order_relaxed);
	while (left > 0) {
		if (!atomic_compare_exchange_weak(&armed->left, &left, left - 1))
			continue;
		if (left > 1)
			return false;
		*ret_fail = (enum fail)atomic_load(&armed->fail);
		return true;
	}
	return false;
}

void store_fail_at(struct store *store, enum store_fault fault, uint64_t nth, enum fail fail)
{
	check(fault < STORE_FAULT_COUNT);
	check(fail != OK);
	atomic_store(&store->faults[fault].fail, (int)fail);
	atomic_store(&store->faults[fault].left, nth);
}
