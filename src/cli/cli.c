/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "store/store.h"

const struct cli_verb *const cli_verbs[] = {&cli_serve, &cli_init, &cli_demo, &cli_migrate, &cli_verify, &cli_rebuild,
	&cli_backup, &cli_restore, &cli_move, &cli_user, &cli_paper, &cli_plan};
const size_t cli_verb_count = COUNT_OF(cli_verbs);

static const struct cli_verb *find_verb(const char *name);
static void print_error(const char *verb, const char *format, va_list args);
static void print_help(void);
static void print_verb_help(const struct cli_verb *verb);
static int parse_options(const struct cli_verb *verb, int count, char **words, const char **values);
static int parse_option(const struct cli_verb *verb, const char *word, const char *next, const char **values, bool *ret_took_next);
static int fill_standards(const struct cli_verb *verb, const char **values);

int cli_main(int count, char **words)
{
	const char *values[CLI_OPTIONS_MAX] = {NULL};
	if (count < 2) {
		print_help();
		return 2;
	}
	if (strcmp(words[1], "--version") == 0) {
		(void)printf("lastmile " LASTMILE_VERSION " (SQLite %s)\n", store_sqlite_version());
		return 0;
	}
	if (strcmp(words[1], "--help") == 0 || strcmp(words[1], "help") == 0) {
		print_help();
		return 0;
	}
	const struct cli_verb *verb = find_verb(words[1]);
	if (verb == NULL) {
		(void)fprintf(stderr, "lastmile: there is no verb '%s'; see lastmile --help\n", words[1]);
		return 2;
	}
	check(verb->option_count <= CLI_OPTIONS_MAX);
	for (int i = 2; i < count; i++) {
		if (strcmp(words[i], "--help") == 0) {
			print_verb_help(verb);
			return 0;
		}
	}
	int wrong = parse_options(verb, count - 2, words + 2, values);
	return wrong != 0 ? wrong : verb->run(values);
}

int cli_error(const char *verb, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	print_error(verb, format, args);
	va_end(args);
	return 1;
}

int cli_misuse(const char *verb, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	print_error(verb, format, args);
	va_end(args);
	return 2;
}

static void print_error(const char *verb, const char *format, va_list args)
{
	(void)fprintf(stderr, "lastmile %s: ", verb);
	(void)vfprintf(stderr, format, args);
	(void)fputc('\n', stderr);
}

static const struct cli_verb *find_verb(const char *name)
{
	for (size_t i = 0; i < cli_verb_count; i++) {
		if (strcmp(cli_verbs[i]->name, name) == 0)
			return cli_verbs[i];
	}
	return NULL;
}

static void print_help(void)
{
	(void)puts("lastmile - the volunteer-service system of a subdistrict\n\nusage: lastmile VERB [OPTIONS]\n");
	for (size_t i = 0; i < cli_verb_count; i++)
		(void)printf("  %-8s %s\n", cli_verbs[i]->name, cli_verbs[i]->summary);
	(void)puts("\n  lastmile VERB --help   the options of a verb\n  lastmile --version\n\nExit codes: 0 done, 1 failed or found something, 2 wrong use.");
}

static void print_verb_help(const struct cli_verb *verb)
{
	(void)printf("usage: lastmile %s [OPTIONS]\n\n%s\n\n", verb->name, verb->summary);
	for (size_t i = 0; i < verb->option_count; i++) {
		const struct cli_option *option = &verb->options[i];
		char left[48];
		(void)snprintf(left, sizeof(left), "%s %s", option->name, option->value != NULL ? option->value : "");
		(void)printf("  %-20s %s", left, option->help);
		if (option->standard != NULL && option->standard[0] != '\0')
			(void)printf(" (standard: %s)", option->standard);
		(void)puts(option->is_needed ? " (needed)" : "");
	}
}

static int parse_options(const struct cli_verb *verb, int count, char **words, const char **values)
{
	for (int i = 0; i < count; i++) {
		bool took_next = false;
		int wrong = parse_option(verb, words[i], i + 1 < count ? words[i + 1] : NULL, values, &took_next);
		if (wrong != 0)
			return wrong;
		i += took_next;
	}
	return fill_standards(verb, values);
}

/* "--name value", "--name=value" or "--flag". */
static int parse_option(const struct cli_verb *verb, const char *word, const char *next, const char **values, bool *ret_took_next)
{
	const char *equals = strchr(word, '=');
	size_t len = equals != NULL ? (size_t)(equals - word) : strlen(word);
	for (size_t i = 0; i < verb->option_count; i++) {
		const struct cli_option *option = &verb->options[i];
		if (strlen(option->name) != len || strncmp(option->name, word, len) != 0)
			continue;
		if (option->value == NULL && equals == NULL)
			values[i] = "";
		else if (option->value != NULL && equals != NULL)
			values[i] = equals + 1;
		else if (option->value != NULL && next != NULL) {
			values[i] = next;
			*ret_took_next = true;
		} else {
			(void)fprintf(stderr, "lastmile %s: %s %s\n", verb->name, option->name,
				option->value != NULL ? "needs a value" : "takes no value");
			return 2;
		}
		return 0;
	}
	(void)fprintf(stderr, "lastmile %s: there is no option '%s'; see lastmile %s --help\n", verb->name, word, verb->name);
	return 2;
}

static int fill_standards(const struct cli_verb *verb, const char **values)
{
	for (size_t i = 0; i < verb->option_count; i++) {
		if (values[i] == NULL)
			values[i] = verb->options[i].standard;
		if (values[i] == NULL && verb->options[i].is_needed) {
			(void)fprintf(stderr, "lastmile %s: %s %s is needed: %s\n", verb->name, verb->options[i].name,
				verb->options[i].value, verb->options[i].help);
			return 2;
		}
	}
	return 0;
}
