/* SPDX-License-Identifier: Apache-2.0 */
#include "text/cells.h"

static struct text read_cell(struct cells *cells, struct arena *arena, bool *ret_is_last);
static struct text read_quoted(struct cells *cells, struct arena *arena);
static size_t end_of_quoted(struct text rest);
static struct text clean(struct text cell);

struct cells cells_begin(struct text whole)
{
	struct text rest = text_starts_with(whole, TEXT("\xef\xbb\xbf")) ? text_slice(whole, 3, whole.len) : whole;
	struct text head = text_slice(rest, 0, text_find_byte(rest, '\n'));
	char separator = text_find_byte(head, '\t') != SIZE_MAX ? '\t' : text_find_byte(head, ',') != SIZE_MAX ? ',' : ';';
	return (struct cells){.rest = rest, .separator = separator, .next_line = 1};
}

bool cells_next(struct cells *cells, struct arena *arena, struct text *ret_cells, size_t *ret_count)
{
	while (cells->rest.len > 0) {
		bool is_last = false;
		bool is_empty = true;
		size_t count = 0;
		cells->line = cells->next_line;
		while (!is_last) {
			struct text cell = clean(read_cell(cells, arena, &is_last));
			is_empty = is_empty && cell.len == 0;
			if (count < CELLS_COLUMNS_MAX)
				ret_cells[count++] = cell;
		}
		if (!is_empty) {
			*ret_count = count;
			return true;
		}
	}
	return false;
}

/* Steps over the cell and the separator or line end behind it. */
static struct text read_cell(struct cells *cells, struct arena *arena, bool *ret_is_last)
{
	struct text rest = cells->rest;
	size_t at = 0;
	if (rest.len > 0 && rest.at[0] == '"') {
		struct text quoted = read_quoted(cells, arena);
		bool is_more = cells->rest.len > 0 && cells->rest.at[0] == cells->separator;
		while (!is_more && cells->rest.len > 0 && cells->rest.at[0] != '\n') { /* what follows a closing quote is not ours */
			cells->rest = text_slice(cells->rest, 1, cells->rest.len);
			is_more = cells->rest.len > 0 && cells->rest.at[0] == cells->separator;
		}
		*ret_is_last = !is_more;
		cells->next_line += !is_more;
		cells->rest = text_slice(cells->rest, 1, cells->rest.len);
		return quoted;
	}
	while (at < rest.len && rest.at[at] != cells->separator && rest.at[at] != '\n')
		at++;
	*ret_is_last = at == rest.len || rest.at[at] == '\n';
	cells->next_line += *ret_is_last;
	cells->rest = text_slice(rest, at + 1, rest.len);
	return text_slice(rest, 0, at);
}

/* A quote inside is doubled. Without a closing one the cell reaches to the end. It takes no more memory than it is long: a file of
 * many cells in quotes would otherwise need its length once for each. */
static struct text read_quoted(struct cells *cells, struct arena *arena)
{
	struct text rest = text_slice(cells->rest, 1, cells->rest.len);
	size_t end = end_of_quoted(rest);
	char *copy = arena_array(arena, char, end + 1);
	size_t len = 0;
	for (size_t at = 0; at < end; at++) {
		at += rest.at[at] == '"';
		cells->next_line += rest.at[at] == '\n';
		if (copy != NULL)
			copy[len++] = rest.at[at];
	}
	cells->rest = text_slice(rest, end + 1, rest.len);
	return (struct text){copy, len};
}

/* Where the closing quote stands; the length when there is none. */
static size_t end_of_quoted(struct text rest)
{
	size_t at = 0;
	while (at < rest.len && (rest.at[at] != '"' || (at + 1 < rest.len && rest.at[at + 1] == '"')))
		at += rest.at[at] == '"' ? 2 : 1;
	return at;
}

static struct text clean(struct text cell)
{
	struct text trimmed = text_trim(cell);
	bool is_hidden = trimmed.len > 1 && trimmed.at[0] == '\'' && text_find_byte(TEXT("=+-@"), trimmed.at[1]) != SIZE_MAX;
	return is_hidden ? text_slice(trimmed, 1, trimmed.len) : trimmed;
}
