/* SPDX-License-Identifier: Apache-2.0
 *
 * The sheet, in points of 1/72 inch from the top left corner. A column of 146
 * mm; one red rule; the hours large, everything else quiet; what makes it
 * valid (QR, seal, date) at the foot.
 */
#include "paper/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include "base/when.h"

#define MM (72.0 / 25.4)
#define SHEET_W (210 * MM)
#define SHEET_H (297 * MM)
#define LEFT (32 * MM)
#define RIGHT (SHEET_W - 32 * MM)
#define WIDTH (RIGHT - LEFT)
#define FOOT_TOP (SHEET_H - 79 * MM)
#define SERIF "Noto Serif CJK SC, Noto Serif CJK TC, serif"
#define SANS "Noto Sans CJK SC, Noto Sans CJK TC, sans-serif"
#define QR_SIDE (31 * MM)
#define SEAL_RADIUS (20 * MM)
#define ROWS_WIDE 6 /* more stand closer */

struct colour { double red, green, blue; };
static const struct colour ink = {0.122, 0.141, 0.188};
static const struct colour quiet = {0.357, 0.392, 0.447};
static const struct colour line = {0.86, 0.83, 0.78};
static const struct colour red = {0.722, 0.196, 0.122}; /* 火山红 */

struct sheet {
	cairo_t *cairo;
	const struct paper *paper;
	enum fail fail;         /* the first that was met; drawing goes on and nothing is kept */
	struct text problem;
};

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };
struct style { const char *family; double size; bool is_bold; struct colour colour; enum align align; double leading; };

static cairo_status_t keep(void *context, const unsigned char *bytes, unsigned count);
static double put(struct sheet *sheet, double x, double y, double width, const struct style *style, struct text text);
static void rule(struct sheet *sheet, double y, double weight, struct colour colour);
static double draw_top(struct sheet *sheet);
static double draw_figures(struct sheet *sheet, double y);
static double draw_who(struct sheet *sheet, double y);
static double draw_table(struct sheet *sheet, double y);
static double draw_row(struct sheet *sheet, double y, const struct paper_row *row, bool is_head);
static void draw_foot(struct sheet *sheet);
static void draw_qr(struct sheet *sheet, double x, double y);
static void draw_seal(struct sheet *sheet, double x, double y);
static void draw_draft(struct sheet *sheet);
static void name_document(cairo_surface_t *surface, const struct paper *paper);

#ifdef __SANITIZE_ADDRESS__
/* What the font libraries keep for a next time; taking them apart (cairo_debug_reset_static_data) aborts after a failed drawing. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcairo\nleak:libfontconfig\nleak:libpango\nleak:libharfbuzz\nleak:libfreetype\nleak:libglib";
}
#endif

enum fail paper_draw(const struct paper *paper, struct buffer *pdf, struct text *ret_problem)
{
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(keep, pdf, SHEET_W, SHEET_H);
	cairo_t *cairo = cairo_create(surface);
	struct sheet sheet = {.cairo = cairo, .paper = paper};
	name_document(surface, paper);
	draw_draft(&sheet); /* beneath the words, which stay readable */
	double y = draw_top(&sheet);
	y = draw_figures(&sheet, y);
	y = draw_who(&sheet, y);
	y = draw_table(&sheet, y);
	if (y > FOOT_TOP && sheet.fail == OK)
		sheet.fail = FAIL_LIMIT;
	draw_foot(&sheet);
	cairo_show_page(cairo);
	cairo_destroy(cairo);
	cairo_surface_finish(surface);
	bool is_drawn = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(surface);
	if (sheet.fail != OK) {
		*ret_problem = sheet.problem;
		return sheet.fail;
	}
	return is_drawn ? OK : FAIL_LIMIT;
}

static cairo_status_t keep(void *context, const unsigned char *bytes, unsigned count)
{
	struct buffer *pdf = context;
	buffer_add_bytes(pdf, bytes, count);
	return pdf->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Writes a paragraph and returns how high it is. A character without a glyph is a failure, not a box. */
static double put(struct sheet *sheet, double x, double y, double width, const struct style *style, struct text text)
{
	static const PangoAlignment alignments[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
	PangoRectangle box;
	if (text_is_empty(text))
		return 0;
	PangoLayout *layout = pango_cairo_create_layout(sheet->cairo);
	PangoFontDescription *font = pango_font_description_new();
	pango_font_description_set_family_static(font, style->family);
	pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
	pango_font_description_set_weight(font, style->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(layout, font);
	if (text_equal(sheet->paper->lang, TEXT("zh-Hant")))
		pango_context_set_language(pango_layout_get_context(layout), pango_language_from_string("zh-hant"));
	else if (text_equal(sheet->paper->lang, TEXT("zh-Hans")))
		pango_context_set_language(pango_layout_get_context(layout), pango_language_from_string("zh-hans"));
	pango_layout_set_text(layout, text.at, (int)text.len);
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(layout, alignments[style->align]);
	pango_layout_set_line_spacing(layout, (float)(style->leading > 0 ? style->leading : 1.0));
	if (pango_layout_get_unknown_glyphs_count(layout) > 0 && sheet->fail == OK) {
		sheet->fail = FAIL_INPUT;
		sheet->problem = text;
	}
	cairo_set_source_rgb(sheet->cairo, style->colour.red, style->colour.green, style->colour.blue);
	cairo_move_to(sheet->cairo, x, y);
	pango_cairo_show_layout(sheet->cairo, layout);
	pango_layout_get_extents(layout, NULL, &box);
	pango_font_description_free(font);
	g_object_unref(layout);
	return (double)box.height / PANGO_SCALE;
}

static void rule(struct sheet *sheet, double y, double weight, struct colour colour)
{
	cairo_set_source_rgb(sheet->cairo, colour.red, colour.green, colour.blue);
	cairo_set_line_width(sheet->cairo, weight);
	cairo_move_to(sheet->cairo, LEFT, y);
	cairo_line_to(sheet->cairo, RIGHT, y);
	cairo_stroke(sheet->cairo);
}

static double draw_top(struct sheet *sheet)
{
	static const struct style small = {SANS, 8.5, false, quiet, ALIGN_LEFT, 0};
	static const struct style small_right = {SANS, 8.5, false, quiet, ALIGN_RIGHT, 0};
	static const struct style title = {SERIF, 30, true, ink, ALIGN_CENTRE, 0};
	static const struct style lead = {SERIF, 12.5, false, ink, ALIGN_LEFT, 1.35};
	const struct paper *paper = sheet->paper;
	double y = 24 * MM;
	(void)put(sheet, LEFT, y, WIDTH / 2, &small, paper->issuer);
	(void)put(sheet, LEFT + WIDTH / 2 - 20 * MM, y, WIDTH / 2 - 46, &small_right, paper->number.label);
	(void)put(sheet, LEFT + WIDTH / 2, y, WIDTH / 2, &small_right, paper->number.value);
	y += 7 * MM;
	rule(sheet, y, 1.6, red);
	y += 15 * MM;
	y += put(sheet, LEFT, y, WIDTH, &title, paper->title) + 11 * MM;
	return y + put(sheet, LEFT, y, WIDTH, &lead, paper->lead) + 8 * MM;
}

/* The first is what the paper is about. */
static double draw_figures(struct sheet *sheet, double y)
{
	static const struct style large = {SERIF, 40, true, red, ALIGN_LEFT, 0};
	static const struct style value = {SANS, 15, false, ink, ALIGN_LEFT, 0};
	static const struct style label = {SANS, 8.5, false, quiet, ALIGN_LEFT, 0};
	const struct paper *paper = sheet->paper;
	double first = WIDTH * 0.37;
	for (size_t i = 0; i < paper->figure_count; i++) {
		const struct paper_pair *figure = &paper->figures[i];
		double x = i == 0 ? LEFT : LEFT + first + (double)(i - 1) * (WIDTH - first) / (PAPER_FIGURES_MAX - 1);
		double width = i == 0 ? first : (WIDTH - first) / (PAPER_FIGURES_MAX - 1) - 6;
		(void)put(sheet, x, y, width, &label, figure->label);
		(void)put(sheet, x, y + (i == 0 ? 10 : 34), width, i == 0 ? &large : &value, figure->value);
		(void)put(sheet, x, y + 66, width, &label, figure->unit);
	}
	return y + 31 * MM;
}

static double draw_who(struct sheet *sheet, double y)
{
	static const struct style label = {SANS, 9, false, quiet, ALIGN_LEFT, 0};
	static const struct style value = {SANS, 10.5, false, ink, ALIGN_LEFT, 0};
	const struct paper *paper = sheet->paper;
	double column = WIDTH / 2;
	rule(sheet, y, 0.5, line);
	y += 3.2 * MM;
	for (size_t i = 0; i < paper->who_count; i++) {
		double x = LEFT + (double)(i % 2) * column;
		(void)put(sheet, x, y + 1.2, 27 * MM, &label, paper->who[i].label);
		(void)put(sheet, x + 27 * MM, y, column - 29 * MM, &value, paper->who[i].value);
		if (i % 2 == 1 || i + 1 == paper->who_count)
			y += 7.2 * MM;
	}
	rule(sheet, y, 0.5, line);
	return y + 6 * MM;
}

static double draw_table(struct sheet *sheet, double y)
{
	const struct paper *paper = sheet->paper;
	if (paper->row_count == 0)
		return y;
	y = draw_row(sheet, y, &paper->head, true);
	for (size_t i = 0; i < paper->row_count; i++)
		y = draw_row(sheet, y, &paper->rows[i], false);
	return y;
}

static double draw_row(struct sheet *sheet, double y, const struct paper_row *row, bool is_head)
{
	static const double at[] = {0, 0.36, 0.70, 0.82, 1};
	bool is_dense = sheet->paper->row_count > ROWS_WIDE;
	double gap = is_dense ? 0.6 * MM : 1.1 * MM;
	double height = 0;
	for (size_t i = 0; i < PAPER_CELLS; i++) {
		const struct style style = {SANS, is_head ? 8.5 : is_dense ? 9 : 10, false, is_head ? quiet : ink, i < 2 ? ALIGN_LEFT : ALIGN_RIGHT, 0};
		double tall = put(sheet, LEFT + at[i] * WIDTH, y, (at[i + 1] - at[i]) * WIDTH - (i + 1 < PAPER_CELLS ? 6 : 0), &style, row->cells[i]);
		height = tall > height ? tall : height;
	}
	y += height + gap;
	rule(sheet, y, is_head ? 0.8 : 0.4, is_head ? quiet : line);
	return y + gap;
}

/* What makes it valid: the code and what it is for, who issued it and when, and room for the seal. */
static void draw_foot(struct sheet *sheet)
{
	static const struct style note = {SANS, 8, false, quiet, ALIGN_LEFT, 1.15};
	static const struct style label = {SANS, 9, false, quiet, ALIGN_LEFT, 0};
	static const struct style value = {SANS, 10.5, false, ink, ALIGN_LEFT, 0};
	static const struct style foot = {SANS, 7.5, false, quiet, ALIGN_CENTRE, 0};
	const struct paper *paper = sheet->paper;
	double x = LEFT + WIDTH / 2 + 4 * MM;
	double y = FOOT_TOP + 6 * MM;
	draw_qr(sheet, LEFT, y);
	double under = y + QR_SIDE + 3 * MM;
	for (size_t i = 0; i < paper->note_count; i++)
		under += put(sheet, LEFT, under, WIDTH / 2 - 2 * MM, &note, paper->notes[i]) + 1.5;
	draw_seal(sheet, RIGHT - SEAL_RADIUS - 3 * MM, y + 21 * MM);
	for (size_t i = 0; i < paper->sign_count; i++) {
		(void)put(sheet, x, y + 1.2, 20 * MM, &label, paper->signs[i].label);
		double tall = put(sheet, x + 20 * MM, y, RIGHT - x - 20 * MM, &value, paper->signs[i].value);
		y += tall + 2.4 * MM;
	}
	rule(sheet, SHEET_H - 20 * MM, 1.6, red);
	(void)put(sheet, LEFT, SHEET_H - 17 * MM, WIDTH, &foot, paper->foot);
}

static void draw_qr(struct sheet *sheet, double x, double y)
{
	struct text text = sheet->paper->qr;
	if (text_is_empty(text))
		return;
	QRcode *code = QRcode_encodeData((int)text.len, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);
	if (code == NULL) {
		sheet->fail = sheet->fail == OK ? FAIL_INPUT : sheet->fail;
		return;
	}
	double side = QR_SIDE / code->width;
	cairo_set_source_rgb(sheet->cairo, 0, 0, 0);
	for (int row = 0; row < code->width; row++) {
		for (int column = 0; column < code->width; column++) {
			if (code->data[row * code->width + column] & 1)
				cairo_rectangle(sheet->cairo, x + column * side, y + row * side, side, side);
		}
	}
	cairo_fill(sheet->cairo); /* all at once, so that no seam shows between two modules */
	QRcode_free(code);
}

static void draw_seal(struct sheet *sheet, double x, double y)
{
	static const double dashes[] = {2.4, 2.4};
	static const struct style words = {SANS, 8, false, line, ALIGN_CENTRE, 0};
	if (text_is_empty(sheet->paper->seal))
		return;
	cairo_save(sheet->cairo);
	cairo_set_source_rgb(sheet->cairo, line.red, line.green, line.blue);
	cairo_set_line_width(sheet->cairo, 0.7);
	cairo_set_dash(sheet->cairo, dashes, 2, 0);
	cairo_new_path(sheet->cairo); /* the last words left a point */
	cairo_arc(sheet->cairo, x, y, SEAL_RADIUS, 0, 2 * G_PI);
	cairo_stroke(sheet->cairo);
	cairo_restore(sheet->cairo);
	(void)put(sheet, x - SEAL_RADIUS, y + SEAL_RADIUS - 7 * MM, 2 * SEAL_RADIUS, &words, sheet->paper->seal);
}

/* Across the sheet, for a paper that is no longer valid or never was. */
static void draw_draft(struct sheet *sheet)
{
	static const struct style words = {SANS, 54, true, {0.93, 0.86, 0.84}, ALIGN_CENTRE, 0};
	if (text_is_empty(sheet->paper->draft))
		return;
	cairo_save(sheet->cairo);
	cairo_set_operator(sheet->cairo, CAIRO_OPERATOR_OVER);
	cairo_push_group(sheet->cairo);
	cairo_translate(sheet->cairo, SHEET_W / 2, SHEET_H / 2);
	cairo_rotate(sheet->cairo, -G_PI / 5);
	(void)put(sheet, -SHEET_W / 2, -30, SHEET_W, &words, sheet->paper->draft);
	cairo_pop_group_to_source(sheet->cairo);
	cairo_paint_with_alpha(sheet->cairo, 0.7);
	cairo_restore(sheet->cairo);
}

/* The date inside the file is the certificate's, so that it is drawn to the same bytes each time. */
static void name_document(cairo_surface_t *surface, const struct paper *paper)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(4096);
	if (arena == NULL)
		return;
	struct text words = arena_format(arena, "%.*s %.*s", TEXT_ARGS(paper->title), TEXT_ARGS(paper->number.value));
	struct text at = when_iso(arena, paper->at_ms);
	if (arena_is_exhausted(arena))
		return;
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, words.at);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, at.at);
}
