/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/when.h"

#define DRAWING_MS (10 * SECOND_MS)
#define AT_ONCE 2
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_BYTES RLIM_INFINITY /* the sanitizer keeps books of the whole address space */
#else
#define MEMORY_BYTES (UINT64_C(1) << 30) /* address space: fonts are mapped, 91 MB of them */
#endif
#define PROCESSOR_S 10
#define FILES_MAX 64

/* The other end, and our end of the line to its standard input and output. */
struct worker { pid_t pid; int line; };

static enum fail start(const char *program, struct worker *ret_worker);
static enum fail talk(const struct worker *worker, struct text description, struct buffer *pdf);
static enum fail finish(const struct worker *worker, enum fail talked);
static bool push(int line, struct text *description);

enum fail paper_make(const char *program, struct text description, struct buffer *pdf)
{
	static atomic_int drawing;
	struct worker worker;
	if (atomic_fetch_add(&drawing, 1) >= AT_ONCE) {
		(void)atomic_fetch_sub(&drawing, 1);
		return FAIL_BUSY;
	}
	enum fail fail = start(program != NULL ? program : "/proc/self/exe", &worker);
	if (fail == OK)
		fail = finish(&worker, talk(&worker, description, pdf));
	(void)atomic_fetch_sub(&drawing, 1);
	return fail;
}

enum fail paper_confine(void)
{
	const struct { int what; uint64_t most; } limits[] = {{RLIMIT_AS, MEMORY_BYTES}, {RLIMIT_CPU, PROCESSOR_S}, {RLIMIT_NOFILE, FILES_MAX},
		{RLIMIT_FSIZE, 0}, {RLIMIT_CORE, 0}};
	(void)signal(SIGXFSZ, SIG_IGN); /* a write to a file fails then, it does not kill */
	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		struct rlimit limit = {limits[i].most, limits[i].most};
		if (setrlimit(limits[i].what, &limit) != 0)
			return FAIL_SYSTEM;
	}
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? OK : FAIL_SYSTEM;
}

static enum fail start(const char *program, struct worker *ret_worker)
{
	int ends[2];
	char *words[] = {(char[]){"lastmile"}, (char[]){"paper"}, NULL};
	char *surroundings[] = {(char[]){"LC_ALL=C.UTF-8"}, (char[]){"HOME=/nonexistent"}, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return FAIL_SYSTEM;
	check(posix_spawn_file_actions_init(&actions) == 0 && posix_spawnattr_init(&attributes) == 0);
	check(posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO) == 0);
	check(posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) == 0);
	(void)sigemptyset(&none);
	check(posix_spawnattr_setsigmask(&attributes, &none) == 0 && posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK) == 0);
	struct worker worker = {.line = ends[0]};
	bool is_started = posix_spawn(&worker.pid, program, &actions, &attributes, words, surroundings) == 0;
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)posix_spawnattr_destroy(&attributes);
	(void)close(ends[1]);
	if (!is_started) {
		(void)close(worker.line);
		return FAIL_SYSTEM;
	}
	*ret_worker = worker;
	return OK;
}

/* Until it has said all and closed the line. */
static enum fail talk(const struct worker *worker, struct text description, struct buffer *pdf)
{
	int64_t until_us = clock_ticks_us() + DRAWING_MS * 1000;
	char bytes[16384];
	for (;;) {
		struct pollfd end = {worker->line, (short)(text_is_empty(description) ? POLLIN : POLLIN | POLLOUT), 0};
		int64_t left_ms = (until_us - clock_ticks_us()) / 1000;
		int ready = poll(&end, 1, left_ms > 0 ? (int)left_ms : 0);
		if (ready == 0)
			return FAIL_TIMEOUT;
		if (ready < 0 && errno != EINTR)
			return FAIL_SYSTEM;
		if ((end.revents & POLLOUT) != 0 && !push(worker->line, &description))
			return FAIL_SYSTEM;
		if ((end.revents & (POLLIN | POLLHUP)) == 0)
			continue;
		ssize_t count = recv(worker->line, bytes, sizeof(bytes), 0);
		if (count <= 0)
			return count == 0 ? OK : FAIL_SYSTEM;
		buffer_add_bytes(pdf, bytes, (size_t)count);
		if (pdf->failed)
			return FAIL_LIMIT;
	}
}

/* All that the line takes at once; the end of it says that nothing more comes. */
static bool push(int line, struct text *description)
{
	ssize_t count = send(line, description->at, description->len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (count < 0)
		return errno == EAGAIN || errno == EINTR;
	*description = text_slice(*description, (size_t)count, description->len);
	return !text_is_empty(*description) || shutdown(line, SHUT_WR) == 0;
}

/* Its exit code tells what it met (cli/paper.c). */
static enum fail finish(const struct worker *worker, enum fail talked)
{
	int status = 0;
	(void)close(worker->line);
	if (talked != OK)
		(void)kill(worker->pid, SIGKILL);
	while (waitpid(worker->pid, &status, 0) < 0) {
		if (errno != EINTR)
			return FAIL_SYSTEM;
	}
	if (talked != OK)
		return talked;
	if (!WIFEXITED(status))
		return FAIL_SYSTEM;
	return WEXITSTATUS(status) == PAPER_EXIT_INPUT ? FAIL_INPUT : WEXITSTATUS(status) == 0 ? OK : FAIL_SYSTEM;
}
