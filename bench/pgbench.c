/* SPDX-License-Identifier: Apache-2.0 */
#include "pgbench.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

extern char **environ;

/* The whole number behind "tps = ", 0 without one. */
static double rate_in(const char *said)
{
	const char *at = strstr(said, "tps = ");
	int64_t rate = 0;
	if (at == NULL)
		return 0;
	at += strlen("tps = ");
	return text_to_int((struct text){at, strspn(at, "0123456789")}, &rate) ? (double)rate : 0;
}

double pgbench_run(const char *address, int clients, int64_t seconds)
{
	char said[8192] = "";
	char callers[24], length[24];
	size_t len = 0;
	int ends[2], status = 0;
	pid_t pid = 0;
	posix_spawn_file_actions_t actions;
	(void)snprintf(callers, sizeof(callers), "%d", clients);
	(void)snprintf(length, sizeof(length), "%lld", (long long)seconds);
	char place[512];
	(void)snprintf(place, sizeof(place), "%s", address);
	char *words[] = {(char[]){"pgbench"}, (char[]){"-n"}, (char[]){"-N"}, (char[]){"-M"}, (char[]){"prepared"}, (char[]){"-j"}, (char[]){"1"}, (char[]){"-c"},
		callers, (char[]){"-T"}, length, place, NULL};
	check(pipe2(ends, O_CLOEXEC) == 0 && posix_spawn_file_actions_init(&actions) == 0);
	check(posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) == 0);
	bool is_started = posix_spawnp(&pid, words[0], &actions, NULL, words, environ) == 0;
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)close(ends[1]);
	ssize_t got = 0;
	while (is_started && len < sizeof(said) - 1 && (got = read(ends[0], said + len, sizeof(said) - 1 - len)) > 0)
		len += (size_t)got;
	(void)close(ends[0]);
	if (!is_started || waitpid(pid, &status, 0) != pid || status != 0)
		return 0;
	return rate_in(said);
}
