/* SPDX-License-Identifier: Apache-2.0
 *
 * Which rows of a table a statement can touch, as far as its SQL says so by
 * column = :name. Two statements that want different values in one column do
 * not meet, whatever else they ask; a write must leave that column alone.
 * What is not understood has no keys and meets everything.
 */
#include "store/postgres.h"

#include <string.h>

#include "store/dialect.h"

#define PIECES_MAX 6 /* one more than alias . column = :name has */

/* A piece of SQL: a word, a parameter with its colon, or one other byte, and how deep in parentheses it stands. */
struct scan {
	const char *at;
	struct text token;
	int depth;
};

static bool keys_of_insert(const struct query *query, struct postgres_keys *keys);
static bool keys_of_change(const struct query *query, struct postgres_keys *keys);
static bool keys_of_read(const struct query *query, const char *table, struct postgres_keys *keys);
static bool read_conditions(struct scan *scan, const struct query *query, struct text alias, bool is_alone, struct postgres_keys *keys);
static bool lists_tables(const char *sql, const char *end);
static bool names_again(struct scan scan, const char *table);
static bool joins_others(const struct scan *scan);
static struct text alias_of(const struct scan *scan);
static bool read_condition(struct scan *scan, struct text pieces[PIECES_MAX], size_t *ret_count);
static bool add_condition(struct postgres_keys *keys, const struct query *query, const struct text pieces[3]);
static struct text only_piece(struct scan *values);
static void drop(struct postgres_keys *keys, struct text column);
static bool add(struct postgres_keys *keys, const struct query *query, struct text column, struct text parameter);
static void scan_next(struct scan *scan);
static bool is(const struct scan *scan, const char *word);
static bool is_table(const struct scan *scan, const char *table);
static bool is_name(struct text token);
static bool ends_conditions(const struct scan *scan);

bool postgres_keys_of(const struct query *query, const char *table, struct postgres_keys *ret_keys)
{
	check(query->sql != NULL && query->in_count <= LIMIT_QUERY_NAMES);
	*ret_keys = (struct postgres_keys){0};
	if (query->in_types == NULL || strchr(query->sql, '\'') != NULL)
		return false;
	if (query->kind == QUERY_ONE || query->kind == QUERY_MANY)
		return keys_of_read(query, table, ret_keys);
	if (strncmp(query->sql, "INSERT INTO ", 12) == 0)
		return keys_of_insert(query, ret_keys);
	return keys_of_change(query, ret_keys);
}

bool postgres_keys_differ(const struct postgres_keys *a, const struct value *a_values, const struct postgres_keys *b, const struct value *b_values)
{
	check(a->count >= 0 && a->count <= POSTGRES_KEYS_MAX && b->count >= 0 && b->count <= POSTGRES_KEYS_MAX);
	for (int i = 0; i < a->count; i++) {
		for (int j = 0; j < b->count; j++) {
			const struct value *left = &a_values[a->keys[i].in];
			const struct value *right = &b_values[b->keys[j].in];
			if (!text_equal(a->keys[i].column, b->keys[j].column) || left->at == NULL || right->at == NULL)
				continue;
			if (left->len != right->len || memcmp(left->at, right->at, (size_t)left->len) != 0)
				return true;
		}
	}
	return false;
}

/* INSERT INTO t (a, b, …) VALUES (:x, …): where a value is a parameter and nothing else. */
static bool keys_of_insert(const struct query *query, struct postgres_keys *keys)
{
	struct scan columns = {.at = query->sql}, values;
	check(query->kind == QUERY_EXEC || query->kind == QUERY_EXEC_ONE);
	while (columns.token.len == 0 || (columns.depth == 0 && columns.at[0] != '\0'))
		scan_next(&columns);
	values = columns;
	while (values.token.len > 0 && !is(&values, "VALUES"))
		scan_next(&values);
	scan_next(&values);
	while (columns.depth == 1 && values.depth == 1) {
		scan_next(&columns);
		struct text column = columns.token;
		struct text value = only_piece(&values);
		scan_next(&columns);
		if (is_name(column) && value.len > 1 && value.at[0] == ':' && !add(keys, query, column, value))
			return false;
	}
	return keys->count > 0;
}

/* Steps over the next value of the list; its piece, or an empty text when it has several. */
static struct text only_piece(struct scan *values)
{
	scan_next(values);
	struct text piece = values->token;
	for (scan_next(values); values->token.len > 0 && values->depth > 0 && (values->depth > 1 || !is(values, ",")); scan_next(values))
		piece = TEXT_NONE;
	return piece;
}

/* UPDATE t SET … WHERE a = :x AND b = :y, or DELETE FROM t WHERE …; columns that are set say nothing. */
static bool keys_of_change(const struct query *query, struct postgres_keys *keys)
{
	struct text set[LIMIT_QUERY_NAMES];
	size_t set_count = 0;
	struct scan scan = {.at = query->sql};
	struct text before = TEXT_NONE;
	check(query->kind == QUERY_EXEC || query->kind == QUERY_EXEC_ONE);
	for (scan_next(&scan); scan.token.len > 0 && !(is(&scan, "WHERE") && scan.depth == 0); scan_next(&scan)) {
		if (is(&scan, "FROM") && !text_equal(before, TEXT("DELETE")))
			return false;
		if (is(&scan, "=") && scan.depth == 0 && set_count < COUNT_OF(set))
			set[set_count++] = before;
		before = scan.token;
	}
	if (set_count == COUNT_OF(set) || !read_conditions(&scan, query, TEXT_NONE, true, keys))
		return false;
	for (size_t i = 0; i < set_count; i++)
		drop(keys, set[i]);
	return keys->count > 0;
}

/* The table stands once in the SQL, at its outer level, and the outer conditions name it. */
static bool keys_of_read(const struct query *query, const char *table, struct postgres_keys *keys)
{
	struct scan scan = {.at = query->sql};
	struct text alias = TEXT_NONE;
	bool is_alone = true;
	check(query->kind == QUERY_ONE || query->kind == QUERY_MANY);
	for (scan_next(&scan); scan.token.len > 0 && !(is(&scan, "WHERE") && scan.depth == 0); scan_next(&scan)) {
		if (joins_others(&scan) || (is_table(&scan, table) && (alias.len > 0 || scan.depth > 0)))
			return false;
		is_alone = is_alone && !is(&scan, "JOIN");
		if (is_table(&scan, table))
			alias = alias_of(&scan);
	}
	if (alias.len == 0 || names_again(scan, table))
		return false;
	is_alone = is_alone && !lists_tables(query->sql, scan.at);
	return read_conditions(&scan, query, alias, is_alone, keys) && keys->count > 0;
}

/* FROM a, b */
static bool lists_tables(const char *sql, const char *end)
{
	const char *from = strstr(sql, "FROM");
	const char *comma = from == NULL ? NULL : strchr(from, ',');
	return comma != NULL && comma < end;
}

static bool names_again(struct scan scan, const char *table)
{
	for (scan_next(&scan); scan.token.len > 0; scan_next(&scan)) {
		if (is_table(&scan, table) || joins_others(&scan))
			return true;
	}
	return false;
}

static bool joins_others(const struct scan *scan)
{
	return is(scan, "WITH") || is(scan, "UNION") || is(scan, "EXCEPT") || is(scan, "INTERSECT");
}

/* The name by which columns of the table at hand are called. */
static struct text alias_of(const struct scan *scan)
{
	struct scan next = *scan;
	check(is_name(scan->token));
	scan_next(&next);
	return is_name(next.token) ? next.token : scan->token;
}

/* From WHERE on: what stands between ANDs as [alias.]column = :name. An OR at this level undoes all of it. */
static bool read_conditions(struct scan *scan, const struct query *query, struct text alias, bool is_alone, struct postgres_keys *keys)
{
	if (!is(scan, "WHERE"))
		return false;
	scan_next(scan);
	while (scan->token.len > 0 && !ends_conditions(scan)) {
		struct text pieces[PIECES_MAX];
		size_t count = 0;
		if (!read_condition(scan, pieces, &count))
			return false;
		bool is_qualified = count == 5 && text_equal(pieces[0], alias) && text_equal(pieces[1], TEXT("."));
		if ((is_qualified || (count == 3 && is_alone)) && !add_condition(keys, query, &pieces[is_qualified ? 2 : 0]))
			return false;
		if (is(scan, "AND"))
			scan_next(scan);
	}
	return true;
}

/* The pieces up to the next AND, at most PIECES_MAX of them. False for what is no plain condition. */
static bool read_condition(struct scan *scan, struct text pieces[PIECES_MAX], size_t *ret_count)
{
	for (; scan->token.len > 0 && !ends_conditions(scan) && !(scan->depth == 0 && is(scan, "AND")); scan_next(scan)) {
		if (scan->depth == 0 && (is(scan, "OR") || is(scan, "BETWEEN") || is(scan, "CASE")))
			return false;
		if (*ret_count < PIECES_MAX)
			pieces[(*ret_count)++] = scan->token;
	}
	check(*ret_count <= PIECES_MAX);
	return true;
}

/* Three pieces: a key if they are column = :name, nothing otherwise. */
static bool add_condition(struct postgres_keys *keys, const struct query *query, const struct text pieces[3])
{
	bool is_key = is_name(pieces[0]) && text_equal(pieces[1], TEXT("=")) && pieces[2].len > 1 && pieces[2].at[0] == ':';
	return !is_key || add(keys, query, pieces[0], pieces[2]);
}

static void drop(struct postgres_keys *keys, struct text column)
{
	for (int i = 0; i < keys->count;) {
		if (text_equal(keys->keys[i].column, column))
			keys->keys[i] = keys->keys[--keys->count];
		else
			i++;
	}
	check(keys->count >= 0);
}

/* Those beyond the room for them are left out: less is known, and nothing wrong. */
static bool add(struct postgres_keys *keys, const struct query *query, struct text column, struct text parameter)
{
	check(parameter.len > 1);
	for (int in = 0; in < query->in_count; in++) {
		if (!text_equal(text_of(query->in_names[in]), text_slice(parameter, 1, parameter.len)))
			continue;
		check(keys->count >= 0 && keys->count <= POSTGRES_KEYS_MAX);
		if (keys->count < POSTGRES_KEYS_MAX)
			keys->keys[keys->count++] = (struct postgres_key){column, in};
		return true;
	}
	return false;
}

static void scan_next(struct scan *scan)
{
	const char *at = scan->at + strspn(scan->at, " \t\r\n");
	size_t len = *at == ':' ? 1 : 0;
	while (dialect_is_word_byte(at[len]))
		len++;
	if (len == 0 && *at != '\0')
		len = 1;
	scan->depth += len == 1 && *at == '(' ? 1 : len == 1 && *at == ')' ? -1 : 0;
	check(len > 0 || *at == '\0'); /* each step goes on, up to the end */
	scan->token = (struct text){at, len};
	scan->at = at + len;
}

static bool is(const struct scan *scan, const char *word)
{
	return text_equal(scan->token, text_of(word));
}

/* The table itself, not one of its columns. */
static bool is_table(const struct scan *scan, const char *table)
{
	return is(scan, table) && scan->at[0] != '.';
}

static bool is_name(struct text token)
{
	return token.len > 0 && (token.at[0] == '_' || (token.at[0] >= 'a' && token.at[0] <= 'z'));
}

static bool ends_conditions(const struct scan *scan)
{
	return scan->depth == 0 && (is(scan, "GROUP") || is(scan, "ORDER") || is(scan, "LIMIT") || is(scan, "HAVING") || is(scan, "ON") || is(scan, "RETURNING")
		|| is(scan, "WINDOW") || is(scan, "OFFSET"));
}
