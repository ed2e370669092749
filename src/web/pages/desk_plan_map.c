/* SPDX-License-Identifier: Apache-2.0
 *
 * The ways of a day: a drawing on a blank grid, which is there always, and what
 * a map needs to show the same on tiles where the operator has named some.
 */
#include <math.h>

#include "base/arena.h"
#include "web/app.h"
#include "web/asset.h"
#include "web/pages/desk_plan_private.h"

#define EDGE_M 400              /* of paper around what is drawn */
#define METRES_PER_E6 0.11132   /* of a degree on the equator */

/* A plane that touches the earth in the middle of what is drawn. */
struct sheet { struct position middle; double narrow; int32_t left, top, right, bottom; };
struct spot { int32_t x_m, y_m; };

static struct sheet sheet_of(const struct plan_leg *legs, size_t count);
static struct spot spot_on(struct sheet *sheet, struct position position);
static struct text metres(struct call *call, int32_t metres);
static struct text degrees(struct call *call, int64_t e6);
static void fill_paper(struct call *call, const struct sheet *sheet, struct view_desk_plan *view);
static enum fail fill_tiles(struct call *call, struct view_desk_plan *view);
static void place_visit(struct call *call, const struct plan_leg *leg, struct view_desk_plan_row_visit *visit);

enum fail plan_fill_map(struct call *call, struct reply *reply, struct plan_id id, struct view_desk_plan *view)
{
	struct act act = call_act(call);
	struct plan_leg *legs;
	size_t count = 0;
	size_t nth = 0;
	TRY(plans_legs(&act, id, &legs, &count));
	struct view_desk_plan_leg *lines = arena_array(call->arena, struct view_desk_plan_leg, count + 1);
	struct sheet sheet = sheet_of(legs, count);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++) {
		if (!legs[i].is_known)
			continue;
		struct spot from = spot_on(&sheet, legs[i].from);
		struct spot to = spot_on(&sheet, legs[i].to);
		lines[view->leg.count++] = (struct view_desk_plan_leg){.number = (int64_t)i + 1, .is_from_home = legs[i].is_from_home,
			.from_x = metres(call, from.x_m), .from_y = metres(call, from.y_m), .to_x = metres(call, to.x_m), .to_y = metres(call, to.y_m)};
	}
	view->leg.rows = lines;
	if (view->leg.count == 0)
		return OK;
	fill_paper(call, &sheet, view);
	if (text_is_empty(call->app->tiles.address))
		return OK;
	for (size_t r = 0; r < view->row.count; r++) {
		for (size_t v = 0; v < view->row.rows[r].visit.count; v++, nth++) /* the board stands in the plan's order */
			place_visit(call, &legs[nth], (struct view_desk_plan_row_visit *)&view->row.rows[r].visit.rows[v]);
	}
	check(nth == count);
	reply->shows_map = true;
	return fill_tiles(call, view);
}

static enum fail fill_tiles(struct call *call, struct view_desk_plan *view)
{
	const struct tiles *tiles = &call->app->tiles;
	view->has_tiles = true;
	view->tiles = tiles->address;
	view->credit = tiles->credit;
	return url_from_stored(asset_path("map.js"), &view->map_js) && url_from_stored(asset_path("map.css"), &view->map_css) ? OK : FAIL_INPUT;
}

/* Where a visit is and where one comes from, in what the tiles are drawn in. */
static void place_visit(struct call *call, const struct plan_leg *leg, struct view_desk_plan_row_visit *visit)
{
	const struct tiles *tiles = &call->app->tiles;
	struct position from = tiles_position(tiles, leg->from);
	struct position to = tiles_position(tiles, leg->to);
	visit->is_placed = leg->is_known;
	visit->is_from_home = leg->is_from_home;
	visit->from_lng = degrees(call, from.lng_e6);
	visit->from_lat = degrees(call, from.lat_e6);
	visit->lng = degrees(call, to.lng_e6);
	visit->lat = degrees(call, to.lat_e6);
}

static struct sheet sheet_of(const struct plan_leg *legs, size_t count)
{
	struct sheet sheet = {.left = INT32_MAX, .top = INT32_MAX, .right = INT32_MIN, .bottom = INT32_MIN};
	int64_t known = 0;
	for (size_t i = 0; i < count; i++) {
		sheet.middle.lng_e6 += legs[i].is_known ? legs[i].to.lng_e6 : 0;
		sheet.middle.lat_e6 += legs[i].is_known ? legs[i].to.lat_e6 : 0;
		known += legs[i].is_known;
	}
	if (known > 0)
		sheet.middle = (struct position){sheet.middle.lng_e6 / known, sheet.middle.lat_e6 / known};
	sheet.narrow = cos((double)sheet.middle.lat_e6 * 1e-6 * M_PI / 180);
	return sheet;
}

/* Metres east and south of the middle; the sheet remembers how far it goes. */
static struct spot spot_on(struct sheet *sheet, struct position position)
{
	struct spot spot = {(int32_t)lrint((double)(position.lng_e6 - sheet->middle.lng_e6) * METRES_PER_E6 * sheet->narrow),
		(int32_t)lrint((double)(sheet->middle.lat_e6 - position.lat_e6) * METRES_PER_E6)};
	sheet->left = spot.x_m < sheet->left ? spot.x_m : sheet->left;
	sheet->right = spot.x_m > sheet->right ? spot.x_m : sheet->right;
	sheet->top = spot.y_m < sheet->top ? spot.y_m : sheet->top;
	sheet->bottom = spot.y_m > sheet->bottom ? spot.y_m : sheet->bottom;
	return spot;
}

static void fill_paper(struct call *call, const struct sheet *sheet, struct view_desk_plan *view)
{
	int32_t width = sheet->right - sheet->left + 2 * EDGE_M;
	int32_t height = sheet->bottom - sheet->top + 2 * EDGE_M;
	int32_t longer = width > height ? width : height;
	view->map_x = metres(call, sheet->left - EDGE_M);
	view->map_y = metres(call, sheet->top - EDGE_M);
	view->map_width = metres(call, width);
	view->map_height = metres(call, height);
	view->grid_x = metres(call, sheet->left - EDGE_M - 3 * longer); /* the paper may be wider than what is on it */
	view->grid_y = metres(call, sheet->top - EDGE_M - 3 * longer);
	view->grid_size = metres(call, 7 * longer);
	view->dot = metres(call, longer / 50);
	view->home = metres(call, longer / 120);
	view->word = metres(call, longer / 40);
	view->word_down = metres(call, longer / 110);
}

/* Digits alone, as a drawing wants them. */
static struct text metres(struct call *call, int32_t metres)
{
	return arena_format(call->arena, "%d", (int)metres);
}

/* 118.826802 */
static struct text degrees(struct call *call, int64_t e6)
{
	int64_t size = e6 < 0 ? -e6 : e6;
	return arena_format(call->arena, "%s%lld.%06lld", e6 < 0 ? "-" : "", (long long)(size / 1000000), (long long)(size % 1000000));
}
