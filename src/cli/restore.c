/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/house.h"

enum { DATA, FROM };
static const struct cli_option options[] = {
	[DATA] = {"--data", "DIR", "data", false, "the data directory to make; it must not hold data yet, and the keys lie beside it as DIR.keys"},
	[FROM] = {"--from", "FILE", NULL, true, "a file written by lastmile backup"},
};

#define COPY_BYTES 65536

static int copy_file(const char *from, const char *to);
static int open_and_check(const char *data);

static int run(const char *const *values)
{
	char database[4096];
	char keys[4096];
	struct stat state;
	int len = (int)strlen(values[DATA]);
	while (len > 1 && values[DATA][len - 1] == '/')
		len--;
	if (snprintf(database, sizeof(database), "%.*s/lastmile.db", len, values[DATA]) >= (int)sizeof(database)
		|| snprintf(keys, sizeof(keys), "%.*s.keys", len, values[DATA]) >= (int)sizeof(keys))
		return cli_error("restore", "the path is too long");
	if (stat(database, &state) == 0)
		return cli_error("restore", "%s holds data already; choose another --data", values[DATA]);
	if (stat(keys, &state) != 0)
		return cli_error("restore", "there is no key file %s; copy the keys of the house that was backed up there first", keys);
	if (mkdir(values[DATA], 0700) != 0 && errno != EEXIST)
		return cli_error("restore", "cannot make the directory %s: %s", values[DATA], strerror(errno));
	if (copy_file(values[FROM], database) != 0) {
		(void)unlink(database);
		return cli_error("restore", "cannot copy %s: %s", values[FROM], strerror(errno));
	}
	if (open_and_check(values[DATA]) != 0) {
		(void)unlink(database);
		return 1;
	}
	(void)printf("%s restored from %s\n", values[DATA], values[FROM]);
	return 0;
}

static int open_and_check(const char *data)
{
	struct house house;
	struct store_soundness soundness = {0};
	int wrong = house_open("restore", data, NULL, HOUSE_OPEN, &house);
	if (wrong != 0)
		return wrong;
	enum fail fail = store_check(house.store, &soundness);
	house_close(&house);
	if (fail != OK || !soundness.is_sound)
		return cli_error("restore", "the file is not a whole backup");
	return 0;
}

static int copy_file(const char *from, const char *to)
{
	char bytes[COPY_BYTES];
	int source = open(from, O_RDONLY | O_CLOEXEC);
	int target = source < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool is_copied = target >= 0;
	ssize_t count = 0;
	while (is_copied && (count = read(source, bytes, sizeof(bytes))) > 0)
		is_copied = write(target, bytes, (size_t)count) == count;
	is_copied = is_copied && count == 0 && fsync(target) == 0;
	if (target >= 0)
		(void)close(target);
	if (source >= 0)
		(void)close(source);
	return is_copied ? 0 : 1;
}

const struct cli_verb cli_restore = {"restore", "Make a data directory from a backup.", options, COUNT_OF(options), run};
