/* SPDX-License-Identifier: Apache-2.0
 *
 * The `lastmile` command: one file per verb. A verb gets its parsed options,
 * writes what it did to standard output, errors in one line to standard error,
 * and returns the exit code: 0 done, 1 it failed or found something, 2 wrong use.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/arena.h"

struct cli_option {
	const char *name;     /* "--data" */
	const char *value;    /* "DIR", or NULL for a flag */
	const char *standard; /* used when absent; NULL = none */
	bool is_needed;
	const char *help;     /* one sentence */
};
#define CLI_OPTIONS_MAX 16

struct cli_verb {
	const char *name;
	const char *summary; /* one sentence */
	const struct cli_option *options;
	size_t option_count;
	int (*run)(const char *const *values); /* values[i] belongs to options[i]; flags are "" when given, else NULL */
};

/* Finds the verb, parses its options, runs it; also --version and --help. Returns the exit code. */
int cli_main(int count, char **words);
/* The verbs in the order of --help. */
extern const struct cli_verb *const cli_verbs[], cli_plan;
extern const size_t cli_verb_count;
/* One line "lastmile <verb>: …" on standard error; returns 1. */
int cli_error(const char *verb, const char *format, ...) PRINTF_LIKE(2, 3);
/* The same for an option whose value cannot be meant; returns 2. */
int cli_misuse(const char *verb, const char *format, ...) PRINTF_LIKE(2, 3);

extern const struct cli_verb cli_serve, cli_init, cli_demo, cli_migrate, cli_verify, cli_rebuild, cli_backup, cli_restore, cli_user, cli_paper, cli_move;

#endif
