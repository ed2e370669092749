/* SPDX-License-Identifier: Apache-2.0 */
#include "store/migrate.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"
#include "store/engine.h"
#include "store/migrations.h"

#define CHECKSUM_BYTES 32
/* One line of the history at a time. */
#define HISTORY_ARENA_BYTES 4096

struct step {
	const struct migration *migrations;
	size_t count;
	size_t next; /* position of the migration to apply */
	int64_t now_ms;
};

/* The history is written by this file alone; the guard refuses it to all others. */
static const char *const history_names[] = {"number", "checksum", "name", "applied_at_ms"};
static const enum query_value history_types[] = {VALUE_INT, VALUE_BYTES, VALUE_TEXT, VALUE_INT};
static const struct query history_read = {.name = "migration_read", .kind = QUERY_MANY,
	.sql = "SELECT number, checksum FROM migration ORDER BY number", .out_names = history_names, .out_count = 2,
	.out_types = history_types};
static const struct query history_add = {.name = "migration_add", .kind = QUERY_EXEC,
	.sql = "INSERT INTO migration (number, checksum, name, applied_at_ms) VALUES (:number, :checksum, :name, :applied_at_ms)",
	.in_names = history_names, .in_count = COUNT_OF(history_names), .in_types = history_types};

static enum fail look(struct store_txn *txn, void *context);
static enum fail read_history(struct store_view *view, struct step *step);
static enum fail compare(struct step *step, int64_t number, struct text checksum);
static enum fail apply(struct store_txn *txn, void *context);
static enum fail note(struct store_txn *txn, const struct migration *migration, int64_t now_ms);
static void checksum_of(const char *sql, unsigned char ret_checksum[CHECKSUM_BYTES]);

enum fail migrate_up(struct store *store, int64_t now_ms)
{
	check(shipped_migration_count > 0);
	return migrate_with(store, shipped_migrations, shipped_migration_count, now_ms);
}

int migrate_newest(void)
{
	check(shipped_migration_count > 0);
	return shipped_migrations[shipped_migration_count - 1].number;
}

enum fail migrate_with(struct store *store, const struct migration *migrations, size_t count, int64_t now_ms)
{
	struct step step = {.migrations = migrations, .count = count, .now_ms = now_ms};
	for (size_t i = 0; i < count; i++)
		check(migrations[i].number == (int)i + 1);
	TRY(store_write(store, look, &step));
	while (step.next < count) { /* each turn applies one */
		log_line(LOG_INFO, "store migration=%04d name=%s", migrations[step.next].number, migrations[step.next].name);
		TRY(store_write(store, apply, &step));
		step.next++;
	}
	check(step.next == count); /* a newer store was refused */
	return OK;
}

enum fail migrate_look(struct store *store, const struct migration *migrations, size_t count, enum migrate_standing *ret_standing)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	struct step step = {.migrations = migrations, .count = count};
	struct engine_tables tables = {0};
	check(migrations != NULL && count > 0);
	TRY(store_read(store, &view));
	TRY(store->engine->look_at_tables(view, &tables));
	if (!tables.has_history) {
		*ret_standing = tables.count > 0 ? MIGRATE_FOREIGN : MIGRATE_NONE;
		return OK;
	}
	enum fail fail = read_history(view, &step);
	check(step.next <= count);
	if (fail != OK && fail != FAIL_INPUT)
		return fail;
	*ret_standing = fail == FAIL_INPUT ? MIGRATE_OTHER : step.next < count ? MIGRATE_OLDER : MIGRATE_NEWEST;
	return OK;
}

/* What was applied, compared with what this program knows. */
static enum fail look(struct store_txn *txn, void *context)
{
	struct step *step = context;
	struct store_view *view = txn->view;
	const struct engine *engine = view->store->engine;
	check(!view->is_control && !view->is_migrating);
	struct engine_tables tables = {0};
	check(view->txn == txn && view->is_writer);
	step->next = 0;
	TRY(engine->look_at_tables(view, &tables));
	if (tables.count > 0 && !tables.has_history) {
		log_line(LOG_ERROR, "store migration=refused reason=holds-tables-of-another-program");
		return FAIL_INPUT;
	}
	view->txn->has_written = true;
	TRY(engine->make_history(view));
	view->is_control = true;
	enum fail fail = read_history(view, step);
	view->is_control = false;
	return fail;
}

static enum fail read_history(struct store_view *view, struct step *step)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(HISTORY_ARENA_BYTES);
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	check(step->next == 0); /* compared from the first on */
	if (arena == NULL)
		return FAIL_LIMIT;
	TRY(statement_open(view, &history_read, &statement));
	for (;;) { /* ends with the table */
		TRY(statement_step(statement, &has_row));
		if (!has_row)
			return statement_finish(statement);
		int64_t number = statement_int(statement, 0);
		struct text checksum = statement_bytes(statement, arena, 1);
		TRY(statement_finish(statement));
		TRY(compare(step, number, checksum));
		arena_reset(arena);
	}
}

static enum fail compare(struct step *step, int64_t number, struct text checksum)
{
	unsigned char known[CHECKSUM_BYTES];
	check(step->next <= step->count);
	if (step->next >= step->count) {
		log_line(LOG_ERROR, "store migration=%04d refused reason=store-is-of-a-newer-program", (int)number);
		return FAIL_INPUT;
	}
	checksum_of(step->migrations[step->next].sql, known);
	if (number != step->migrations[step->next].number || checksum.len != CHECKSUM_BYTES || memcmp(checksum.at, known, CHECKSUM_BYTES) != 0) {
		log_line(LOG_ERROR, "store migration=%04d refused reason=changed-since-it-was-applied", (int)number);
		return FAIL_INPUT;
	}
	step->next++;
	return OK;
}

static enum fail apply(struct store_txn *txn, void *context)
{
	const struct step *step = context;
	const struct migration *migration = &step->migrations[step->next];
	struct store_view *view = txn->view;
	check(step->next < step->count);
	check(!view->is_control && !view->is_migrating && view->txn == txn);
	view->txn->has_written = true;
	view->is_migrating = true;
	enum fail fail = view->store->engine->migrate(view, migration->sql);
	view->is_migrating = false;
	if (fail != OK) {
		log_line(LOG_ERROR, "store migration=%04d failed=%s", migration->number, fail_name(fail));
		return fail;
	}
	view->is_control = true;
	fail = note(txn, migration, step->now_ms);
	view->is_control = false;
	return fail;
}

static enum fail note(struct store_txn *txn, const struct migration *migration, int64_t now_ms)
{
	unsigned char checksum[CHECKSUM_BYTES];
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	check(txn->view->is_control && migration->number > 0);
	checksum_of(migration->sql, checksum);
	TRY(statement_open_write(txn, &history_add, &statement));
	statement_bind_int(statement, 0, migration->number);
	statement_bind_bytes(statement, 1, (struct text){(const char *)checksum, sizeof checksum});
	statement_bind_text(statement, 2, text_of(migration->name));
	statement_bind_int(statement, 3, now_ms);
	TRY(statement_step(statement, &has_row));
	return statement_finish(statement);
}

static void checksum_of(const char *sql, unsigned char ret_checksum[CHECKSUM_BYTES])
{
	check(sql != NULL);
	crypto_generichash(ret_checksum, CHECKSUM_BYTES, (const unsigned char *)sql, strlen(sql), NULL, 0);
}
