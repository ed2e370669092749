/* SPDX-License-Identifier: Apache-2.0
 *
 * A bare libmicrohttpd answer of a given size, for bench/pages to compare with.
 *
 *     bare BYTES         prints "port N" and serves until standard input ends
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
	const char *upload, size_t *upload_size, void **own)
{
	(void)url, (void)method, (void)version, (void)upload, (void)upload_size, (void)own;
	return MHD_queue_response(connection, MHD_HTTP_OK, context);
}

int main(int count, char **words)
{
	int64_t bytes = 0;
	if (count < 2 || !text_to_int(text_of(words[1]), &bytes) || bytes <= 0)
		return 2;
	char *body = malloc((size_t)bytes);
	memset(body, 'x', (size_t)bytes);
	struct MHD_Response *response = MHD_create_response_from_buffer((size_t)bytes, body, MHD_RESPMEM_PERSISTENT);
	(void)MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL, answer, response,
		MHD_OPTION_THREAD_POOL_SIZE, 8u, MHD_OPTION_END);
	if (daemon == NULL)
		return 1;
	(void)printf("port %u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	(void)fflush(stdout);
	while (getchar() != EOF)
		continue;
	MHD_stop_daemon(daemon);
	MHD_destroy_response(response);
	free(body);
	return 0;
}
