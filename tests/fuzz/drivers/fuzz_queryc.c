/* SPDX-License-Identifier: Apache-2.0
 *
 * The query compiler: any text is a file of queries or a mistake with a line.
 */
#include "fuzz.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "queryc.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct query_file file;
	if (count > 16384)
		return 0;
	struct arena *arena CLEANUP(arena_done) = arena_make(64 * 1024 * 1024);
	struct buffer error CLEANUP(buffer_done) = buffer_make(65536);
	struct buffer out CLEANUP(buffer_done) = buffer_make(16 * 1024 * 1024);
	check(arena != NULL);
	bool is_good = queryc_read(arena, "q.sql", TEXT("q"), (struct text){(const char *)bytes, count}, &file, &error) && queryc_check(&file, &error);
	check(is_good || error.len > 0);
	if (!is_good)
		return 0;
	queryc_write_header(&file, &out);
	queryc_write_source(&file, &out);
	return 0;
}
