/* SPDX-License-Identifier: Apache-2.0 */
#include "queryc.h"

/* Words of one engine only, or that hide what a statement does. */
static const struct { const char *words; const char *reason; } not_portable[] = {
	{"select *", "name the columns; * changes with the table"},
	{"for update", "the runner serialises; there are no row locks in SQLite"},
	{"::", "write CAST(x AS type)"},
	{"string_agg", "aggregate text in C"},
	{"group_concat", "aggregate text in C"},
	{"now(", "instants are handed in as ms"},
	{"datetime(", "instants are handed in as ms"},
	{"strftime(", "instants are handed in as ms"},
	{"current_timestamp", "instants are handed in as ms"},
	{"insert or ", "write ON CONFLICT"},
	{"autoincrement", "ids are made by the application"},
	{"rowid", "use the key"},
	{" glob ", "use LIKE or a range"},
	{"ifnull(", "write COALESCE"},
	{"begin;", "only the runner begins"},
	{"commit", "only the runner commits"},
	{"pragma", "only the store sets pragmas"},
	{"attach", "one database"},
};

static bool fail_in(const struct query_file *file, const struct query *query, struct buffer *error, const char *message, struct text word);
static bool check_query(const struct query_file *file, struct query *query, struct buffer *error);
static bool check_words(const struct query_file *file, const struct query *query, struct buffer *error);
static bool check_kind(const struct query_file *file, const struct query *query, struct buffer *error);
static bool match_parameters(const struct query_file *file, struct query *query, struct buffer *error);
static size_t find_nocase(struct text text, struct text part);
static bool is_word_byte(char byte);

bool queryc_check(struct query_file *file, struct buffer *error)
{
	for (size_t i = 0; i < file->count; i++) {
		for (size_t k = 0; k < i; k++) {
			if (text_equal(file->queries[i].name, file->queries[k].name))
				return fail_in(file, &file->queries[i], error, "the query is there twice", file->queries[i].name);
		}
		if (!check_query(file, &file->queries[i], error))
			return false;
	}
	return true;
}

static bool check_query(const struct query_file *file, struct query *query, struct buffer *error)
{
	if (text_find_byte(query->sql, ';') != SIZE_MAX)
		return fail_in(file, query, error, "two statements under one name", query->name);
	if (!query->is_everywhere && find_nocase(query->sql, TEXT("centre_id")) == SIZE_MAX)
		return fail_in(file, query, error, "the statement does not name centre_id; mark it `-- everywhere` when it means all", query->name);
	return check_words(file, query, error) && check_kind(file, query, error) && match_parameters(file, query, error);
}

static bool check_words(const struct query_file *file, const struct query *query, struct buffer *error)
{
	for (size_t i = 0; i < COUNT_OF(not_portable); i++) {
		if (find_nocase(query->sql, text_of(not_portable[i].words)) != SIZE_MAX) {
			buffer_add_format(error, "%s:%d: `%s` is not allowed: %s\n", file->path, query->line, not_portable[i].words,
				not_portable[i].reason);
			return false;
		}
	}
	return true;
}

static bool check_kind(const struct query_file *file, const struct query *query, struct buffer *error)
{
	bool is_read = text_equal_nocase(text_slice(query->sql, 0, 6), TEXT("SELECT"))
		|| text_equal_nocase(text_slice(query->sql, 0, 4), TEXT("WITH"));
	bool has_returning = find_nocase(query->sql, TEXT("returning")) != SIZE_MAX;
	bool reads = query->kind == QUERY_ONE || query->kind == QUERY_MANY;
	if (reads && !is_read)
		return fail_in(file, query, error, "one and many read; a statement that writes is exec or exec_one", query->name);
	if (!reads && is_read)
		return fail_in(file, query, error, "exec writes; a statement that reads is one or many", query->name);
	if (query->kind == QUERY_EXEC && (query->out_count > 0 || has_returning))
		return fail_in(file, query, error, "exec gives no columns; exec_one does, with RETURNING", query->name);
	if (query->kind == QUERY_EXEC_ONE && !has_returning)
		return fail_in(file, query, error, "exec_one needs RETURNING", query->name);
	if (query->kind != QUERY_EXEC && query->out_count == 0)
		return fail_in(file, query, error, "no `out` columns are declared", query->name);
	return true;
}

/* Every :name is declared and every declared one is used; names in quotes do not count. */
static bool match_parameters(const struct query_file *file, struct query *query, struct buffer *error)
{
	bool is_quoted = false;
	for (size_t i = 0; i < query->sql.len; i++) {
		if (query->sql.at[i] == '\'')
			is_quoted = !is_quoted;
		if (is_quoted || query->sql.at[i] != ':')
			continue;
		size_t len = 0;
		while (i + 1 + len < query->sql.len && is_word_byte(query->sql.at[i + 1 + len]))
			len++;
		struct text name = text_slice(query->sql, i + 1, len);
		struct query_field *field = NULL;
		for (size_t k = 0; k < query->in_count; k++) {
			if (text_equal(query->ins[k].name, name))
				field = &query->ins[k];
		}
		if (field == NULL)
			return fail_in(file, query, error, "the parameter is not declared with `in`", name);
		field->is_used = true;
	}
	for (size_t k = 0; k < query->in_count; k++) {
		if (!query->ins[k].is_used)
			return fail_in(file, query, error, "the `in` field is not used in the statement", query->ins[k].name);
	}
	return true;
}

static bool fail_in(const struct query_file *file, const struct query *query, struct buffer *error, const char *message, struct text word)
{
	buffer_add_format(error, "%s:%d: %s: %.*s\n", file->path, query->line, message, TEXT_ARGS(word));
	return false;
}

static size_t find_nocase(struct text text, struct text part)
{
	for (size_t i = 0; i + part.len <= text.len; i++) {
		if (text_equal_nocase(text_slice(text, i, part.len), part))
			return i;
	}
	return SIZE_MAX;
}

static bool is_word_byte(char byte)
{
	return byte == '_' || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}
