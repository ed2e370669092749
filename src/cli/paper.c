/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>
#include <unistd.h>

#include "paper/paper.h"

static enum fail read_all(struct buffer *description);
static bool write_all(struct text bytes);

static int run(const char *const *values UNUSED)
{
	struct buffer description CLEANUP(buffer_done) = buffer_make(PAPER_DESCRIPTION_BYTES_MAX);
	struct buffer pdf CLEANUP(buffer_done) = buffer_make(PAPER_BYTES_MAX);
	struct text bytes;
	struct text problem = TEXT_NONE;
	struct paper paper;
	if (paper_confine() != OK)
		return cli_error("paper", "cannot limit itself");
	enum fail fail = read_all(&description);
	if (fail == OK)
		fail = buffer_text(&description, &bytes);
	if (fail == OK)
		fail = paper_read(bytes, &paper);
	if (fail == OK)
		fail = paper_draw(&paper, &pdf, &problem);
	if (fail == OK)
		fail = buffer_text(&pdf, &bytes);
	if (fail == OK)
		return write_all(bytes) ? 0 : 1;
	(void)cli_error("paper", "%s, %zu bytes of the text that cannot be drawn", fail_name(fail), problem.len);
	return fail == FAIL_INPUT ? PAPER_EXIT_INPUT : 1;
}

static enum fail read_all(struct buffer *description)
{
	char bytes[4096];
	ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));
	for (; count > 0; count = read(STDIN_FILENO, bytes, sizeof(bytes)))
		buffer_add_bytes(description, bytes, (size_t)count);
	return count < 0 ? FAIL_SYSTEM : OK;
}

static bool write_all(struct text bytes)
{
	while (!text_is_empty(bytes)) {
		ssize_t count = write(STDOUT_FILENO, bytes.at, bytes.len);
		if (count <= 0)
			return false;
		bytes = text_slice(bytes, (size_t)count, bytes.len);
	}
	return true;
}

const struct cli_verb cli_paper = {"paper", "Draw a certificate from its description on standard input; used by the server.", NULL, 0, run};
