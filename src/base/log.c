/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LINE_BYTES 1024

static _Atomic int level_shown = LOG_WARNING;

static void write_safely(const char *message, char *line, size_t room);

void log_set_level(enum log_level level)
{
	atomic_store(&level_shown, (int)level);
}

void log_line(enum log_level level, const char *format, ...)
{
	static const char *const names[] = {"quiet", "error", "warning", "info"};
	char message[LINE_BYTES];
	char line[2 * LINE_BYTES];
	char stamp[32] = "";
	struct timespec now;
	struct tm utc;
	if ((int)level > atomic_load(&level_shown) || level == LOG_QUIET)
		return;
	va_list args;
	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (gmtime_r(&now.tv_sec, &utc) != NULL)
		(void)strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &utc);
	write_safely(message, line, sizeof(line));
	(void)fprintf(stderr, "at=%s level=%s %s\n", stamp, names[level], line);
}

static void write_safely(const char *message, char *line, size_t room)
{
	size_t at = 0;
	for (size_t i = 0; message[i] != '\0' && at + 5 < room; i++) {
		unsigned char byte = (unsigned char)message[i];
		if (byte >= 0x20 && byte != 0x7F)
			line[at++] = (char)byte;
		else
			at += (size_t)snprintf(line + at, room - at, "\\x%02X", byte);
	}
	line[at] = '\0';
}
