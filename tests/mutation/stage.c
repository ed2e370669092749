/* SPDX-License-Identifier: Apache-2.0
 *
 * The house for tests/mutation/run: makes the past, prints where its database
 * is, and then audits it again for each line that it reads. What is found is
 * printed as "root|so TABLE ID COLUMN STORED COMPUTED TOTAL", closed by "end".
 */
#include <stdio.h>
#include <string.h>

#include "domain/audit.h"
#include "history.h"

static void tell(const char *what, const struct ledger_difference *difference, int64_t total)
{
	(void)printf("%s %s %lld %s %lld %lld %lld\n", what, difference->table, (long long)difference->id, difference->column, (long long)difference->stored,
		(long long)difference->computed, (long long)total);
}

static void print(void *context UNUSED, const struct audit_finding *finding)
{
	tell("root", &finding->root, finding->total);
	for (size_t i = 0; i < finding->follow_count; i++)
		tell("so", &finding->follow[i], 0);
}

static enum fail audit(const struct act *act, void *context)
{
	return audit_find(act, print, NULL, context);
}

int main(void)
{
	static struct town town;
	char line[16];
	history_open(&town);
	(void)printf("%s\n", town.cellar.path);
	(void)fflush(stdout);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		size_t count = 0;
		arena_reset(town.house.arena);
		enum fail fail = town_read(&town, audit, &count);
		if (fail != OK)
			(void)printf("root failure 0 %s 0 0 0\n", fail_name(fail));
		(void)printf("end %zu\n", count);
		(void)fflush(stdout);
	}
	town_close(&town);
	return 0;
}
