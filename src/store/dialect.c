/* SPDX-License-Identifier: Apache-2.0 */
#include "store/dialect.h"

#include "base/buffer.h"

#define MAPPED_BYTES_MAX (1024 * 1024)

/* What a piece of SQL is. */
enum piece { PIECE_END, PIECE_SPACE, PIECE_COMMENT, PIECE_QUOTED, PIECE_WORD, PIECE_SEMICOLON, PIECE_OTHER };

static void leave_out(struct text *sql, enum dialect dialect);
static struct text strictness_after(struct text before);
static enum piece next_piece(struct text *rest, struct text *ret_piece);
static size_t length_until(struct text text, char end);
static struct text map_word(struct text word, struct text before, enum dialect dialect);
static bool is_space(char byte);

enum fail dialect_map(struct arena *arena, struct text sql, enum dialect dialect, struct text *ret_mapped)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(MAPPED_BYTES_MAX);
	struct text piece = TEXT_NONE, before = TEXT_NONE, mapped = TEXT_NONE;
	int words = 0; /* of the statement so far */
	bool is_table = false;
	check(arena != NULL && ret_mapped != NULL);
	check(dialect == DIALECT_SQLITE || dialect == DIALECT_POSTGRES);
	leave_out(&sql, dialect);
	for (enum piece kind = next_piece(&sql, &piece); kind != PIECE_END; kind = next_piece(&sql, &piece)) {
		if (kind == PIECE_WORD && ++words == 2)
			is_table = text_equal(before, TEXT("CREATE")) && text_equal(piece, TEXT("TABLE"));
		if (kind == PIECE_SEMICOLON) {
			buffer_add(&out, is_table && dialect == DIALECT_SQLITE ? strictness_after(before) : TEXT_NONE);
			words = 0;
			is_table = false;
		}
		buffer_add(&out, kind == PIECE_WORD ? map_word(piece, before, dialect) : piece);
		if (kind != PIECE_SPACE && kind != PIECE_COMMENT)
			before = piece;
	}
	TRY(buffer_text(&out, &mapped));
	mapped = arena_copy(arena, mapped);
	check(sql.len == 0); /* read to its end */
	if (mapped.at == NULL)
		return FAIL_LIMIT;
	*ret_mapped = mapped;
	return OK;
}

/* All of a text that is only for the other engine, as a comment line before its first statement says. */
static void leave_out(struct text *sql, enum dialect dialect)
{
	struct text rest = *sql;
	struct text piece = TEXT_NONE;
	bool is_only = false;
	enum piece kind = next_piece(&rest, &piece);
	for (; !is_only && (kind == PIECE_SPACE || kind == PIECE_COMMENT); kind = next_piece(&rest, &piece))
		is_only = kind == PIECE_COMMENT && text_equal(piece, TEXT("-- only for SQLite\n"));
	if (is_only && dialect == DIALECT_POSTGRES)
		*sql = TEXT_NONE;
}

/* What a table's end is given; `before` is its last word or bracket. */
static struct text strictness_after(struct text before)
{
	check(before.len > 0); /* a table has an end */
	return text_equal(before, TEXT("ROWID")) ? TEXT(", STRICT") : TEXT(" STRICT");
}

struct text dialect_cut(struct text *rest)
{
	struct text piece = TEXT_NONE;
	const char *from = NULL;
	const char *end = rest->at + rest->len;
	for (enum piece kind = next_piece(rest, &piece); kind != PIECE_END; kind = next_piece(rest, &piece)) {
		if (kind == PIECE_SEMICOLON && from != NULL)
			return (struct text){from, (size_t)(piece.at - from)};
		if (from == NULL && kind != PIECE_SPACE && kind != PIECE_COMMENT && kind != PIECE_SEMICOLON)
			from = piece.at;
	}
	check(rest->len == 0 && rest->at == end);
	return from == NULL ? TEXT_NONE : (struct text){from, (size_t)(rest->at - from)};
}

static enum piece next_piece(struct text *rest, struct text *ret_piece)
{
	enum piece kind = PIECE_OTHER;
	size_t len = 1;
	check(rest->len == 0 || rest->at != NULL);
	if (rest->len == 0)
		return PIECE_END;
	char byte = rest->at[0];
	if (is_space(byte)) {
		kind = PIECE_SPACE;
	} else if (text_starts_with(*rest, TEXT("--"))) {
		kind = PIECE_COMMENT;
		len = length_until(*rest, '\n');
	} else if (byte == '\'' || byte == '"') {
		kind = PIECE_QUOTED;
		len = 1 + length_until(text_slice(*rest, 1, rest->len), byte);
	} else if (byte == ';') {
		kind = PIECE_SEMICOLON;
	} else if (dialect_is_word_byte(byte)) {
		kind = PIECE_WORD;
		while (len < rest->len && dialect_is_word_byte(rest->at[len]))
			len++;
	}
	*ret_piece = text_slice(*rest, 0, len);
	check(ret_piece->len > 0 && ret_piece->len <= rest->len); /* each step goes on */
	*rest = (struct text){rest->at + ret_piece->len, rest->len - ret_piece->len};
	return kind;
}

/* Up to and with the end, or the whole text. */
static size_t length_until(struct text text, char end)
{
	check(end != '\0');
	size_t at = text_find_byte(text, end);
	return at == SIZE_MAX ? text.len : at + 1;
}

static struct text map_word(struct text word, struct text before, enum dialect dialect)
{
	check(word.len > 0);
	if (dialect == DIALECT_POSTGRES) /* a cast keeps the order of what it casts */
		return text_equal(word, TEXT("TEXT")) && !text_equal(before, TEXT("AS")) ? TEXT("TEXT COLLATE \"C\"") : word;
	if (text_equal(word, TEXT("BIGINT")) || text_equal(word, TEXT("BOOLEAN")))
		return TEXT("INTEGER");
	return text_equal(word, TEXT("BYTEA")) ? TEXT("BLOB") : word;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

bool dialect_is_word_byte(char byte)
{
	return byte == '_' || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}
