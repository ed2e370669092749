/* SPDX-License-Identifier: Apache-2.0
 *
 * localec: gettext catalogues to C. Each language is a directory of .po files,
 * one per face; msgid is a key such as `desk.queue.title`. A key that a
 * language lacks, has twice, or fills with other {places} stops the build.
 *
 *     localec OUT.h OUT.c KEYS.txt zh-Hans/a.po zh-Hant/a.po en/a.po …
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"

#define FILE_MAX (1024 * 1024)
#define KEYS_MAX 8000
#define LANGUAGES 3

static const char *const languages[LANGUAGES] = {"zh-Hans", "zh-Hant", "en"};
static const char *const language_members[LANGUAGES] = {"LANG_ZH_HANS", "LANG_ZH_HANT", "LANG_EN"};

struct entry {
	struct text key;
	struct text texts[LANGUAGES];
	const char *paths[LANGUAGES];
	int lines[LANGUAGES];
};

struct catalogue {
	struct arena *arena;
	struct entry *entries;
	size_t count;
	const char *path;
	int line;
	int language;
};

static bool fail_at(const char *path, int line, const char *message, struct text word);
static bool read_po(struct catalogue *catalogue, struct text content);
static bool put(struct catalogue *catalogue, struct text key, struct text text, int line);
static bool read_string(struct catalogue *catalogue, struct text quoted, struct text *ret_text);
static bool is_key(struct text key);
static bool check_entry(struct catalogue *catalogue, const struct entry *entry);
static struct text places_of(struct catalogue *catalogue, struct text text);
static int by_name(const void *a, const void *b);
static void write_header(const struct catalogue *catalogue, struct buffer *out);
static void write_source(const struct catalogue *catalogue, struct buffer *out);
static void write_string(struct text text, struct buffer *out);
static void write_member(struct text key, struct buffer *out);
static bool read_file(struct arena *arena, const char *path, struct text *ret_content);
static bool write_file(const char *path, const struct buffer *content);

/* The language in whose directory the file lies, or -1. */
static int language_of(struct arena *arena, const char *path)
{
	for (int k = 0; k < LANGUAGES; k++) {
		if (text_find(text_of(path), arena_format(arena, "/%s/", languages[k])) != SIZE_MAX)
			return k;
	}
	return -1;
}

int main(int count, char **words)
{
	if (count < 5)
		return fputs("usage: localec OUT.h OUT.c KEYS.txt LANGUAGE/FACE.po ...\n", stderr) < 0 ? 1 : 2;
	struct arena *arena CLEANUP(arena_done) = arena_make(512 * 1024 * 1024);
	struct buffer header CLEANUP(buffer_done) = buffer_make(8 * 1024 * 1024);
	struct buffer source CLEANUP(buffer_done) = buffer_make(32 * 1024 * 1024);
	struct buffer keys CLEANUP(buffer_done) = buffer_make(8 * 1024 * 1024);
	struct catalogue catalogue = {.arena = arena, .entries = arena_array(arena, struct entry, KEYS_MAX)};
	for (int i = 4; i < count; i++) {
		struct text content;
		catalogue.path = words[i];
		catalogue.language = language_of(arena, words[i]);
		if (catalogue.language < 0)
			return fail_at(words[i], 0, "the file lies in no language's directory", TEXT_NONE) ? 0 : 1;
		if (!read_file(arena, words[i], &content) || !read_po(&catalogue, content))
			return 1;
	}
	qsort(catalogue.entries, catalogue.count, sizeof(struct entry), by_name);
	bool is_whole = true;
	for (size_t i = 0; i < catalogue.count; i++) {
		is_whole = check_entry(&catalogue, &catalogue.entries[i]) && is_whole;
		buffer_add_format(&keys, "%.*s %.*s\n", TEXT_ARGS(catalogue.entries[i].key), TEXT_ARGS(places_of(&catalogue, catalogue.entries[i].texts[0])));
	}
	write_header(&catalogue, &header);
	write_source(&catalogue, &source);
	return is_whole && write_file(words[1], &header) && write_file(words[2], &source) && write_file(words[3], &keys) ? 0 : 1;
}

static bool fail_at(const char *path, int line, const char *message, struct text word)
{
	(void)fprintf(stderr, "%s:%d: %s%s%.*s\n", path, line, message, word.len > 0 ? ": " : "", TEXT_ARGS(word));
	return false;
}

static bool read_po(struct catalogue *catalogue, struct text content)
{
	struct text key = TEXT_NONE;
	struct text text = TEXT_NONE;
	struct text *target = NULL;
	int key_line = 0;
	catalogue->line = 0;
	if (!text_is_utf8(content))
		return fail_at(catalogue->path, 0, "the file is not UTF-8", TEXT_NONE);
	while (content.len > 0) {
		struct text line = text_trim(text_cut(&content, '\n'));
		struct text piece = TEXT_NONE;
		catalogue->line++;
		if (line.len == 0 || line.at[0] == '#')
			continue;
		if (text_starts_with(line, TEXT("msgid "))) {
			if (key_line > 0 && !put(catalogue, key, text, key_line))
				return false;
			key = text = TEXT_NONE;
			key_line = catalogue->line;
			target = &key;
			line = text_trim(text_slice(line, 6, line.len));
		} else if (text_starts_with(line, TEXT("msgstr "))) {
			target = &text;
			line = text_trim(text_slice(line, 7, line.len));
		}
		if (target == NULL || !read_string(catalogue, line, &piece))
			return fail_at(catalogue->path, catalogue->line, "expected msgid, msgstr or a quoted string", line);
		*target = arena_join(catalogue->arena, *target, piece);
	}
	return key_line == 0 || put(catalogue, key, text, key_line);
}

static bool put(struct catalogue *catalogue, struct text key, struct text text, int line)
{
	struct entry *entry = NULL;
	if (key.len == 0) /* the header */
		return true;
	if (!is_key(key))
		return fail_at(catalogue->path, line, "a key is small letters, digits, _ and dots", key);
	if (text.len == 0)
		return fail_at(catalogue->path, line, "the key has no text", key);
	for (size_t i = 0; i < catalogue->count && entry == NULL; i++) {
		if (text_equal(catalogue->entries[i].key, key))
			entry = &catalogue->entries[i];
	}
	if (entry == NULL) {
		if (catalogue->count >= KEYS_MAX)
			return fail_at(catalogue->path, line, "too many keys", key);
		entry = &catalogue->entries[catalogue->count++];
		entry->key = key;
	}
	if (entry->texts[catalogue->language].len > 0)
		return fail_at(catalogue->path, line, "the key is there twice", key);
	entry->texts[catalogue->language] = text;
	entry->paths[catalogue->language] = catalogue->path;
	entry->lines[catalogue->language] = line;
	return true;
}

static bool read_string(struct catalogue *catalogue, struct text quoted, struct text *ret_text)
{
	if (quoted.len < 2 || quoted.at[0] != '"' || quoted.at[quoted.len - 1] != '"')
		return false;
	char *at = arena_alloc(catalogue->arena, quoted.len);
	size_t len = 0;
	for (size_t i = 1; i + 1 < quoted.len; i++) {
		char byte = quoted.at[i];
		if (byte == '"')
			return false;
		if (byte == '\\') {
			if (++i + 1 >= quoted.len)
				return false;
			byte = quoted.at[i] == 'n' ? '\n' : quoted.at[i];
		}
		at[len++] = byte;
	}
	*ret_text = (struct text){at, len};
	return true;
}

static bool is_key(struct text key)
{
	for (size_t i = 0; i < key.len; i++) {
		char at = key.at[i];
		if (!((at >= 'a' && at <= 'z') || (at >= '0' && at <= '9') || at == '_' || (at == '.' && i > 0)))
			return false;
	}
	return key.len > 0;
}

static bool check_entry(struct catalogue *catalogue, const struct entry *entry)
{
	bool is_right = true;
	int known = 0;
	while (entry->texts[known].len == 0)
		known++;
	for (int i = 0; i < LANGUAGES; i++) {
		if (entry->texts[i].len == 0) {
			(void)fprintf(stderr, "%s:%d: the key %.*s is missing in %s\n", entry->paths[known], entry->lines[known], TEXT_ARGS(entry->key), languages[i]);
			is_right = false;
		} else if (!text_equal(places_of(catalogue, entry->texts[i]), places_of(catalogue, entry->texts[known]))) {
			is_right = fail_at(entry->paths[i], entry->lines[i], "the text has other {places} than the other languages", entry->key);
		}
	}
	return is_right;
}

/* The names of {places}, sorted, each once, with commas between; "n|one|many" counts as n. */
static struct text places_of(struct catalogue *catalogue, struct text text)
{
	struct text names[16];
	size_t count = 0;
	struct text all = TEXT_NONE;
	for (size_t open = text_find_byte(text, '{'); open != SIZE_MAX; open = text_find_byte(text, '{')) {
		text = text_slice(text, open + 1, text.len);
		struct text inside = text_cut(&text, '}');
		struct text name = text_cut(&inside, '|');
		size_t at = 0;
		while (at < count && text_compare(names[at], name) < 0)
			at++;
		if (count >= COUNT_OF(names) || (at < count && text_equal(names[at], name)))
			continue;
		for (size_t i = count++; i > at; i--)
			names[i] = names[i - 1];
		names[at] = name;
	}
	for (size_t i = 0; i < count; i++)
		all = arena_format(catalogue->arena, "%.*s%s%.*s", TEXT_ARGS(all), i > 0 ? "," : "", TEXT_ARGS(names[i]));
	return all;
}

static int by_name(const void *a, const void *b)
{
	return text_compare(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

static void write_header(const struct catalogue *catalogue, struct buffer *out)
{
	buffer_add_literal(out, "/* Made by localec from locale/; do not edit. */\n#ifndef LOCALE_KEYS_H\n#define LOCALE_KEYS_H\n\n#include \"base/text.h\"\n\nenum lang { ");
	for (int i = 0; i < LANGUAGES; i++)
		buffer_add_format(out, "%s, ", language_members[i]);
	buffer_add_literal(out, "LANG_COUNT };\n\nenum key {\n\tKEY_NONE,\n");
	for (size_t i = 0; i < catalogue->count; i++) {
		buffer_add_byte(out, '\t');
		write_member(catalogue->entries[i].key, out);
		buffer_add_literal(out, ",\n");
	}
	buffer_add_literal(out, "\tKEY_COUNT\n};\n\n/* The text of a key in a language; empty for KEY_NONE. */\nstruct text locale_text(enum lang lang, enum key key);\n"
		"/* The key's own name: \"desk.queue.title\". */\nstruct text locale_name(enum key key);\n"
		"/* The key of a name; KEY_NONE when there is none. */\nenum key locale_key(struct text name);\n"
		"/* \"zh-Hans\" */\nstruct text locale_tag(enum lang lang);\n\n#endif\n");
}

static void write_source(const struct catalogue *catalogue, struct buffer *out)
{
	buffer_add_literal(out, "/* Made by localec from locale/; do not edit. */\n#include \"locale/keys.h\"\n\nstatic const struct text names[KEY_COUNT] = {\n\t{\"\", 0},\n");
	for (size_t i = 0; i < catalogue->count; i++) {
		buffer_add_byte(out, '\t');
		write_string(catalogue->entries[i].key, out);
		buffer_add_literal(out, ",\n");
	}
	buffer_add_literal(out, "};\n\nstatic const struct text texts[LANG_COUNT][KEY_COUNT] = {\n");
	for (int k = 0; k < LANGUAGES; k++) {
		buffer_add_literal(out, "{\n\t{\"\", 0},\n");
		for (size_t i = 0; i < catalogue->count; i++) {
			buffer_add_byte(out, '\t');
			write_string(catalogue->entries[i].texts[k], out);
			buffer_add_literal(out, ",\n");
		}
		buffer_add_literal(out, "},\n");
	}
	buffer_add_literal(out, "};\n\nstruct text locale_text(enum lang lang, enum key key)\n{\n\tcheck(lang < LANG_COUNT && key < KEY_COUNT);\n\treturn texts[lang][key];\n}\n\n"
		"struct text locale_name(enum key key)\n{\n\tcheck(key < KEY_COUNT);\n\treturn names[key];\n}\n\n"
		"enum key locale_key(struct text name)\n{\n\tsize_t low = 1;\n\tsize_t high = KEY_COUNT;\n\twhile (low < high) {\n\t\tsize_t middle = low + (high - low) / 2;\n"
		"\t\tif (text_compare(names[middle], name) < 0)\n\t\t\tlow = middle + 1;\n\t\telse\n\t\t\thigh = middle;\n\t}\n"
		"\treturn low < KEY_COUNT && text_equal(names[low], name) ? (enum key)low : KEY_NONE;\n}\n\n"
		"struct text locale_tag(enum lang lang)\n{\n\tstatic const struct text tags[LANG_COUNT] = {{\"zh-Hans\", 7}, {\"zh-Hant\", 7}, {\"en\", 2}};\n"
		"\tcheck(lang < LANG_COUNT);\n\treturn tags[lang];\n}\n");
}

static void write_string(struct text text, struct buffer *out)
{
	buffer_add_literal(out, "{\"");
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\n')
			buffer_add_literal(out, "\\n");
		else if (text.at[i] == '"' || text.at[i] == '\\')
			buffer_add_format(out, "\\%c", text.at[i]);
		else if (text.at[i] == '?')
			buffer_add_literal(out, "\\077");
		else
			buffer_add_byte(out, text.at[i]);
	}
	buffer_add_format(out, "\", %zu}", text.len);
}

static void write_member(struct text key, struct buffer *out)
{
	buffer_add_literal(out, "KEY_");
	for (size_t i = 0; i < key.len; i++)
		buffer_add_byte(out, key.at[i] == '.' ? '_' : key.at[i]);
}

static bool read_file(struct arena *arena, const char *path, struct text *ret_content)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return fail_at(path, 0, "cannot read the file", TEXT_NONE);
	char *at = arena_alloc(arena, FILE_MAX);
	check(at != NULL);
	size_t count = fread(at, 1, FILE_MAX, file);
	bool is_read = ferror(file) == 0 && count < FILE_MAX;
	(void)fclose(file);
	*ret_content = (struct text){at, count};
	return is_read || fail_at(path, 0, "the file is too large", TEXT_NONE);
}

static bool write_file(const char *path, const struct buffer *content)
{
	struct text text;
	FILE *file = buffer_text(content, &text) == OK ? fopen(path, "wb") : NULL;
	if (file == NULL)
		return fail_at(path, 0, "cannot write the file", TEXT_NONE);
	bool is_written = fwrite(text.at, 1, text.len, file) == text.len;
	return fclose(file) == 0 && is_written;
}
