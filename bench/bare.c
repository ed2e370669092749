/* SPDX-License-Identifier: Apache-2.0
 *
 * A bare libmicrohttpd answer, the floor that bench/pages holds ours against:
 * the same bytes, the same headers and the same pool of threads, made once.
 *
 *     bare BODY HEADERS THREADS     prints "port N" and serves until it is told to stop
 *
 * BODY is a file; HEADERS a file of lines "Name: value".
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

/* As the server has it, so that the library works under the same limits. */
#define CONNECTION_BYTES ((size_t)16 * 1024)

/* An answer given in the first call, before the request has been read, would end the connection. */
static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
	const char *upload, size_t *upload_size, void **own)
{
	(void)url, (void)method, (void)version, (void)upload, (void)upload_size;
	if (*own == NULL) {
		*own = context;
		return MHD_YES;
	}
	return MHD_queue_response(connection, MHD_HTTP_OK, context);
}

/* Length of the bytes at *ret_bytes, −1 when the file cannot be read. */
static ssize_t read_file(const char *path, char **ret_bytes)
{
	size_t len = 0;
	FILE *file = fopen(path, "rb");
	FILE *out = open_memstream(ret_bytes, &len);
	if (file == NULL || out == NULL)
		return -1;
	for (int byte = getc(file); byte != EOF; byte = getc(file))
		(void)putc(byte, out);
	(void)fclose(file);
	return fclose(out) == 0 ? (ssize_t)len : -1;
}

/* The lines are cut apart where they lie. */
static bool add_headers(struct MHD_Response *response, char *lines)
{
	for (char *line = lines; *line != '\0';) {
		char *value = strstr(line, ": ");
		char *end = strchr(line, '\n');
		if (value == NULL || end == NULL || value > end)
			return false;
		*value = *end = '\0';
		if (MHD_add_response_header(response, line, value + 2) != MHD_YES)
			return false;
		line = end + 1;
	}
	return true;
}

int main(int count, char **words)
{
	char *body = NULL;
	char *headers = NULL;
	int64_t threads = 0;
	if (count != 4 || !text_to_int(text_of(words[3]), &threads) || threads < 1)
		return fputs("usage: bare BODY HEADERS THREADS\n", stderr) < 0 ? 1 : 2;
	ssize_t body_len = read_file(words[1], &body);
	if (body_len < 0 || read_file(words[2], &headers) < 0)
		return 1;
	struct MHD_Response *response = MHD_create_response_from_buffer((size_t)body_len, body, MHD_RESPMEM_PERSISTENT);
	if (response == NULL || !add_headers(response, headers))
		return 1;
	const struct MHD_OptionItem pool[] = {{MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL}, {MHD_OPTION_END, 0, NULL}};
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL, answer, response,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES, MHD_OPTION_ARRAY, threads > 1 ? pool : pool + 1, MHD_OPTION_END);
	if (daemon == NULL)
		return 1;
	(void)printf("port %u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	(void)fflush(stdout);
	(void)pause();
	return 0;
}
