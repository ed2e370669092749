/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper.h"

#define WORDS_PER_LINE 5

static bool take_line(struct paper *paper, struct text word, const struct text *values);
static bool add_pair(struct paper_pair *pairs, size_t *count, size_t max, const struct text *values);

void paper_say(struct buffer *description, const char *word, const struct text *values, size_t count)
{
	buffer_add(description, text_of(word));
	for (size_t i = 0; i < count; i++) {
		buffer_add_byte(description, '\t');
		for (size_t k = 0; k < values[i].len; k++) {
			char byte = values[i].at[k];
			buffer_add_byte(description, (unsigned char)byte < ' ' ? ' ' : byte);
		}
	}
	buffer_add_byte(description, '\n');
}

enum fail paper_read(struct text description, struct paper *ret_paper)
{
	struct paper paper = {.row_count = 0};
	if (!text_is_utf8(description))
		return FAIL_INPUT;
	while (!text_is_empty(description)) {
		struct text line = text_cut(&description, '\n');
		struct text values[WORDS_PER_LINE] = {TEXT_NONE};
		struct text word = text_cut(&line, '\t');
		for (size_t i = 0; i + 1 < WORDS_PER_LINE && !text_is_empty(line); i++)
			values[i] = text_cut(&line, '\t');
		if (!text_is_empty(line) || !take_line(&paper, word, values))
			return FAIL_INPUT;
	}
	*ret_paper = paper;
	return OK;
}

static bool take_line(struct paper *paper, struct text word, const struct text *values)
{
	const struct { const char *word; struct text *text; } texts[] = {{"lang", &paper->lang}, {"issuer", &paper->issuer}, {"title", &paper->title},
		{"lead", &paper->lead}, {"seal", &paper->seal}, {"qr", &paper->qr}, {"foot", &paper->foot}, {"draft", &paper->draft}};
	const struct { const char *word; struct paper_pair *pairs; size_t *count, max; } pairs[] = {
		{"figure", paper->figures, &paper->figure_count, PAPER_FIGURES_MAX}, {"who", paper->who, &paper->who_count, PAPER_WHO_MAX},
		{"sign", paper->signs, &paper->sign_count, PAPER_SIGNS_MAX}};
	size_t numbers = 0;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		if (text_equal(word, text_of(texts[i].word))) {
			*texts[i].text = values[0];
			return true;
		}
	}
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		if (text_equal(word, text_of(pairs[i].word)))
			return add_pair(pairs[i].pairs, pairs[i].count, pairs[i].max, values);
	}
	if (text_equal(word, TEXT("number")))
		return add_pair(&paper->number, &numbers, 1, values);
	if (text_equal(word, TEXT("at")))
		return text_to_int(values[0], &paper->at_ms);
	if (text_equal(word, TEXT("note")) && paper->note_count < PAPER_NOTES_MAX) {
		paper->notes[paper->note_count++] = values[0];
		return true;
	}
	bool is_head = text_equal(word, TEXT("head"));
	if (!is_head && (!text_equal(word, TEXT("row")) || paper->row_count == PAPER_ROWS_MAX))
		return false;
	struct paper_row *row = is_head ? &paper->head : &paper->rows[paper->row_count++];
	for (size_t i = 0; i < PAPER_CELLS; i++)
		row->cells[i] = values[i];
	return true;
}

static bool add_pair(struct paper_pair *pairs, size_t *count, size_t max, const struct text *values)
{
	if (*count == max)
		return false;
	pairs[(*count)++] = (struct paper_pair){values[0], values[1], values[2]};
	return true;
}
