/* SPDX-License-Identifier: Apache-2.0
 *
 * migrationc OUT.c NNNN-name.sql …: puts the migrations, in the order given,
 * into a C table. Numbers must count up from 1 without a gap.
 */
#include <stdio.h>
#include <string.h>

#include "base/base.h"

/* paths[i] is migration number i, from 1 on. */
static bool write_texts(FILE *out, char **paths, int count);
static bool write_table(FILE *out, char **paths, int count);
static bool write_one(FILE *out, FILE *in, int number);
static bool write_entry(FILE *out, const char *path, int number);
static const char *file_name(const char *path);
static bool has_number(const char *name, int number);

int main(int count, char **words)
{
	if (count < 3) {
		(void)fputs("usage: migrationc OUT.c NNNN-name.sql ...\n", stderr);
		return 2;
	}
	FILE *out = fopen(words[1], "wb");
	bool is_good = out != NULL && write_texts(out, words + 1, count - 1) && write_table(out, words + 1, count - 1);
	if (out != NULL && fclose(out) != 0)
		is_good = false;
	return is_good ? 0 : 1;
}

static bool write_texts(FILE *out, char **paths, int count)
{
	(void)fputs("/* Generated from sql/migrations. */\n#include \"store/migrations.h\"\n\n", out);
	for (int i = 1; i < count; i++) {
		FILE *in = has_number(file_name(paths[i]), i) ? fopen(paths[i], "rb") : NULL;
		bool is_good = in != NULL && write_one(out, in, i);
		if (in != NULL)
			(void)fclose(in);
		if (!is_good) {
			(void)fprintf(stderr, "%s:1: cannot be read, or is not number %04d\n", paths[i], i);
			return false;
		}
	}
	return true;
}

static bool write_table(FILE *out, char **paths, int count)
{
	(void)fputs("const struct migration shipped_migrations[] = {\n", out);
	for (int i = 1; i < count; i++) {
		if (!write_entry(out, paths[i], i))
			return false;
	}
	return fprintf(out, "};\nconst size_t shipped_migration_count = %d;\n", count - 1) > 0;
}

static bool write_one(FILE *out, FILE *in, int number)
{
	int byte = 0;
	(void)fprintf(out, "static const char sql_%d[] = {", number);
	for (int at = 0; (byte = fgetc(in)) != EOF; at++)
		(void)fprintf(out, "%s%d,", at % 32 == 0 ? "\n" : "", (signed char)byte);
	(void)fputs("0};\n\n", out);
	return ferror(in) == 0 && ferror(out) == 0;
}

static bool write_entry(FILE *out, const char *path, int number)
{
	const char *name = file_name(path);
	size_t len = strlen(name);
	if (len < 10 || strcmp(name + len - 4, ".sql") != 0)
		return false;
	(void)fprintf(out, "\t{%d, \"%.*s\", sql_%d},\n", number, (int)(len - 9), name + 5, number);
	return ferror(out) == 0;
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == NULL ? path : slash + 1;
}

static bool has_number(const char *name, int number)
{
	char wanted[16];
	(void)snprintf(wanted, sizeof wanted, "%04d-", number);
	return strncmp(name, wanted, 5) == 0;
}
