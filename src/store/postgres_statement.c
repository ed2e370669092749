/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements by name: prepared once per connection, with the types the query
 * declares, so that a parameter that only meets NULL needs no cast. Values and
 * columns travel in binary: integers as eight bytes, big end first.
 */
#include "store/postgres.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/log.h"
#include "store/dialect.h"

#define SQL_BYTES (64 * 1024)

/* The words a statement may begin with. */
static const struct {
	const char *words;
	bool writes;
	enum guard_action action;
} beginnings[] = {
	{"SELECT", false, GUARD_INSERT}, {"WITH", false, GUARD_INSERT}, {"INSERT INTO", true, GUARD_INSERT},
	{"UPDATE", true, GUARD_UPDATE}, {"DELETE FROM", true, GUARD_DELETE},
};

static enum fail check_many(struct statement *statement, char problem[200]);
static bool judge(struct statement *statement, char problem[200]);
static bool judge_write(struct statement *statement, const char *table, enum guard_action action, char problem[200]);
static bool has_writing_word(const char *sql);
static bool number_parameters(struct statement *statement, struct prepared *prepared, char problem[200]);
static int find_name(const struct query *query, const char *name, size_t len);
static enum fail prepare_on_server(const struct statement *statement, char problem[200]);
static bool match(const struct query *query, struct prepared *prepared, const PGresult *described, char problem[200]);
static bool match_columns(const struct query *query, struct prepared *prepared, const PGresult *described, char problem[200]);
static bool is_of_type(enum query_value value, Oid type);
static enum fail read(struct statement *statement);
static enum fail write(struct statement *statement);
static enum fail send(struct statement *statement);
static void bind(struct prepared *prepared, int in, const char *value, size_t len);
static enum fail take_rows(struct statement *statement);
static int64_t number_of(const char *bytes, int len);
static struct cell whole_number_of(const char *bytes, int len);

enum fail postgres_prepare(struct statement *statement, char problem[200])
{
	check(statement->own == NULL && statement->view->open_statements >= 0);
	struct prepared *prepared = arena_new(statement->view->arena, struct prepared);
	if (prepared == NULL)
		return FAIL_LIMIT;
	prepared->table = -1;
	check(postgres_link_of(statement->view)->conn != NULL);
	statement->own = prepared;
	if (!judge(statement, problem) || !number_parameters(statement, prepared, problem))
		return FAIL_STORE;
	(void)snprintf(prepared->name, sizeof prepared->name, "%s", statement->query->name);
	prepared->many = postgres_many_of(statement->query, &prepared->keys, &prepared->set);
	TRY(prepare_on_server(statement, problem));
	return statement->view->is_checking ? check_many(statement, problem) : OK;
}

/* Also what is made of the statement for many sets of values. */
static enum fail check_many(struct statement *statement, char problem[200])
{
	struct prepared *prepared = postgres_prepared_of(statement);
	check(statement->view->is_checking);
	if (prepared->many == MANY_NONE)
		return OK;
	prepared->many_sql = postgres_many_sql(statement->view->arena, statement->query, prepared->many);
	if (prepared->many_sql == NULL)
		return FAIL_LIMIT;
	(void)snprintf(problem, 200, "does not prepare for many sets of values; see the line above");
	TRY(postgres_owe(statement->view, statement->query->name, postgres_many_prepare(postgres_link_of(statement->view)->conn, statement, "")));
	return postgres_settle(statement->view, NULL);
}

/* One reading or one writing statement as declared, and of tables works may write. */
static bool judge(struct statement *statement, char problem[200])
{
	const struct query *query = statement->query;
	const char *sql = query->sql + strspn(query->sql, " \t\r\n");
	bool is_reading = query->kind == QUERY_ONE || query->kind == QUERY_MANY;
	for (size_t i = 0; i < COUNT_OF(beginnings); i++) {
		size_t len = strlen(beginnings[i].words);
		if (strncasecmp(sql, beginnings[i].words, len) != 0 || dialect_is_word_byte(sql[len]))
			continue;
		if (beginnings[i].writes == is_reading || (is_reading && has_writing_word(sql)))
			break;
		return is_reading || judge_write(statement, sql + len, beginnings[i].action, problem);
	}
	(void)snprintf(problem, 200, is_reading ? "writes but is declared as reading" : "does not write, or more than rows");
	return false;
}

static bool judge_write(struct statement *statement, const char *table, enum guard_action action, char problem[200])
{
	char name[64];
	size_t len = 0;
	check(statement->writes == 0);
	table += strspn(table, " \t\r\n");
	while (dialect_is_word_byte(table[len]))
		len++;
	(void)snprintf(name, sizeof name, "%.*s", (int)len, table);
	const struct store_view *view = statement->view;
	if (view->is_writer && !view->is_checking && len < sizeof name)
		postgres_prepared_of(statement)->table = postgres_batch_table(statement->view, name);
	if (view->is_control || ((view->is_writer || view->is_checking) && len < sizeof name && guard_allows(name, action, &statement->writes)))
		return true;
	(void)snprintf(problem, 200, "not authorized");
	return false;
}

/* A write hidden in a WITH; words in quotes do not count. */
static bool has_writing_word(const char *sql)
{
	static const char *const words[] = {"INSERT", "UPDATE", "DELETE", "MERGE"};
	bool is_quoted = false;
	for (const char *at = sql; *at != '\0'; at++) {
		if (*at == '\'')
			is_quoted = !is_quoted;
		if (is_quoted || (at > sql && dialect_is_word_byte(at[-1])))
			continue;
		for (size_t i = 0; i < COUNT_OF(words); i++) {
			size_t len = strlen(words[i]);
			if (strncasecmp(at, words[i], len) == 0 && !dialect_is_word_byte(at[len]))
				return true;
		}
	}
	return false;
}

/* :name becomes $n, by its place among the declared names. */
static bool number_parameters(struct statement *statement, struct prepared *prepared, char problem[200])
{
	const struct query *query = statement->query;
	uint64_t used = 0;
	check(query->in_count >= 0 && query->in_count <= LIMIT_QUERY_NAMES && prepared->sql == NULL);
	struct buffer sql CLEANUP(buffer_done) = buffer_make(SQL_BYTES);
	struct text unknown = postgres_write_sql(query, text_of(query->sql), "$", &sql, &used);
	if (unknown.len > 0) {
		(void)snprintf(problem, 200, "parameter %.*s is not declared", TEXT_ARGS(unknown));
		return false;
	}
	for (int in = 0; in < query->in_count; in++) {
		if ((used >> in & 1) == 0) {
			(void)snprintf(problem, 200, "parameter %s is not in the SQL", query->in_names[in]);
			return false;
		}
	}
	prepared->sql = arena_copy(statement->view->arena, (struct text){sql.at, sql.len}).at;
	(void)snprintf(problem, 200, "not enough memory");
	return !sql.failed && prepared->sql != NULL;
}

struct text postgres_write_sql(const struct query *query, struct text sql, const char *before, struct buffer *out, uint64_t *ret_used)
{
	bool is_quoted = false;
	for (size_t i = 0; i < sql.len; i++) {
		if (sql.at[i] == '\'')
			is_quoted = !is_quoted;
		size_t len = 0;
		while (!is_quoted && sql.at[i] == ':' && i + 1 + len < sql.len && dialect_is_word_byte(sql.at[i + 1 + len]))
			len++;
		if (len == 0) {
			buffer_add_byte(out, sql.at[i]);
			continue;
		}
		int in = find_name(query, sql.at + i + 1, len);
		if (in < 0)
			return (struct text){sql.at + i + 1, len};
		check(in < query->in_count && in < LIMIT_QUERY_NAMES);
		*ret_used |= UINT64_C(1) << in;
		buffer_add_format(out, "%s%d", before, in + 1);
		i += len;
	}
	return TEXT_NONE;
}

static int find_name(const struct query *query, const char *name, size_t len)
{
	for (int in = 0; in < query->in_count; in++) {
		if (strlen(query->in_names[in]) == len && memcmp(query->in_names[in], name, len) == 0)
			return in;
	}
	return -1;
}

static enum fail prepare_on_server(const struct statement *statement, char problem[200])
{
	static const Oid oids[] = {[VALUE_INT] = OID_INT8, [VALUE_BOOL] = OID_BOOL, [VALUE_TEXT] = OID_TEXT, [VALUE_BYTES] = OID_BYTES};
	const struct query *query = statement->query;
	struct prepared *prepared = postgres_prepared_of(statement);
	struct postgres_link *link = postgres_link_of(statement->view);
	PGresult *described = NULL;
	check(prepared->sql != NULL);
	check(statement->view->is_checking || prepared->name[0] != '\0');
	for (int in = 0; in < query->in_count; in++)
		prepared->in_oids[in] = query->in_types == NULL ? 0 : oids[query->in_types[in]];
	/* A statement that is only looked at has no name, so that it leaves nothing behind. */
	const char *name = statement->view->is_checking ? "" : prepared->name;
	(void)snprintf(problem, 200, "see the line above");
	TRY(postgres_owe(statement->view, query->name, PQsendPrepare(link->conn, name, prepared->sql, query->in_count, prepared->in_oids)));
	TRY(postgres_owe(statement->view, query->name, PQsendDescribePrepared(link->conn, name)));
	TRY(postgres_settle(statement->view, &described));
	check(described != NULL);
	bool is_good = match(query, prepared, described, problem);
	PQclear(described);
	prepared->generation = link->generation;
	return is_good ? OK : FAIL_STORE;
}

enum fail postgres_prepare_again(const struct statement *statement)
{
	char problem[200];
	bool is_there = postgres_prepared_of(statement)->generation == postgres_link_of(statement->view)->generation;
	check(!statement->view->is_checking);
	return is_there ? OK : prepare_on_server(statement, problem);
}

static bool match(const struct query *query, struct prepared *prepared, const PGresult *described, char problem[200])
{
	if (PQnparams(described) != query->in_count) {
		(void)snprintf(problem, 200, "%d parameters in the SQL, %d declared", PQnparams(described), query->in_count);
		return false;
	}
	for (int in = 0; in < query->in_count; in++)
		prepared->in_oids[in] = PQparamtype(described, in);
	return match_columns(query, prepared, described, problem);
}

static bool match_columns(const struct query *query, struct prepared *prepared, const PGresult *described, char problem[200])
{
	int count = PQnfields(described);
	if (count != query->out_count) {
		(void)snprintf(problem, 200, "%d columns in the SQL, %d declared", count, query->out_count);
		return false;
	}
	for (int out = 0; out < query->out_count; out++) {
		int at = 0;
		while (at < count && strcmp(PQfname(described, at), query->out_names[out]) != 0)
			at++;
		if (at == count) {
			(void)snprintf(problem, 200, "column %s is not in the SQL", query->out_names[out]);
			return false;
		}
		if (query->out_types != NULL && !is_of_type(query->out_types[out], PQftype(described, at))) {
			(void)snprintf(problem, 200, "column %s has another type (%u) than declared; a condition wants CASE around it",
				query->out_names[out], PQftype(described, at));
			return false;
		}
		check(at <= UINT8_MAX);
		prepared->out_at[out] = (unsigned char)at;
	}
	return true;
}

static bool is_of_type(enum query_value value, Oid type)
{
	switch (value) {
	case VALUE_INT:
		return type == OID_INT8 || type == OID_INT4 || type == OID_INT2 || type == OID_NUMERIC; /* what a sum is */
	case VALUE_BOOL:
		return type == OID_BOOL;
	case VALUE_TEXT:
		return type == OID_TEXT || type == OID_VARCHAR;
	case VALUE_BYTES:
		return type == OID_BYTES;
	default:
		return false;
	}
}

void postgres_reset_statement(struct statement *statement)
{
	struct prepared *prepared = postgres_prepared_of(statement);
	check(!prepared->is_borrowed || prepared->rows != NULL);
	if (!prepared->is_borrowed)
		PQclear(prepared->rows);
	prepared->rows = NULL;
	prepared->is_borrowed = false;
	prepared->row = prepared->row_count = 0;
	prepared->is_sent = false;
	prepared->changed = 0;
	memset(prepared->values, 0, sizeof prepared->values);
}

void postgres_finalize_statement(struct statement *statement)
{
	postgres_reset_statement(statement); /* the server forgets it with the connection */
}

enum fail postgres_bind_int(struct statement *statement, int in, int64_t value)
{
	struct prepared *prepared = postgres_prepared_of(statement);
	check(in >= 0 && in < statement->query->in_count);
	Oid type = prepared->in_oids[in];
	size_t len = type == OID_INT4 ? 4 : type == OID_INT2 ? 2 : type == OID_BOOL ? 1 : 8;
	for (size_t i = 0; i < len; i++)
		prepared->numbers[in][i] = (char)((uint64_t)value >> (8 * (len - 1 - i)));
	bind(prepared, in, prepared->numbers[in], len);
	return OK;
}

enum fail postgres_bind_bool(struct statement *statement, int in, bool value)
{
	return postgres_bind_int(statement, in, value ? 1 : 0);
}

enum fail postgres_bind_text(struct statement *statement, int in, struct text value)
{
	bind(postgres_prepared_of(statement), in, value.at, value.len);
	return OK;
}

enum fail postgres_bind_bytes(struct statement *statement, int in, struct text value)
{
	bind(postgres_prepared_of(statement), in, value.at, value.len);
	return OK;
}

static void bind(struct prepared *prepared, int in, const char *value, size_t len)
{
	check(!prepared->is_sent && prepared->rows == NULL); /* values are given before the first step */
	check(value != NULL);
	check(len <= INT32_MAX);
	check(in >= 0 && in < LIMIT_QUERY_NAMES);
	prepared->values[in] = value;
	prepared->lengths[in] = (int)len;
}

/* A reading statement is answered in one round trip, with all that was sent
 * before it, unless the batch knows its rows; a writing one without RETURNING is only sent. */
enum fail postgres_step(struct statement *statement, bool *ret_has_row)
{
	struct prepared *prepared = postgres_prepared_of(statement);
	check(statement->is_open && prepared->row_count >= 0);
	if (statement->view->is_rehearsing && !postgres_batch_is_on(statement->view))
		return FAIL_BUSY;
	if (prepared->rows == NULL && !prepared->is_sent) {
		if (statement->query->kind == QUERY_EXEC)
			return write(statement);
		TRY(statement->query->kind == QUERY_EXEC_ONE ? write(statement) : read(statement));
	}
	if (prepared->rows != NULL && prepared->row < prepared->row_count)
		prepared->row++;
	*ret_has_row = prepared->rows != NULL && prepared->row < prepared->row_count;
	return OK;
}

static enum fail read(struct statement *statement)
{
	bool is_told = false;
	bool is_on = postgres_batch_is_on(statement->view);
	check(statement->writes == 0 && postgres_prepared_of(statement)->rows == NULL);
	if (is_on)
		TRY(postgres_batch_read(statement, &is_told));
	if (is_told)
		return OK;
	TRY(send(statement));
	TRY(take_rows(statement));
	if (is_on)
		postgres_batch_keep(statement);
	return OK;
}

static enum fail write(struct statement *statement)
{
	bool is_done = false;
	check(statement->view->is_writer && !postgres_prepared_of(statement)->is_sent);
	if (postgres_batch_is_on(statement->view))
		TRY(postgres_batch_write(statement, &is_done));
	if (!is_done)
		TRY(send(statement));
	if (statement->query->kind == QUERY_EXEC_ONE)
		return take_rows(statement);
	postgres_link_of(statement->view)->changes++;
	return OK;
}

static enum fail send(struct statement *statement)
{
	static const int binary[LIMIT_QUERY_NAMES] = {[0 ... LIMIT_QUERY_NAMES - 1] = 1};
	struct prepared *prepared = postgres_prepared_of(statement);
	const struct postgres_link *link = postgres_link_of(statement->view);
	check(!statement->view->is_rehearsing); /* a rehearsal asks for nothing by itself */
	if (link->is_broken)
		return FAIL_BUSY;
	TRY(postgres_prepare_again(statement));
	check(prepared->generation == link->generation);
	prepared->is_sent = true;
	struct owed owed = {.name = statement->query->name, .changes = statement->query->changes_one ? 1 : 0};
	return postgres_owe_this(statement->view, owed, PQsendQueryPrepared(link->conn, prepared->name, statement->query->in_count,
		prepared->values, prepared->lengths, binary, 1));
}

static enum fail take_rows(struct statement *statement)
{
	struct prepared *prepared = postgres_prepared_of(statement);
	TRY(postgres_settle(statement->view, &prepared->rows));
	check(prepared->rows != NULL && prepared->is_sent);
	prepared->row = -1;
	prepared->row_count = PQntuples(prepared->rows);
	if (statement->query->kind == QUERY_EXEC_ONE)
		postgres_link_of(statement->view)->changes += prepared->row_count;
	return OK;
}

/* Its answer may not have come yet: a caller who asks has to wait for it. */
int64_t postgres_changed(struct statement *statement)
{
	struct prepared *prepared = postgres_prepared_of(statement);
	if (statement->view->is_rehearsing && prepared->changed == 0) {
		statement->fail = FAIL_BUSY; /* nobody knows yet */
		return 0;
	}
	if (prepared->changed == 0 && prepared->rows == NULL && prepared->is_sent && postgres_link_of(statement->view)->owed > 0) {
		enum fail fail = take_rows(statement);
		if (fail != OK) {
			statement->fail = fail;
			if (fail != FAIL_BUSY && statement->view->fail == OK)
				statement->view->fail = fail;
			return 0;
		}
		int64_t changed = 0;
		if (text_to_int(text_of(PQcmdTuples(prepared->rows)), &changed))
			prepared->changed = changed;
	}
	return prepared->changed;
}

struct cell postgres_column(struct statement *statement, int out)
{
	const struct prepared *prepared = postgres_prepared_of(statement);
	int at = prepared->out_at[out];
	check(prepared->rows != NULL && prepared->row >= 0 && prepared->row < prepared->row_count);
	if (PQgetisnull(prepared->rows, prepared->row, at))
		return (struct cell){.kind = CELL_NULL};
	const char *bytes = PQgetvalue(prepared->rows, prepared->row, at);
	int len = PQgetlength(prepared->rows, prepared->row, at);
	switch (PQftype(prepared->rows, at)) {
	case OID_INT8:
	case OID_INT4:
	case OID_INT2:
	case OID_BOOL:
		return (struct cell){.kind = CELL_INT, .number = number_of(bytes, len)};
	case OID_NUMERIC:
		return whole_number_of(bytes, len);
	case OID_TEXT:
	case OID_VARCHAR:
		return (struct cell){.kind = CELL_TEXT, .bytes = {bytes, (size_t)len}};
	case OID_BYTES:
		return (struct cell){.kind = CELL_BYTES, .bytes = {bytes, (size_t)len}};
	default:
		return (struct cell){.kind = CELL_OTHER};
	}
}

static int64_t number_of(const char *bytes, int len)
{
	check(len == 1 || len == 2 || len == 4 || len == 8);
	uint64_t number = (bytes[0] & 0x80) != 0 ? UINT64_MAX : 0;
	for (int i = 0; i < len; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return (int64_t)number;
}

/* A sum: four 16-bit numbers (digits, weight of the first, sign, scale), then
 * the digits to base 10,000. A fraction, or what 64 bits do not hold, is no number of ours. */
static struct cell whole_number_of(const char *bytes, int len)
{
	check(len >= 8);
	int count = (int)number_of(bytes, 2);
	int weight = (int)number_of(bytes + 2, 2);
	int64_t sign = number_of(bytes + 4, 2); /* 0, 0x4000 for minus, others for what is no number */
	int64_t number = 0;
	bool is_whole = (sign == 0 || sign == 0x4000) && count - 1 <= weight && weight < 5 && len == 8 + 2 * count;
	for (int i = 0; is_whole && count > 0 && i <= weight; i++) {
		int64_t digit = i < count ? number_of(bytes + 8 + 2 * i, 2) : 0;
		is_whole = !__builtin_mul_overflow(number, 10000, &number) && !__builtin_add_overflow(number, digit, &number);
	}
	return is_whole ? (struct cell){.kind = CELL_INT, .number = sign == 0 ? number : -number} : (struct cell){.kind = CELL_OTHER};
}

struct prepared *postgres_prepared_of(const struct statement *statement)
{
	check(statement->own != NULL);
	return statement->own;
}
