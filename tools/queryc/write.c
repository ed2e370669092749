/* SPDX-License-Identifier: Apache-2.0 */
#include "queryc.h"

static void write_struct(const struct query *query, const struct query_field *fields, size_t count, const char *suffix, struct buffer *out);
static void write_prototype(const struct query *query, bool is_definition, struct buffer *out);
static void write_statement(const struct query_file *file, const struct query *query, struct buffer *out);
static void write_names(const struct query *query, const struct query_field *fields, size_t count, const char *suffix, struct buffer *out);
static void write_types(const struct query *query, const struct query_field *fields, size_t count, const char *suffix, struct buffer *out);
static void write_reader(const struct query *query, struct buffer *out);
static void write_binds(const struct query *query, struct buffer *out);
static void write_body(const struct query *query, struct buffer *out);
static void write_many_loop(const struct query *query, struct buffer *out);
static void write_c_string(struct text text, struct buffer *out);

void queryc_write_header(const struct query_file *file, struct buffer *out)
{
	buffer_add_format(out, "/* Made by queryc from %.*s.sql; do not edit. */\n", TEXT_ARGS(file->module));
	buffer_add_format(out, "#ifndef QUERIES_%.*s_H\n#define QUERIES_%.*s_H\n\n", TEXT_ARGS(file->module), TEXT_ARGS(file->module));
	buffer_add_literal(out, "#include \"base/fail.h\"\n#include \"base/ids.h\"\n#include \"store/statement.h\"\n");
	for (size_t i = 0; i < file->count; i++) {
		const struct query *query = &file->queries[i];
		buffer_add_byte(out, '\n');
		if (query->in_count > 0)
			write_struct(query, query->ins, query->in_count, "in", out);
		if (query->kind != QUERY_EXEC)
			write_struct(query, query->outs, query->out_count, "row", out);
		if (query->kind == QUERY_MANY)
			buffer_add_format(out, "struct %.*s_rows { struct %.*s_row *rows; size_t count; bool is_cut; };\n", TEXT_ARGS(query->name),
				TEXT_ARGS(query->name));
		buffer_add_format(out, "/* %.*s */\nMUST_USE ", TEXT_ARGS(query->comment));
		write_prototype(query, false, out);
	}
	buffer_add_format(out, "\n/* All statements of the module, for the test that prepares each. */\n"
		"extern const struct query *const queries_%.*s[%zu];\n\n#endif\n", TEXT_ARGS(file->module), file->count);
}

void queryc_write_source(const struct query_file *file, struct buffer *out)
{
	buffer_add_format(out, "/* Made by queryc from %.*s.sql; do not edit. */\n#include \"queries/%.*s.h\"\n\n#include <string.h>\n", TEXT_ARGS(file->module),
		TEXT_ARGS(file->module));
	for (size_t i = 0; i < file->count; i++) {
		write_statement(file, &file->queries[i], out);
		if (file->queries[i].kind != QUERY_EXEC)
			write_reader(&file->queries[i], out);
		write_body(&file->queries[i], out);
	}
	buffer_add_format(out, "\nconst struct query *const queries_%.*s[%zu] = {\n", TEXT_ARGS(file->module), file->count);
	for (size_t i = 0; i < file->count; i++)
		buffer_add_format(out, "\t&query_%.*s,\n", TEXT_ARGS(file->queries[i].name));
	buffer_add_literal(out, "};\n");
}

static void write_struct(const struct query *query, const struct query_field *fields, size_t count, const char *suffix, struct buffer *out)
{
	buffer_add_format(out, "struct %.*s_%s {\n", TEXT_ARGS(query->name), suffix);
	for (size_t i = 0; i < count; i++) {
		const struct query_field *field = &fields[i];
		if (field->type == TYPE_ID)
			buffer_add_format(out, "\tstruct %.*s %.*s;\n", TEXT_ARGS(field->id_type), TEXT_ARGS(field->name));
		else
			buffer_add_format(out, "\t%s %.*s;\n", field->type == TYPE_TEXT || field->type == TYPE_BYTES ? "struct text"
				: field->type == TYPE_BOOL ? "bool" : "int64_t", TEXT_ARGS(field->name));
	}
	buffer_add_literal(out, "};\n");
}

static void write_prototype(const struct query *query, bool is_definition, struct buffer *out)
{
	bool reads = query->kind == QUERY_ONE || query->kind == QUERY_MANY;
	buffer_add_format(out, "enum fail q_%.*s(struct %s, ", TEXT_ARGS(query->name), reads ? "store_view *view" : "store_txn *txn");
	if (query->kind != QUERY_EXEC)
		buffer_add_literal(out, "struct arena *arena, ");
	if (query->in_count > 0)
		buffer_add_format(out, "const struct %.*s_in *in, ", TEXT_ARGS(query->name));
	if (query->kind == QUERY_EXEC)
		buffer_add_literal(out, "int64_t *ret_changed)");
	else if (query->kind == QUERY_MANY)
		buffer_add_format(out, "struct %.*s_rows *ret_rows)", TEXT_ARGS(query->name));
	else
		buffer_add_format(out, "bool *ret_found, struct %.*s_row *ret_row)", TEXT_ARGS(query->name));
	buffer_add(out, is_definition ? TEXT("\n{\n") : TEXT(";\n"));
}

static void write_statement(const struct query_file *file, const struct query *query, struct buffer *out)
{
	static const char *const kinds[] = {[QUERY_ONE] = "QUERY_ONE", [QUERY_MANY] = "QUERY_MANY", [QUERY_EXEC] = "QUERY_EXEC",
		[QUERY_EXEC_ONE] = "QUERY_EXEC_ONE"};
	buffer_add_format(out, "\n/* %.*s.sql, line %d */\n", TEXT_ARGS(file->module), query->line);
	write_names(query, query->ins, query->in_count, "in", out);
	write_names(query, query->outs, query->out_count, "out", out);
	write_types(query, query->ins, query->in_count, "in", out);
	write_types(query, query->outs, query->out_count, "out", out);
	buffer_add_format(out, "static const struct query query_%.*s = {\n\t.name = \"%.*s\",\n\t.kind = %s,\n\t.sql = ", TEXT_ARGS(query->name),
		TEXT_ARGS(query->name), kinds[query->kind]);
	write_c_string(query->sql, out);
	buffer_add_format(out, ",\n\t.in_names = %.*s_in_names,\n\t.in_count = %zu,\n\t.out_names = %.*s_out_names,\n\t.out_count = %zu,\n",
		TEXT_ARGS(query->name), query->in_count, TEXT_ARGS(query->name), query->out_count);
	buffer_add_format(out, "\t.in_types = %.*s_in_types,\n\t.out_types = %.*s_out_types,\n%s};\n", TEXT_ARGS(query->name), TEXT_ARGS(query->name),
		query->changes_one ? "\t.changes_one = true,\n" : "");
}

static void write_names(const struct query *query, const struct query_field *fields, size_t count, const char *suffix, struct buffer *out)
{
	buffer_add_format(out, "static const char *const %.*s_%s_names[] = {", TEXT_ARGS(query->name), suffix);
	for (size_t i = 0; i < count; i++)
		buffer_add_format(out, "\"%.*s\", ", TEXT_ARGS(fields[i].name));
	buffer_add_literal(out, "NULL};\n");
}

/* How each value travels; one more, so that no array is empty. */
static void write_types(const struct query *query, const struct query_field *fields, size_t count, const char *suffix, struct buffer *out)
{
	static const char *const values[] = {[TYPE_TEXT] = "TEXT", [TYPE_BYTES] = "BYTES", [TYPE_INT] = "INT", [TYPE_MS] = "INT", [TYPE_BOOL] = "BOOL",
		[TYPE_ID] = "INT"};
	buffer_add_format(out, "static const enum query_value %.*s_%s_types[] = {", TEXT_ARGS(query->name), suffix);
	for (size_t i = 0; i < count; i++)
		buffer_add_format(out, "VALUE_%s, ", values[fields[i].type]);
	buffer_add_literal(out, "VALUE_INT};\n");
}

static void write_reader(const struct query *query, struct buffer *out)
{
	buffer_add_format(out, "\nstatic void read_%.*s(struct statement *statement, struct arena *arena UNUSED, struct %.*s_row *ret_row)\n{\n",
		TEXT_ARGS(query->name), TEXT_ARGS(query->name));
	for (size_t i = 0; i < query->out_count; i++) {
		const struct query_field *field = &query->outs[i];
		if (field->type == TYPE_TEXT || field->type == TYPE_BYTES)
			buffer_add_format(out, "\tret_row->%.*s = statement_%s(statement, arena, %zu);\n", TEXT_ARGS(field->name),
				field->type == TYPE_TEXT ? "text" : "bytes", i);
		else
			buffer_add_format(out, "\tret_row->%.*s%s = statement_%s(statement, %zu);\n", TEXT_ARGS(field->name),
				field->type == TYPE_ID ? ".value" : "", field->type == TYPE_BOOL ? "bool" : "int", i);
	}
	buffer_add_literal(out, "}\n");
}

static void write_binds(const struct query *query, struct buffer *out)
{
	static const char *const words[] = {[TYPE_TEXT] = "text", [TYPE_BYTES] = "bytes", [TYPE_INT] = "int", [TYPE_MS] = "int",
		[TYPE_BOOL] = "bool", [TYPE_ID] = "int"};
	for (size_t i = 0; i < query->in_count; i++) {
		const struct query_field *field = &query->ins[i];
		buffer_add_format(out, "\tstatement_bind_%s%s(statement, %zu, in->%.*s%s);\n", words[field->type], field->may_be_null ? "_or_null" : "",
			i, TEXT_ARGS(field->name), field->type == TYPE_ID ? ".value" : "");
	}
}

static void write_body(const struct query *query, struct buffer *out)
{
	bool reads = query->kind == QUERY_ONE || query->kind == QUERY_MANY;
	struct text name = query->name;
	buffer_add_byte(out, '\n');
	write_prototype(query, true, out);
	buffer_add_literal(out, "\tstruct statement *statement CLEANUP(statement_done) = NULL;\n\tbool has_row = false;\n");
	buffer_add_format(out, "\tTRY(%s(%s, &query_%.*s, &statement));\n", reads ? "statement_open" : "statement_open_write", reads ? "view" : "txn",
		TEXT_ARGS(name));
	write_binds(query, out);
	if (query->kind == QUERY_MANY) {
		write_many_loop(query, out);
		return;
	}
	buffer_add_literal(out, "\tTRY(statement_step(statement, &has_row));\n");
	if (query->kind == QUERY_EXEC) {
		buffer_add_literal(out, "\tif (ret_changed != NULL)\n\t\t*ret_changed = statement_changed(statement);\n\treturn statement_finish(statement);\n}\n");
		return;
	}
	buffer_add_format(out, "\tif (has_row)\n\t\tread_%.*s(statement, arena, ret_row);\n\t*ret_found = has_row;\n"
		"\treturn statement_finish(statement);\n}\n", TEXT_ARGS(name));
}

/* Rows grow by doubling in the arena; the row past the maximum only sets is_cut. */
static void write_many_loop(const struct query *query, struct buffer *out)
{
	struct text name = query->name;
	buffer_add_format(out, "\tstruct %.*s_rows rows = {0};\n\tsize_t room = 0;\n", TEXT_ARGS(name));
	buffer_add_literal(out, "\tfor (;;) {\n\t\tTRY(statement_step(statement, &has_row));\n\t\tif (!has_row)\n\t\t\tbreak;\n");
	buffer_add_format(out, "\t\tif (rows.count == %lld) {\n\t\t\trows.is_cut = true;\n\t\t\tbreak;\n\t\t}\n", (long long)query->max_rows);
	buffer_add_format(out, "\t\tif (rows.count == room) {\n\t\t\troom = room == 0 ? 16 : room * 2;\n"
		"\t\t\tstruct %.*s_row *wider = arena_array(arena, struct %.*s_row, room);\n"
		"\t\t\tif (wider == NULL)\n\t\t\t\treturn FAIL_LIMIT;\n"
		"\t\t\tif (rows.count > 0)\n\t\t\t\tmemcpy(wider, rows.rows, rows.count * sizeof(*wider));\n\t\t\trows.rows = wider;\n\t\t}\n",
		TEXT_ARGS(name), TEXT_ARGS(name));
	buffer_add_format(out, "\t\tread_%.*s(statement, arena, &rows.rows[rows.count]);\n\t\trows.count++;\n\t}\n"
		"\t*ret_rows = rows;\n\treturn statement_finish(statement);\n}\n", TEXT_ARGS(name));
}

static void write_c_string(struct text text, struct buffer *out)
{
	buffer_add_literal(out, "\"");
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\n')
			buffer_add_literal(out, "\\n\"\n\t\t\"");
		else if (text.at[i] == '\t')
			buffer_add_literal(out, "\\t");
		else if (text.at[i] == '"' || text.at[i] == '\\')
			buffer_add_format(out, "\\%c", text.at[i]);
		else
			buffer_add_byte(out, text.at[i]);
	}
	buffer_add_literal(out, "\"");
}
