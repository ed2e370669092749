/* SPDX-License-Identifier: Apache-2.0 */
#include "budget.h"

#include <time.h>

#include "base/text.h"

double budget_cpu_s(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct budget budget_begin(double most_s)
{
	check(most_s > 0);
	return (struct budget){budget_cpu_s(), most_s};
}

int32_t budget_tick(void *context, const struct planner_progress *progress UNUSED)
{
	const struct budget *budget = context;
	check(budget != NULL && budget->most_s > 0);
	return (int32_t)((budget_cpu_s() - budget->from_s) / budget->most_s * 1000);
}

int64_t budget_word(int count, char **words, int at, int64_t standard)
{
	int64_t number = standard;
	check(at > 0 && count > 0);
	return at < count && text_to_int(text_of(words[at]), &number) ? number : standard;
}
