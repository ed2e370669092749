/* SPDX-License-Identifier: Apache-2.0 */
#include "queryc.h"

struct reading {
	struct arena *arena;
	struct query_file *file;
	struct buffer *error;
	struct query *query; /* the one being read */
	const char *sql_at;
	int line;
};

static bool fail_at(struct reading *reading, const char *message, struct text word);
static bool read_line(struct reading *reading, struct text line);
static bool begin_query(struct reading *reading, struct text rest);
static bool read_kind(struct reading *reading, struct text *rest, struct query *query);
static bool read_field(struct reading *reading, struct text rest, bool is_in);
static bool read_type(struct text word, struct query_field *field);
static bool end_query(struct reading *reading);
static struct text next_word(struct text *rest);
static bool is_name(struct text word);

bool queryc_read(struct arena *arena, const char *path, struct text module, struct text content, struct query_file *ret_file,
	struct buffer *error)
{
	struct query_file file = {.path = path, .module = module, .queries = arena_array(arena, struct query, QUERYC_QUERIES_MAX)};
	struct reading reading = {.arena = arena, .file = &file, .error = error};
	check(file.queries != NULL);
	if (!text_is_utf8(content))
		return fail_at(&reading, "the file is not UTF-8", TEXT_NONE);
	while (content.len > 0) {
		struct text line = text_cut(&content, '\n');
		reading.line++;
		if (!read_line(&reading, line))
			return false;
	}
	if (!end_query(&reading))
		return false;
	*ret_file = file;
	return true;
}

static bool fail_at(struct reading *reading, const char *message, struct text word)
{
	buffer_add_format(reading->error, "%s:%d: %s", reading->file->path, reading->line, message);
	if (word.len > 0)
		buffer_add_format(reading->error, ": %.*s", TEXT_ARGS(word));
	buffer_add_byte(reading->error, '\n');
	return false;
}

static bool read_line(struct reading *reading, struct text line)
{
	struct text trimmed = text_trim(line);
	if (!text_starts_with(trimmed, TEXT("--"))) {
		if (reading->query == NULL || trimmed.len == 0)
			return trimmed.len == 0 || fail_at(reading, "text before the first `-- query` line", trimmed);
		if (reading->sql_at == NULL)
			reading->sql_at = line.at;
		reading->query->sql = (struct text){reading->sql_at, (size_t)(line.at + line.len - reading->sql_at)};
		return true;
	}
	struct text rest = text_trim(text_slice(trimmed, 2, trimmed.len));
	struct text words = rest;
	struct text first = next_word(&words);
	if (text_equal(first, TEXT("query")))
		return end_query(reading) && begin_query(reading, words);
	if (reading->query == NULL)
		return true;
	if (reading->sql_at != NULL)
		return fail_at(reading, "a comment inside a statement; put it above", rest);
	if (text_equal(first, TEXT("in")) || text_equal(first, TEXT("out")))
		return read_field(reading, words, text_equal(first, TEXT("in")));
	if (text_equal(rest, TEXT("everywhere"))) {
		reading->query->is_everywhere = true;
		return true;
	}
	reading->query->comment = reading->query->comment.len == 0 ? rest
		: arena_format(reading->arena, "%.*s\n * %.*s", TEXT_ARGS(reading->query->comment), TEXT_ARGS(rest));
	return true;
}

static bool begin_query(struct reading *reading, struct text rest)
{
	if (reading->file->count >= QUERYC_QUERIES_MAX)
		return fail_at(reading, "too many queries in one file; split the module", TEXT_NONE);
	struct query *query = &reading->file->queries[reading->file->count];
	query->line = reading->line;
	query->name = next_word(&rest);
	if (!is_name(query->name))
		return fail_at(reading, "a query name is small letters, digits and _", query->name);
	if (!read_kind(reading, &rest, query))
		return false;
	if (text_trim(rest).len > 0)
		return fail_at(reading, "unexpected words behind the kind", rest);
	reading->query = query;
	reading->sql_at = NULL;
	return true;
}

static bool read_kind(struct reading *reading, struct text *rest, struct query *query)
{
	struct text kind = next_word(rest);
	struct text words = *rest;
	if (text_equal(kind, TEXT("one"))) {
		query->kind = QUERY_ONE;
	} else if (text_equal(kind, TEXT("exec"))) {
		query->kind = QUERY_EXEC;
		query->changes_one = text_equal(next_word(&words), TEXT("1"));
		if (query->changes_one)
			*rest = words;
	} else if (text_equal(kind, TEXT("exec_one"))) {
		query->kind = QUERY_EXEC_ONE;
	} else if (text_equal(kind, TEXT("many"))) {
		query->kind = QUERY_MANY;
		if (!text_to_int(next_word(rest), &query->max_rows) || query->max_rows < 1 || query->max_rows > 1000000)
			return fail_at(reading, "many needs the most rows it may give, as in `many 50`", TEXT_NONE);
	} else {
		return fail_at(reading, "the kind is one, many N, exec, exec 1 or exec_one", kind);
	}
	return true;
}

static bool read_field(struct reading *reading, struct text rest, bool is_in)
{
	struct query *query = reading->query;
	size_t *count = is_in ? &query->in_count : &query->out_count;
	struct query_field *fields = is_in ? query->ins : query->outs;
	struct query_field field = {0};
	struct text type = next_word(&rest);
	if (!read_type(type, &field))
		return fail_at(reading, "unknown type; text, int, bytes, bool, ms or <kind>_id, with ? when it may be NULL", type);
	field.name = next_word(&rest);
	if (!is_name(field.name))
		return fail_at(reading, "a field needs a name of small letters, digits and _", field.name);
	if (text_trim(rest).len > 0)
		return fail_at(reading, "unexpected words behind the field", rest);
	for (size_t i = 0; i < *count; i++) {
		if (text_equal(fields[i].name, field.name))
			return fail_at(reading, "the field is there twice", field.name);
	}
	if (*count >= QUERYC_FIELDS_MAX)
		return fail_at(reading, "too many fields", field.name);
	fields[(*count)++] = field;
	return true;
}

static bool read_type(struct text word, struct query_field *field)
{
	static const struct { const char *word; enum query_type type; } types[] = {
		{"text", TYPE_TEXT}, {"int", TYPE_INT}, {"bytes", TYPE_BYTES}, {"bool", TYPE_BOOL}, {"ms", TYPE_MS}};
	if (text_ends_with(word, TEXT("?"))) {
		field->may_be_null = true;
		word.len--;
	}
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		if (text_equal(word, text_of(types[i].word))) {
			field->type = types[i].type;
			return true;
		}
	}
	field->type = TYPE_ID;
	field->id_type = word;
	return is_name(word) && word.len > 3 && text_ends_with(word, TEXT("_id"));
}

static bool end_query(struct reading *reading)
{
	struct query *query = reading->query;
	if (query == NULL)
		return true;
	int line = reading->line;
	reading->line = query->line;
	query->sql = text_trim(query->sql);
	if (query->comment.len == 0)
		return fail_at(reading, "the query needs a sentence that says what it answers", query->name);
	if (query->sql.len == 0)
		return fail_at(reading, "the query has no statement", query->name);
	if (!text_ends_with(query->sql, TEXT(";")))
		return fail_at(reading, "the statement does not end in a semicolon", query->name);
	query->sql = text_trim((struct text){query->sql.at, query->sql.len - 1});
	reading->line = line;
	reading->file->count++;
	reading->query = NULL;
	return true;
}

static struct text next_word(struct text *rest)
{
	*rest = text_trim(*rest);
	size_t len = 0;
	while (len < rest->len && rest->at[len] != ' ' && rest->at[len] != '\t')
		len++;
	struct text word = {rest->at, len};
	*rest = text_slice(*rest, len, rest->len);
	return word;
}

static bool is_name(struct text word)
{
	for (size_t i = 0; i < word.len; i++) {
		char at = word.at[i];
		if (!((at >= 'a' && at <= 'z') || at == '_' || (i > 0 && at >= '0' && at <= '9')))
			return false;
	}
	return word.len > 0 && word.len <= 60;
}
