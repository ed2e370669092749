/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/crew.h"

#include <pthread.h>
#include <stdatomic.h>

struct crew {
	_Atomic uint32_t next;
	uint32_t count;
	crew_work *work;
	void *context;
};
struct member {
	struct crew *crew;
	uint32_t worker;
	pthread_t thread;
};

static void *toil(void *context)
{
	struct member *member = context;
	struct crew *crew = member->crew;
	for (uint32_t piece; (piece = atomic_fetch_add(&crew->next, 1)) < crew->count;)
		crew->work(crew->context, member->worker, piece);
	return NULL;
}

void crew_run(uint32_t threads, uint32_t count, crew_work *work, void *context)
{
	struct crew crew = {.count = count, .work = work, .context = context};
	struct member members[CREW_MAX] = {{.crew = &crew}};
	uint32_t running = 1;
	check(threads <= CREW_MAX && count < UINT32_MAX - CREW_MAX);
	for (; running < threads && running < count; running++) {
		members[running] = (struct member){.crew = &crew, .worker = running};
		if (pthread_create(&members[running].thread, NULL, toil, &members[running]) != 0)
			break;
	}
	(void)toil(&members[0]);
	for (uint32_t i = 1; i < running; i++)
		(void)pthread_join(members[i].thread, NULL);
}
