/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "queryc.h"

static bool read_file(const char *path, struct buffer *ret_content);
static bool write_file(const char *path, const struct buffer *content);

/* queryc MODULE IN.sql OUT.h OUT.c */
int main(int count, char **words)
{
	if (count != 5) {
		(void)fputs("usage: queryc MODULE IN.sql OUT.h OUT.c\n", stderr);
		return 2;
	}
	struct arena *arena CLEANUP(arena_done) = arena_make(64 * 1024 * 1024);
	struct buffer content CLEANUP(buffer_done) = buffer_make(QUERYC_FILE_MAX);
	struct buffer error CLEANUP(buffer_done) = buffer_make(4096);
	struct buffer header CLEANUP(buffer_done) = buffer_make(4 * 1024 * 1024);
	struct buffer source CLEANUP(buffer_done) = buffer_make(4 * 1024 * 1024);
	struct query_file file;
	if (!read_file(words[2], &content)) {
		(void)fprintf(stderr, "queryc: cannot read %s\n", words[2]);
		return 1;
	}
	if (!queryc_read(arena, words[2], text_of(words[1]), (struct text){content.at, content.len}, &file, &error) || !queryc_check(&file, &error)) {
		(void)fprintf(stderr, "%.*s", (int)error.len, error.at);
		return 1;
	}
	queryc_write_header(&file, &header);
	queryc_write_source(&file, &source);
	if (!write_file(words[3], &header) || !write_file(words[4], &source)) {
		(void)fprintf(stderr, "queryc: cannot write %s\n", words[3]);
		return 1;
	}
	return 0;
}

static bool read_file(const char *path, struct buffer *ret_content)
{
	char piece[8192];
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return false;
	size_t count = 0;
	while ((count = fread(piece, 1, sizeof(piece), file)) > 0)
		buffer_add_bytes(ret_content, piece, count);
	bool is_read = ferror(file) == 0 && !ret_content->failed;
	(void)fclose(file);
	return is_read;
}

static bool write_file(const char *path, const struct buffer *content)
{
	struct text text;
	if (buffer_text(content, &text) != OK)
		return false;
	FILE *file = fopen(path, "wb");
	if (file == NULL)
		return false;
	bool is_written = fwrite(text.at, 1, text.len, file) == text.len;
	return fclose(file) == 0 && is_written;
}
