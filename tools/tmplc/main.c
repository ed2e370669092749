/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "tmplc.h"

#define FILE_MAX (1024 * 1024)

static bool read_file(struct arena *arena, const char *path, struct text *ret_content);
static bool write_file(const char *path, const struct buffer *content);
static bool read_keys(struct compiler *compiler, const char *path);
static bool read_templates(struct compiler *compiler, int count, char **paths);
static bool write_face(struct compiler *compiler, struct text face, struct buffer *header, struct buffer *source);
static bool write_template(struct compiler *compiler, const struct template *template, struct buffer *source);
static void write_prototypes(const struct template *template, struct buffer *header);

/* tmplc FACE KEYS OUT.h OUT.c TEMPLATE.html …: the templates of all faces needed, writing those of one. */
int main(int count, char **words)
{
	if (count < 5) {
		(void)fputs("usage: tmplc FACE KEYS OUT.h OUT.c TEMPLATE.html ...\n", stderr);
		return 2;
	}
	struct arena *arena CLEANUP(arena_done) = arena_make(256 * 1024 * 1024);
	struct buffer error CLEANUP(buffer_done) = buffer_make(4096);
	struct buffer header CLEANUP(buffer_done) = buffer_make(16 * 1024 * 1024);
	struct buffer source CLEANUP(buffer_done) = buffer_make(16 * 1024 * 1024);
	struct compiler compiler = {.arena = arena, .error = &error, .templates = arena_array(arena, struct template, TEMPLATES_MAX)};
	if (!read_keys(&compiler, words[2]) || !read_templates(&compiler, count - 5, words + 5) || !write_face(&compiler, text_of(words[1]), &header, &source)) {
		(void)fprintf(stderr, "%.*s", (int)error.len, error.at);
		return 1;
	}
	if (!write_file(words[3], &header) || !write_file(words[4], &source)) {
		(void)fprintf(stderr, "tmplc: cannot write %s\n", words[3]);
		return 1;
	}
	return 0;
}

static bool write_face(struct compiler *compiler, struct text face, struct buffer *header, struct buffer *source)
{
	bool is_parts = text_equal(face, TEXT("parts"));
	bool is_shell = text_equal(face, TEXT("shell"));
	buffer_add_format(header, "/* Made by tmplc from templates/%.*s; do not edit. */\n#ifndef VIEWS_%.*s_H\n#define VIEWS_%.*s_H\n\n#include \"web/render.h\"\n",
		TEXT_ARGS(face), TEXT_ARGS(face), TEXT_ARGS(face));
	if (!is_parts)
		buffer_add_literal(header, "#include \"views/parts.h\"\n");
	if (!is_parts && !is_shell)
		buffer_add_literal(header, "#include \"views/shell.h\"\n");
	buffer_add_byte(header, '\n');
	buffer_add_format(source, "/* Made by tmplc from templates/%.*s; do not edit. */\n#include \"views/%.*s.h\"\n\n", TEXT_ARGS(face), TEXT_ARGS(face));
	for (size_t i = 0; i < 2 * compiler->template_count; i++) { /* layouts first: pages hold their views */
		const struct template *template = &compiler->templates[i % compiler->template_count];
		if (!text_equal(template->face, face) || (template->layout.len == 0) != (i < compiler->template_count))
			continue;
		if (template->layout.len > 0 && find_template(compiler, TEXT("shell"), template->layout) == NULL) {
			compiler->path = template->path;
			return fail_at(compiler, "there is no such layout in templates/shell", template->layout);
		}
		emit_structs(compiler, template, header);
		write_prototypes(template, header);
		if (!write_template(compiler, template, source))
			return false;
	}
	buffer_add_literal(header, "\n#endif\n");
	return true;
}

static void write_prototypes(const struct template *template, struct buffer *header)
{
	struct text name = template->name;
	if (text_equal(template->face, TEXT("parts")))
		buffer_add_format(header, "void render_parts_%.*s(struct render *r, const struct view_parts_%.*s *view);\n"
			"void json_parts_%.*s(struct render *r, const struct view_parts_%.*s *view);\n\n", TEXT_ARGS(name), TEXT_ARGS(name), TEXT_ARGS(name), TEXT_ARGS(name));
	else if (text_equal(template->face, TEXT("shell")) && template->layout.len == 0)
		buffer_add_format(header, "void render_shell_%.*s(struct render *r, const struct view_shell_%.*s *view,\n"
			"\tvoid (*content)(struct render *r, const void *content_view), const void *content_view);\n\n", TEXT_ARGS(name), TEXT_ARGS(name));
	else
		buffer_add_format(header, "extern const struct page page_%.*s_%.*s;\n\n", TEXT_ARGS(template->face), TEXT_ARGS(name));
}

static bool write_template(struct compiler *compiler, const struct template *template, struct buffer *source)
{
	struct text face = template->face;
	struct text name = template->name;
	if (text_equal(face, TEXT("parts"))) {
		buffer_add_format(source, "void render_parts_%.*s(struct render *r, const struct view_parts_%.*s *view)\n{\n\t(void)view;\n", TEXT_ARGS(name), TEXT_ARGS(name));
		if (!body_compile(compiler, template, source))
			return false;
		buffer_add_literal(source, "}\n\n");
		emit_json(compiler, template, source);
		return true;
	}
	if (text_equal(face, TEXT("shell")) && template->layout.len == 0) {
		buffer_add_format(source, "void render_shell_%.*s(struct render *r, const struct view_shell_%.*s *view,\n"
			"\tvoid (*content)(struct render *r, const void *content_view), const void *content_view)\n{\n", TEXT_ARGS(name), TEXT_ARGS(name));
		if (!body_compile(compiler, template, source))
			return false;
		buffer_add_literal(source, "}\n\n");
		return true;
	}
	buffer_add_format(source, "static void show_content_%.*s(struct render *r, const void *whole)\n{\n\tconst struct view_%.*s_%.*s *view = whole;\n\t(void)view;\n",
		TEXT_ARGS(name), TEXT_ARGS(face), TEXT_ARGS(name));
	if (!body_compile(compiler, template, source))
		return false;
	buffer_add_literal(source, "}\n\n");
	emit_json(compiler, template, source);
	if (template->layout.len > 0)
		buffer_add_format(source, "static void show_%.*s(struct render *r, const void *whole)\n{\n\tconst struct view_%.*s_%.*s *view = whole;\n"
			"\trender_shell_%.*s(r, &view->shell, show_content_%.*s, whole);\n}\n\n", TEXT_ARGS(name), TEXT_ARGS(face), TEXT_ARGS(name),
			TEXT_ARGS(template->layout), TEXT_ARGS(name));
	buffer_add_format(source, "const struct page page_%.*s_%.*s = {\"%.*s/%.*s\", %s, %s_%.*s, show_content_%.*s, show_json_%.*s};\n\n", TEXT_ARGS(face), TEXT_ARGS(name),
		TEXT_ARGS(face), TEXT_ARGS(name), template->layout.len > 0 ? "true" : "false", template->layout.len > 0 ? "show" : "show_content",
		TEXT_ARGS(name), TEXT_ARGS(name), TEXT_ARGS(name));
	return true;
}

/* One line a key: "desk.queue.title count,name". */
static bool read_keys(struct compiler *compiler, const char *path)
{
	struct text content;
	compiler->path = path;
	if (!read_file(compiler->arena, path, &content))
		return fail_at(compiler, "cannot read the keys", TEXT_NONE);
	size_t lines = 1;
	for (size_t i = 0; i < content.len; i++)
		lines += content.at[i] == '\n';
	compiler->keys = arena_array(compiler->arena, struct text, lines);
	compiler->key_params = arena_array(compiler->arena, struct text, lines);
	while (content.len > 0) {
		struct text line = text_trim(text_cut(&content, '\n'));
		if (line.len == 0)
			continue;
		compiler->keys[compiler->key_count] = text_cut(&line, ' ');
		compiler->key_params[compiler->key_count++] = line;
	}
	return true;
}

/* The face is the directory, the view's name must be the file's. */
static bool read_templates(struct compiler *compiler, int count, char **paths)
{
	for (int i = 0; i < count; i++) {
		struct text content;
		struct text path = text_of(paths[i]);
		struct text face = TEXT_NONE;
		struct text file = TEXT_NONE;
		while (path.len > 0) {
			face = file;
			file = text_cut(&path, '/');
		}
		compiler->path = paths[i];
		if (compiler->template_count >= TEMPLATES_MAX || !read_file(compiler->arena, paths[i], &content))
			return fail_at(compiler, "cannot read the template", TEXT_NONE);
		struct template *template = &compiler->templates[compiler->template_count];
		if (!head_read(compiler, paths[i], face, content, template))
			return false;
		if (!text_equal(text_slice(file, 0, file.len - 5), template->name))
			return fail_at(compiler, "the view is not named like its file", template->name);
		compiler->template_count++;
	}
	return true;
}

static bool read_file(struct arena *arena, const char *path, struct text *ret_content)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return false;
	char *at = arena_alloc(arena, FILE_MAX);
	check(at != NULL);
	size_t count = fread(at, 1, FILE_MAX, file);
	bool is_read = ferror(file) == 0 && count < FILE_MAX;
	(void)fclose(file);
	*ret_content = (struct text){at, count};
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
