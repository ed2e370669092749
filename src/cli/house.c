/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/house.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/when.h"
#include "cli/cli.h"
#include "domain/proof.h"
#include "queries/places.h"
#include "store/migrate.h"

static int make_directory(const char *verb, const char *data, const struct house *house);
static int open_store(const char *verb, const char *data, enum house_mode mode, struct house *house);
static bool is_missing(const struct house *house);
static int judge_centre(const char *verb, const char *data, enum house_mode mode, const struct house *house);
static int tell_empty(const char *verb, const char *where);
static int tell_unopened(const char *verb, const char *where, enum fail fail, const char *problem);
static enum fail read_centre(struct house *house);

struct adopting {
	const struct house *house;
	int64_t now_ms;
};
static enum fail adopt_work(struct store_txn *txn, void *context);

int house_open(const char *verb, const char *data, const char *store, enum house_mode mode, struct house *ret_house)
{
	struct house house = {.arena = arena_make(LIMIT_JOB_ARENA_BYTES)};
	int wrong = 0;
	if (house.arena == NULL)
		return cli_error(verb, "not enough memory");
	size_t len = strlen(data);
	while (len > 1 && data[len - 1] == '/')
		len--;
	house.is_server = store != NULL;
	house.database = store != NULL ? store : arena_format(house.arena, "%.*s/lastmile.db", (int)len, data).at;
	house.key_file = arena_format(house.arena, "%.*s.keys", (int)len, data).at;
	if (mode == HOUSE_MAKE)
		wrong = make_directory(verb, data, &house);
	if (wrong == 0)
		wrong = open_store(verb, data, mode, &house);
	if (wrong == 0)
		wrong = judge_centre(verb, data, mode, &house);
	if (wrong != 0) {
		house_close(&house);
		return wrong;
	}
	*ret_house = house;
	return 0;
}

void house_close(struct house *house)
{
	store_close(house->store);
	arena_free(house->arena);
	*house = (struct house){0};
}

void house_discard(struct house *house)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
	check(house->database != NULL);
	store_close(house->store);
	for (size_t i = 0; i < COUNT_OF(tails) && !house->is_server; i++)
		(void)unlink(arena_format(house->arena, "%s%s", house->database, tails[i]).at);
	house->store = NULL;
	house_close(house);
}

struct act house_act(const struct house *house, struct store_view *view, struct store_txn *txn, int64_t now_ms)
{
	return (struct act){.view = view, .txn = txn, .arena = house->arena, .now_ms = now_ms, .centre_id = house->centre_id,
		.source = ACT_CLI, .keys = &house->keys};
}

static int make_directory(const char *verb, const char *data, const struct house *house)
{
	struct stat state;
	if (mkdir(data, 0700) != 0 && errno != EEXIST)
		return cli_error(verb, "cannot make the directory %s: %s", data, strerror(errno));
	bool has_database = !house->is_server && stat(house->database, &state) == 0; /* empty, when an earlier try was refused: read_centre will tell */
	bool has_keys = stat(house->key_file, &state) == 0;
	if (has_database && !has_keys)
		return cli_error(verb, "%s holds data already, but its keys %s are not there; choose another --data", data, house->key_file);
	if (!has_keys && keys_make(house->key_file) != OK)
		return cli_error(verb, "cannot write the key file %s: %s", house->key_file, strerror(errno));
	return 0;
}

static int open_store(const char *verb, const char *data, enum house_mode mode, struct house *house)
{
	struct stat state;
	char problem[STORE_PROBLEM_BYTES] = "";
	struct clock clock = clock_system();
	const char *where = house->is_server ? "the database" : house->database; /* an address may carry a password */
	int64_t now_ms = clock_now_ms(&clock);
	enum fail fail = keys_load(house->key_file, &house->keys);
	if (fail == FAIL_MISSING)
		return cli_error(verb, "there is no key file %s; run lastmile init first", house->key_file);
	if (fail != OK)
		return cli_error(verb, "the key file %s cannot be used: it must be readable by its owner only", house->key_file);
	if (stat(data, &state) != 0 || !S_ISDIR(state.st_mode))
		return cli_error(verb, "there is no directory %s; run lastmile init first", data);
	if (house->is_server && !store_is_address(house->database))
		return cli_error(verb, "--store takes postgres://USER@HOST/NAME; a file is named by --data");
	if (mode == HOUSE_OPEN && is_missing(house))
		return tell_empty(verb, data); /* and none is made by looking */
	fail = store_open(&(struct store_options){.path = house->database, .readers = 10, .problem = problem}, &house->store);
	if (fail != OK)
		return tell_unopened(verb, where, fail, problem);
	fail = migrate_up(house->store, now_ms);
	if (fail != OK)
		return cli_error(verb, "cannot bring the schema of %s up to date (%s)", where, fail_name(fail));
	fail = read_centre(house);
	if (fail == OK && house->centre_id.value != 0)
		fail = store_write(house->store, adopt_work, &(struct adopting){house, now_ms});
	return fail == OK ? 0 : cli_error(verb, "cannot read %s (%s)", where, fail_name(fail));
}

static bool is_missing(const struct house *house)
{
	struct stat state;
	return !house->is_server && stat(house->database, &state) != 0;
}

/* There is one where a house is opened, and none where one is made. */
static int judge_centre(const char *verb, const char *data, enum house_mode mode, const struct house *house)
{
	const char *where = house->is_server ? "the database" : data;
	if (mode == HOUSE_OPEN)
		return house->centre_id.value != 0 ? 0 : tell_empty(verb, where);
	if (house->centre_id.value == 0)
		return 0;
	return cli_error(verb, "%s holds data already; choose another --%s", where, house->is_server ? "store" : "data");
}

static int tell_empty(const char *verb, const char *where)
{
	return cli_error(verb, "%s holds no data; make it with lastmile init, or lastmile restore", where);
}

static int tell_unopened(const char *verb, const char *where, enum fail fail, const char *problem)
{
	if (problem[0] != '\0')
		return cli_error(verb, "%s", problem);
	if (fail == FAIL_BUSY)
		return cli_error(verb, "%s is open in another process; stop it first", where);
	return cli_error(verb, "cannot open %s (%s)", where, fail_name(fail));
}

static enum fail read_centre(struct house *house)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	struct centre_first_row row;
	bool is_found = false;
	TRY(store_read(house->store, &view));
	TRY(q_centre_first(view, house->arena, &is_found, &row));
	if (is_found) {
		house->centre_id = row.centre_id;
		house->is_demo = row.is_demo;
	}
	return OK;
}

/* A house older than the public tree: what is on record becomes its beginning. */
static enum fail adopt_work(struct store_txn *txn, void *context)
{
	const struct adopting *adopting = context;
	size_t count = 0;
	struct act act = house_act(adopting->house, store_txn_view(txn), txn, adopting->now_ms);
	return proof_adopt(&act, &count);
}
