/* SPDX-License-Identifier: Apache-2.0
 *
 * One statement for many sets of values: what 64 works ask or write one by one
 * costs the server a tenth when it comes as one command whose parameters are
 * arrays. Three kinds of SQL of ours can be turned around:
 *
 *   a reading one with parameters          each row of the arrays joined with what the SQL gives for it
 *   INSERT INTO t (…) VALUES (…), with or without ON CONFLICT (…) DO NOTHING
 *                                          INSERT … SELECT … FROM the arrays
 *   UPDATE t SET c = c + :a, d = :d, … WHERE k = :b AND …
 *                                          UPDATE … FROM the arrays; each key once, before that what is added is added up
 *                                          and of what is set the last is taken
 *
 * Everything else stays as it is.
 */
#include "store/postgres.h"

#include <string.h>
#include <strings.h>

#include "store/dialect.h"

#define SQL_BYTES (64 * 1024)
#define VALUES_BYTES (64 * 1024 * 1024)

/* A piece of SQL: a word, a parameter with its colon, or one other byte. */
struct scan {
	const char *at;
	struct text token; /* empty at the end */
};

static bool is_insert(const struct query *query);
static bool is_tail(const char *sql);
static const char *list_end(const char *values);
static bool is_adding(const struct query *query, uint64_t *ret_keys, uint64_t *ret_set);
static bool scan_change(struct scan *scan, const struct query *query, uint64_t *added, uint64_t *set);
static bool are_numbers(const struct query *query, uint64_t parameters);
static bool scan_key(struct scan *scan, const struct query *query, uint64_t *keys);
static bool scan_parameter(struct scan *scan, const struct query *query, uint64_t *parameters);
static void scan_next(struct scan *scan);
static bool scan_takes(struct scan *scan, const char *word);
static bool token_is(struct text token, const char *word);
static bool is_name(struct text token);
static const char *values_of(const char *sql);
static void write_read(const struct query *query, struct buffer *sql);
static void write_insert(const struct query *query, struct buffer *sql);
static void write_add(const struct query *query, struct buffer *sql);
static void write_given(const struct query *query, struct buffer *sql);
static void write_array(struct buffer *out, enum query_value type, int in, struct value *const *rows, int count);
static void write_number(struct buffer *out, uint32_t number);

/* The types of one value and of an array of them. */
static const struct { Oid one, many; } oids[] = {[VALUE_INT] = {OID_INT8, 1016}, [VALUE_BOOL] = {OID_BOOL, 1000}, [VALUE_TEXT] = {OID_TEXT, 1009},
	[VALUE_BYTES] = {OID_BYTES, 1001}};

enum many postgres_many_of(const struct query *query, uint64_t *ret_keys, uint64_t *ret_set)
{
	check(query->in_count >= 0 && query->in_count <= LIMIT_QUERY_NAMES);
	*ret_keys = 0;
	*ret_set = 0;
	if (query->in_types == NULL || query->in_count == 0)
		return MANY_NONE;
	if (query->kind == QUERY_ONE || query->kind == QUERY_MANY)
		return MANY_READ;
	if (query->kind == QUERY_EXEC_ONE)
		return MANY_NONE;
	if (is_insert(query))
		return MANY_INSERT;
	return query->changes_one && is_adding(query, ret_keys, ret_set) ? MANY_ADD : MANY_NONE;
}

const char *postgres_many_sql(struct arena *arena, const struct query *query, enum many many)
{
	struct buffer sql CLEANUP(buffer_done) = buffer_make(SQL_BYTES);
	check(many != MANY_NONE);
	if (many == MANY_READ)
		write_read(query, &sql);
	else if (many == MANY_INSERT)
		write_insert(query, &sql);
	else
		write_add(query, &sql);
	return sql.failed ? NULL : arena_copy(arena, (struct text){sql.at, sql.len}).at;
}

int postgres_many_prepare(PGconn *conn, const struct statement *statement, const char *name)
{
	const struct query *query = statement->query;
	Oid types[LIMIT_QUERY_NAMES];
	check(postgres_prepared_of(statement)->many_sql != NULL);
	check(query->in_types != NULL && query->in_count > 0);
	for (int in = 0; in < query->in_count; in++)
		types[in] = oids[query->in_types[in]].many;
	return PQsendPrepare(conn, name, postgres_prepared_of(statement)->many_sql, query->in_count, types);
}

int postgres_many_send(PGconn *conn, const struct statement *statement, struct value *const *rows, int count)
{
	static const int binary[LIMIT_QUERY_NAMES] = {[0 ... LIMIT_QUERY_NAMES - 1] = 1};
	const struct query *query = statement->query;
	const char *values[LIMIT_QUERY_NAMES];
	int lengths[LIMIT_QUERY_NAMES];
	size_t from[LIMIT_QUERY_NAMES + 1] = {0};
	struct buffer out CLEANUP(buffer_done) = buffer_make(VALUES_BYTES);
	char name[80];
	check(count > 0);
	check(postgres_prepared_of(statement)->many != MANY_NONE && query->in_types != NULL);
	for (int in = 0; in < query->in_count; in++) {
		write_array(&out, query->in_types[in], in, rows, count);
		from[in + 1] = out.len;
	}
	if (out.failed)
		return 0;
	for (int in = 0; in < query->in_count; in++) {
		values[in] = out.at + from[in];
		check(from[in + 1] > from[in] && from[in + 1] <= VALUES_BYTES);
		lengths[in] = (int)(from[in + 1] - from[in]);
	}
	(void)snprintf(name, sizeof name, "many %s", postgres_prepared_of(statement)->name);
	return PQsendQueryPrepared(conn, name, query->in_count, values, lengths, binary, 1);
}

/* Behind the one list of values stands nothing, or that a taken key is left alone; nothing is asked within it. */
static bool is_insert(const struct query *query)
{
	const char *values = values_of(query->sql);
	check(query->kind == QUERY_EXEC);
	struct scan scan = {.at = values == NULL ? "" : values};
	int depth = 0;
	if (strncasecmp(query->sql, "INSERT INTO ", 12) != 0 || values == NULL)
		return false;
	do {
		scan_next(&scan);
		depth += token_is(scan.token, "(") ? 1 : token_is(scan.token, ")") ? -1 : 0;
		if (token_is(scan.token, "SELECT") || token_is(scan.token, "'"))
			return false;
	} while (depth > 0 && scan.token.len > 0);
	return depth == 0 && is_tail(scan.at);
}

/* Nothing, or ON CONFLICT (…) DO NOTHING. */
static bool is_tail(const char *sql)
{
	struct scan scan = {.at = sql};
	scan_next(&scan);
	if (scan.token.len == 0)
		return true;
	if (!scan_takes(&scan, "ON") || !scan_takes(&scan, "CONFLICT") || !scan_takes(&scan, "("))
		return false;
	while (is_name(scan.token) || token_is(scan.token, ","))
		scan_next(&scan);
	return scan_takes(&scan, ")") && scan_takes(&scan, "DO") && scan_takes(&scan, "NOTHING") && scan.token.len == 0;
}

/* Where the list of values ends that begins there. */
static const char *list_end(const char *values)
{
	struct scan scan = {.at = values};
	int depth = 0;
	do {
		scan_next(&scan);
		depth += token_is(scan.token, "(") ? 1 : token_is(scan.token, ")") ? -1 : 0;
	} while (depth > 0 && scan.token.len > 0);
	return scan.at;
}

/* UPDATE table SET column = column + :name, column = :name, … WHERE column = :name AND …, and nothing else; something is added. */
static bool is_adding(const struct query *query, uint64_t *ret_keys, uint64_t *ret_set)
{
	struct scan scan = {.at = query->sql};
	uint64_t keys = 0;
	uint64_t added = 0;
	uint64_t set = 0;
	check(query->kind == QUERY_EXEC && query->in_types != NULL);
	scan_next(&scan);
	if (!scan_takes(&scan, "UPDATE") || !is_name(scan.token))
		return false;
	scan_next(&scan);
	if (!scan_takes(&scan, "SET"))
		return false;
	do {
		if (!scan_change(&scan, query, &added, &set))
			return false;
	} while (scan_takes(&scan, ","));
	if (!scan_takes(&scan, "WHERE"))
		return false;
	do {
		if (!scan_key(&scan, query, &keys))
			return false;
	} while (scan_takes(&scan, "AND"));
	check(query->in_count == LIMIT_QUERY_NAMES || (keys | added | set) >> query->in_count == 0);
	*ret_keys = keys;
	*ret_set = set;
	bool is_apart = (keys & (added | set)) == 0 && (added & set) == 0;
	return scan.token.len == 0 && added != 0 && is_apart && are_numbers(query, added | set);
}

static bool are_numbers(const struct query *query, uint64_t parameters)
{
	check(query->in_types != NULL);
	for (int in = 0; in < query->in_count; in++) {
		if ((parameters >> in & 1) != 0 && query->in_types[in] != VALUE_INT)
			return false;
	}
	return true;
}

/* column = column + :name, or column = :name */
static bool scan_change(struct scan *scan, const struct query *query, uint64_t *added, uint64_t *set)
{
	struct text column = scan->token;
	if (!is_name(column))
		return false;
	scan_next(scan);
	if (!scan_takes(scan, "="))
		return false;
	if (!text_equal(scan->token, column))
		return scan_parameter(scan, query, set);
	scan_next(scan);
	return scan_takes(scan, "+") && scan_parameter(scan, query, added);
}

/* column = :name */
static bool scan_key(struct scan *scan, const struct query *query, uint64_t *keys)
{
	if (!is_name(scan->token))
		return false;
	scan_next(scan);
	return scan_takes(scan, "=") && scan_parameter(scan, query, keys);
}

static bool scan_parameter(struct scan *scan, const struct query *query, uint64_t *parameters)
{
	if (scan->token.len < 2 || scan->token.at[0] != ':')
		return false;
	for (int in = 0; in < query->in_count; in++) {
		if (text_equal(text_of(query->in_names[in]), text_slice(scan->token, 1, scan->token.len)))
			*parameters |= UINT64_C(1) << in;
	}
	scan_next(scan);
	return true;
}

static void scan_next(struct scan *scan)
{
	const char *at = scan->at + strspn(scan->at, " \t\r\n");
	size_t len = *at == ':' ? 1 : 0;
	while (dialect_is_word_byte(at[len]))
		len++;
	if (len == 0 && *at != '\0')
		len = 1;
	check(len > 0 || *at == '\0'); /* each step goes on, up to the end */
	scan->token = (struct text){at, len};
	scan->at = at + len;
}

/* Steps over the token when it is this one. */
static bool scan_takes(struct scan *scan, const char *word)
{
	bool is_there = token_is(scan->token, word);
	if (is_there)
		scan_next(scan);
	return is_there;
}

static bool token_is(struct text token, const char *word)
{
	return text_equal(token, text_of(word));
}

static bool is_name(struct text token)
{
	return token.len > 0 && (token.at[0] == '_' || (token.at[0] >= 'a' && token.at[0] <= 'z'));
}

/* What stands behind the word VALUES; NULL without it. */
static const char *values_of(const char *sql)
{
	struct scan scan = {.at = sql};
	do {
		scan_next(&scan);
		if (token_is(scan.token, "VALUES"))
			return scan.at;
	} while (scan.token.len > 0);
	return NULL;
}

/* OFFSET 0 keeps the planner from mixing the two: each row of the arrays asks by itself, by the index that it would ask alone. */
static void write_read(const struct query *query, struct buffer *sql)
{
	uint64_t used = 0;
	buffer_add_literal(sql, "SELECT found.*, given.nth FROM ");
	write_given(query, sql);
	buffer_add_literal(sql, ", LATERAL (SELECT * FROM (");
	(void)postgres_write_sql(query, text_of(query->sql), "given.p", sql, &used);
	buffer_add_literal(sql, ") asked OFFSET 0) found");
}

static void write_insert(const struct query *query, struct buffer *sql)
{
	uint64_t used = 0;
	const char *values = values_of(query->sql);
	check(values != NULL);
	const char *end = list_end(values);
	check(end > values && values - query->sql > (ptrdiff_t)strlen("VALUES"));
	struct text list = text_trim((struct text){values, (size_t)(end - values)});
	buffer_add_bytes(sql, query->sql, (size_t)(values - query->sql) - strlen("VALUES"));
	buffer_add_literal(sql, "SELECT ");
	(void)postgres_write_sql(query, text_slice(list, 1, list.len - 2), "given.p", sql, &used);
	buffer_add_literal(sql, " FROM ");
	write_given(query, sql);
	buffer_add(sql, text_of(end));
}

static void write_add(const struct query *query, struct buffer *sql)
{
	uint64_t used = 0;
	bool is_key = false;
	struct scan scan = {.at = query->sql};
	struct text table;
	scan_next(&scan);
	scan_next(&scan);
	table = scan.token;
	buffer_add_format(sql, "UPDATE %.*s", TEXT_ARGS(table));
	struct text before = table;
	for (scan_next(&scan); scan.token.len > 0; before = scan.token, scan_next(&scan)) {
		if (token_is(scan.token, "WHERE")) {
			is_key = true;
			buffer_add_literal(sql, " FROM ");
			write_given(query, sql);
		}
		buffer_add_byte(sql, ' ');
		/* Columns are qualified, but for those that are set. */
		if (is_name(scan.token) && (is_key || token_is(before, "=")))
			buffer_add_format(sql, "%.*s.", TEXT_ARGS(table));
		(void)postgres_write_sql(query, scan.token, "given.p", sql, &used);
	}
}

static void write_given(const struct query *query, struct buffer *sql)
{
	check(query->in_count > 0);
	for (int in = 0; in < query->in_count; in++)
		buffer_add_format(sql, "%s$%d", in == 0 ? "unnest(" : ", ", in + 1);
	for (int in = 0; in < query->in_count; in++)
		buffer_add_format(sql, "%sp%d", in == 0 ? ") WITH ORDINALITY AS given (" : ", ", in + 1);
	buffer_add_literal(sql, ", nth)");
}

/* As the server sends arrays: dimensions, whether there are NULLs, the type, length and first number, then each with its length. */
static void write_array(struct buffer *out, enum query_value type, int in, struct value *const *rows, int count)
{
	bool has_null = false;
	check(count > 0);
	for (int i = 0; i < count; i++)
		has_null |= rows[i][in].at == NULL;
	const uint32_t head[] = {1, has_null ? 1 : 0, oids[type].one, (uint32_t)count, 1};
	for (size_t i = 0; i < COUNT_OF(head); i++)
		write_number(out, head[i]);
	for (int i = 0; i < count; i++) {
		bool is_null = rows[i][in].at == NULL;
		write_number(out, is_null ? UINT32_MAX : (uint32_t)rows[i][in].len);
		check(is_null || rows[i][in].len >= 0);
		if (!is_null)
			buffer_add_bytes(out, rows[i][in].at, (size_t)rows[i][in].len);
	}
}

static void write_number(struct buffer *out, uint32_t number)
{
	const unsigned char bytes[] = {(unsigned char)(number >> 24), (unsigned char)(number >> 16), (unsigned char)(number >> 8), (unsigned char)number};
	buffer_add_bytes(out, bytes, sizeof bytes);
}
