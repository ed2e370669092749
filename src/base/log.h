/* SPDX-License-Identifier: Apache-2.0
 *
 * One line per event on standard error, key=value, UTC. Only the outermost
 * layer logs. Never a name, phone, address, note or request body.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

enum log_level { LOG_QUIET, LOG_ERROR, LOG_WARNING, LOG_INFO };

/* The only hidden static of the program; LOG_WARNING until set. */
void log_set_level(enum log_level level);
/* CR, LF and control bytes are written as \xNN. */
void log_line(enum log_level level, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
