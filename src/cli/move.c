/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/when.h"
#include "cli/house.h"
#include "store/move.h"

#define PATH_BYTES 4096

enum { FROM, TO, KEYS };
static const struct cli_option options[] = {
	[FROM] = {"--from", "PLACE", NULL, true, "a data directory, or postgres://USER@HOST/NAME; no service may run on it"},
	[TO] = {"--to", "PLACE", NULL, true, "the same, and empty: a data directory or a database"},
	[KEYS] = {"--keys", "FILE", NULL, false, "from a database to a directory DIR: the keys to put beside it as DIR.keys"},
};

/* One end of a move. */
struct place {
	const char *word;           /* as it was given; an address may carry a password and is not told */
	const char *name;           /* for sentences */
	bool is_server;
	char database[PATH_BYTES];
	char key_file[PATH_BYTES];  /* of a directory */
	char problem[STORE_PROBLEM_BYTES];
	struct store *store;
};

static int find_places(struct place *from, struct place *to);
static bool is_same(const struct place *from, const struct place *to);
static int name_place(struct place *place);
static int check_keys(const struct place *from, const struct place *to, const char *keys, struct keys *ret_keys, bool *ret_is_new);
static int open_place(struct place *place, bool is_target);
static int move(struct place *from, struct place *to);
static int tell_outcome(const struct place *from, const struct place *to, enum move_outcome outcome, const struct move_report *report);
static void tell_table(void *context, const char *table, int64_t rows);
static void tell_end(const struct place *from, const struct place *to, const struct move_report *report);

static int run(const char *const *values)
{
	struct place from = {.word = values[FROM]}, to = {.word = values[TO]};
	struct keys keys = {0};
	bool is_new = false;
	int wrong = find_places(&from, &to);
	if (wrong == 0)
		wrong = check_keys(&from, &to, values[KEYS], &keys, &is_new);
	if (wrong == 0)
		wrong = open_place(&from, false);
	if (wrong == 0)
		wrong = open_place(&to, true);
	if (wrong == 0 && is_new && keys_save(to.key_file, &keys) != OK)
		wrong = cli_error("move", "cannot write the key file %s: %s", to.key_file, strerror(errno));
	if (wrong == 0)
		wrong = move(&from, &to);
	store_close(to.store);
	store_close(from.store);
	return wrong;
}

static int find_places(struct place *from, struct place *to)
{
	struct stat state;
	int wrong = name_place(from);
	if (wrong == 0)
		wrong = name_place(to);
	if (wrong != 0)
		return wrong;
	if (!from->is_server && stat(from->database, &state) != 0)
		return cli_error("move", "there is no %s; a data directory that holds data is needed", from->database);
	if (is_same(from, to))
		return cli_error("move", "--from and --to are the same place");
	if (!to->is_server && mkdir(to->word, 0700) != 0 && errno != EEXIST)
		return cli_error("move", "cannot make the directory %s: %s", to->word, strerror(errno));
	return 0;
}

static bool is_same(const struct place *from, const struct place *to)
{
	struct stat one, other;
	if (from->is_server || to->is_server)
		return strcmp(from->word, to->word) == 0;
	return stat(from->database, &one) == 0 && stat(to->database, &other) == 0 && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static int name_place(struct place *place)
{
	place->is_server = store_is_address(place->word);
	place->name = place->is_server ? "the database" : place->word;
	if (place->is_server) {
		if (snprintf(place->database, sizeof place->database, "%s", place->word) >= (int)sizeof place->database)
			return cli_error("move", "the address is too long");
		return 0;
	}
	size_t len = strlen(place->word);
	while (len > 1 && place->word[len - 1] == '/')
		len--;
	if (strstr(place->word, "://") != NULL)
		return cli_misuse("move", "a place is a directory or postgres://USER@HOST/NAME");
	if (len == 0 || snprintf(place->database, sizeof place->database, "%.*s/lastmile.db", (int)len, place->word) >= (int)sizeof place->database)
		return cli_misuse("move", "a place is a directory or postgres://USER@HOST/NAME");
	(void)snprintf(place->key_file, sizeof place->key_file, "%.*s.keys", (int)len, place->word);
	return 0;
}

/* Sealed fields, receipts and certificates open with the keys of the source alone: a move that would part them is refused before it begins. */
static int check_keys(const struct place *from, const struct place *to, const char *keys, struct keys *ret_keys, bool *ret_is_new)
{
	struct keys target;
	const char *file = keys != NULL ? keys : from->key_file;
	if (to->is_server && keys != NULL)
		return cli_misuse("move", "--keys is for a move from a database to a directory");
	bool has_source = file[0] != '\0';
	enum fail fail = has_source ? keys_load(file, ret_keys) : OK;
	if (fail == FAIL_MISSING)
		return cli_error("move", "there is no key file %s", file);
	if (fail != OK)
		return cli_error("move", "the key file %s cannot be used: it must be readable by its owner only", file);
	if (to->is_server)
		return 0;
	fail = keys_load(to->key_file, &target);
	if (fail == FAIL_MISSING && !has_source)
		return cli_error("move", "there is no key file %s; copy the keys of the service there, or name them with --keys FILE", to->key_file);
	if (fail != OK && fail != FAIL_MISSING)
		return cli_error("move", "the key file %s cannot be used: it must be readable by its owner only", to->key_file);
	if (fail == OK && has_source && memcmp(ret_keys, &target, sizeof target) != 0)
		return cli_error("move", "%s holds other keys than %s; choose another --to", to->key_file, file);
	*ret_is_new = fail == FAIL_MISSING;
	return 0;
}

static int open_place(struct place *place, bool is_target)
{
	enum fail fail = store_open(&(struct store_options){.path = place->database, .readers = 1, .problem = place->problem,
		.may_be_half_moved = is_target}, &place->store);
	if (fail == OK)
		return 0;
	if (place->problem[0] != '\0')
		return cli_error("move", "%s: %s", place->name, place->problem);
	if (fail == FAIL_BUSY)
		return cli_error("move", "%s is open in another process; stop it first", place->name);
	return cli_error("move", "cannot open %s (%s)", place->name, fail_name(fail));
}

static int move(struct place *from, struct place *to)
{
	struct clock clock = clock_system();
	struct move_report report = {0};
	enum move_outcome outcome = MOVE_WHOLE;
	enum fail fail = move_run(&(struct move_options){.source = from->store, .target = to->store, .now_ms = clock_now_ms(&clock), .watch = tell_table},
		&outcome, &report);
	if (fail != OK)
		return cli_error("move", "stopped (%s); %s cannot be served yet: run the same command again, it goes on from there", fail_name(fail), to->name);
	if (outcome == MOVE_WHOLE)
		tell_end(from, to, &report);
	return tell_outcome(from, to, outcome, &report);
}

static int tell_outcome(const struct place *from, const struct place *to, enum move_outcome outcome, const struct move_report *report)
{
	switch (outcome) {
	case MOVE_WHOLE:
		return 0;
	case MOVE_SOURCE_IN_USE:
		return cli_error("move", "%s is in use by a service; stop it first", from->name);
	case MOVE_SOURCE_SCHEMA:
		return cli_error("move", "%s is not of this version; run lastmile migrate on it with this program first", from->name);
	case MOVE_SOURCE_EMPTY:
		return cli_error("move", "%s holds nothing to move", from->name);
	case MOVE_TARGET_SCHEMA:
		return cli_error("move", "%s holds tables that are not those of this version; an empty place is needed", to->name);
	case MOVE_TARGET_FULL:
		return cli_error("move", "%s holds data already (table %s); an empty place is needed", to->name, report->table);
	case MOVE_TARGET_OTHER:
		return cli_error("move", "%s holds a part of another store, or of this one before it was changed; empty it and move again", to->name);
	case MOVE_DIFFERENT:
		return cli_error("move", "the table %s is not the same on both sides; %s cannot be served: empty it and move again", report->table, to->name);
	}
	check_never();
}

static void tell_table(void *context UNUSED, const char *table, int64_t rows)
{
	if (rows == 0)
		return;
	(void)printf("%s: %lld rows\n", table, (long long)rows);
	(void)fflush(stdout);
}

static void tell_end(const struct place *from, const struct place *to, const struct move_report *report)
{
	char hash[2 * MOVE_HASH_BYTES + 1];
	for (int i = 0; i < MOVE_HASH_BYTES; i++)
		(void)snprintf(hash + (size_t)2 * i, 3, "%02x", report->hash[i]);
	(void)printf("moved %lld rows of %d tables", (long long)report->rows, report->tables);
	if (report->rows_found > 0)
		(void)printf(" (%lld were there from a move that was stopped)", (long long)report->rows_found);
	(void)printf("; both sides read again: counts and contents are equal\ncontent %s\n", hash);
	if (!to->is_server)
		(void)printf("keys in %s - keep a copy apart from the data\n", to->key_file);
	else if (!from->is_server)
		(void)printf("keys stay in %s; every machine that serves the database needs them beside its --data directory\n", from->key_file);
	(void)printf("%s is left as it was: never serve both\n", from->is_server ? "the old database" : from->database);
}

const struct cli_verb cli_move = {"move", "Copy everything to an empty place on the other engine (or the same), and compare.", options, COUNT_OF(options), run};
