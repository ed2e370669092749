/* SPDX-License-Identifier: Apache-2.0
 *
 * The template compiler: any text is a template or a mistake with a line, and
 * never an unescaped value.
 */
#include "fuzz.h"

#include "tmplc.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	if (count > 16384)
		return 0;
	struct arena *arena CLEANUP(arena_done) = arena_make(64 * 1024 * 1024);
	struct buffer error CLEANUP(buffer_done) = buffer_make(65536);
	struct buffer out CLEANUP(buffer_done) = buffer_make(16 * 1024 * 1024);
	struct text keys[] = {TEXT("a.many"), TEXT("a.title")};
	struct text params[] = {TEXT("n"), TEXT("")};
	check(arena != NULL);
	struct compiler compiler = {.arena = arena, .error = &error, .path = "desk/page.html", .templates = arena_array(arena, struct template, 4), .keys = keys,
		.key_params = params, .key_count = COUNT_OF(keys)};
	check(compiler.templates != NULL);
	bool is_read = head_read(&compiler, "desk/page.html", TEXT("desk"), (struct text){(const char *)bytes, count}, &compiler.templates[0]);
	check(is_read || error.len > 0);
	if (!is_read)
		return 0;
	compiler.template_count = 1;
	emit_structs(&compiler, &compiler.templates[0], &out);
	bool is_compiled = body_compile(&compiler, &compiler.templates[0], &out);
	check(is_compiled || error.len > 0);
	if (is_compiled)
		emit_json(&compiler, &compiler.templates[0], &out);
	return 0;
}
