/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands around every page: place and telephone, language and size,
 * navigation of the face, who is signed in. An entry of the navigation shows
 * only when its page is in the table of routes and the caller may open it.
 */
#include "base/arena.h"
#include "queries/people.h"
#include "views/shell.h"
#include "web/app.h"
#include "web/asset.h"
#include "web/guard.h"

struct nav_entry {
	enum face face;
	const char *path;
	const char *icon;
	enum key label;
};
/* On a phone's bar stand as many; the others are behind "more" when there is more than one of them. */
#define NAV_SHOWN 4

static const struct nav_entry nav_entries[] = {
	{ FACE_RESIDENT, "/my", "home", KEY_shell_nav_home },
	{ FACE_RESIDENT, "/menu", "menu", KEY_shell_nav_menu },
	{ FACE_RESIDENT, "/my/requests", "clipboard", KEY_shell_nav_requests },
	{ FACE_RESIDENT, "/my/points", "coin", KEY_shell_nav_points },
	{ FACE_VOLUNTEER, "/serve", "home", KEY_shell_nav_home },
	{ FACE_VOLUNTEER, "/serve/open", "search", KEY_shell_nav_open },
	{ FACE_VOLUNTEER, "/serve/duties", "calendar", KEY_shell_nav_duties },
	{ FACE_VOLUNTEER, "/team", "people", KEY_team_nav },
	{ FACE_VOLUNTEER, "/serve/record", "medal", KEY_shell_nav_record },
	{ FACE_VOLUNTEER, "/serve/me", "person", KEY_shell_nav_mine },
	{ FACE_DESK, "/desk", "list", KEY_shell_nav_queue },
	{ FACE_DESK, "/desk/new", "phone", KEY_shell_nav_new },
	{ FACE_DESK, "/desk/plan", "calendar", KEY_plan_title },
	{ FACE_DESK, "/desk/people", "people", KEY_shell_nav_people },
	{ FACE_DESK, "/desk/teams", "team", KEY_teams_title },
	{ FACE_DESK, "/desk/records", "medal", KEY_record_desk_title },
	{ FACE_DESK, "/desk/certificates", "certificate", KEY_certificate_nav },
	{ FACE_DESK, "/desk/menu", "menu", KEY_shell_nav_menu },
	{ FACE_DESK, "/desk/places", "map", KEY_shell_nav_places },
	{ FACE_DESK, "/desk/skills", "star", KEY_shell_nav_skills },
	{ FACE_DESK, "/desk/trail", "shield", KEY_shell_nav_trail },
	{ FACE_PUBLIC, "/", "home", KEY_shell_nav_home },
	{ FACE_PUBLIC, "/menu", "menu", KEY_shell_nav_menu },
	{ FACE_PUBLIC, "/numbers", "chart", KEY_shell_nav_numbers },
	{ FACE_PUBLIC, "/how", "question", KEY_shell_nav_how },
};

/* Pages that belong to an entry though their path does not begin with its. */
static const struct { const char *page; const char *entry; } nav_pages[] = {
	{ "/desk/backfills", "/desk/records" }, { "/desk/exports", "/desk/records" }, { "/desk/rules", "/desk/records" }, { "/desk/solvency", "/desk/records" },
	{ "/serve/certificates", "/serve/record" }, { "/serve/dossier", "/serve/record" }, { "/my/statement", "/my/points" },
	{ "/shop", "/my/points" }, { "/my/goods", "/my/points" }, { "/desk/goods", "/desk/menu" }, { "/desk/pick-ups", "/desk/menu" },
	{ "/desk/fairness", "/desk/plan" }, { "/desk/settings", "/desk/plan" },
};

static const char *const lang_tags[] = { [LANG_ZH_HANS] = "zh-Hans", [LANG_ZH_HANT] = "zh-Hant", [LANG_EN] = "en" };
static const char *const face_names[FACE_COUNT] = { "public", "public", "resident", "volunteer", "team", "desk", "wall" };

static enum face face_of(const struct call *call);
static enum fail fill_nav(struct call *call, struct view_shell_shell *shell, enum face face);
static enum fail fill_person(struct call *call, struct view_shell_shell *shell);

struct url shell_home(unsigned mask)
{
	if (mask & ROLES_DESK)
		return URL("/desk");
	if (mask & ROLE_BIT(ROLE_AUDITOR))
		return URL("/desk/trail");
	if (mask & ROLE_BIT(ROLE_SYSTEM))
		return URL("/desk/people");
	return mask & ROLE_BIT(ROLE_VOLUNTEER) ? URL("/serve") : URL("/my");
}

struct url shell_back(struct call *call, struct text back, struct url otherwise)
{
	struct text path;
	struct url url;
	if (!guard_path(call->arena, back, &path) || text_starts_with(back, TEXT("//")))
		return otherwise;
	return url_from_stored(back, &url) ? url : otherwise;
}

enum fail shell_fill(struct call *call, struct view_shell_shell *shell)
{
	const struct app *app = call->app;
	bool is_get = call->method == METHOD_GET;
	enum face face = face_of(call);
	shell->lang = text_of(lang_tags[call->lang]);
	shell->face = text_of(face_names[face]);
	shell->theme = text_equal(call->own->theme, TEXT("dark")) ? TEXT("dark")
		: text_equal(call->own->theme, TEXT("light")) ? TEXT("light") : TEXT("auto");
	shell->size = call->size;
	shell->place = VOCAB(app->centre_name);
	if (!url_from_stored(asset_path("app.css"), &shell->css) || !url_from_stored(asset_path("app.js"), &shell->js))
		return FAIL_INPUT;
	shell->home = call->actor.value ? shell_home(call->access.mask) : URL("/");
	shell->is_demo = call->is_demo;
	shell->has_keys = face == FACE_DESK;
	shell->call = url_tel(call->arena, app->centre_phone);
	shell->call_words = app->centre_phone;
	shell->look = URL("/look");
	shell->back = is_get ? call->target : TEXT("/");
	shell->size_smaller = call->size > 0 ? (int)call->size - 1 : 0;
	shell->size_larger = call->size + 1 < SIZE_COUNT ? (int)call->size + 1 : SIZE_COUNT - 1;
	shell->is_smallest = call->size == SIZE_NORMAL;
	shell->is_largest = call->size + 1 == SIZE_COUNT;
	shell->sign_in = URL("/sign-in");
	shell->sign_out = URL("/sign-out");
	shell->me = URL("/me");
	TRY(fill_nav(call, shell, face));
	return fill_person(call, shell);
}

static enum face face_of(const struct call *call)
{
	if (call->route && call->route->face != FACE_SHELL && call->route->face != FACE_PUBLIC)
		return call->route->face;
	if (!call->actor.value)
		return FACE_PUBLIC;
	if (call_is(call, ROLES_STAFF | ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_SYSTEM) | ROLE_BIT(ROLE_AUDITOR)))
		return FACE_DESK;
	return call_is(call, ROLE_BIT(ROLE_VOLUNTEER)) ? FACE_VOLUNTEER : FACE_RESIDENT;
}

/* Whether the nav entry is the page we are on: the longest entry that begins the path. */
static bool is_under(struct text path, struct text entry)
{
	if (!text_starts_with(path, entry))
		return false;
	return path.len == entry.len || (entry.len > 1 && path.at[entry.len] == '/');
}

/* The path by which the navigation knows a page: its own, or that of the entry it belongs to. */
static struct text path_in_nav(struct text path)
{
	for (size_t i = 0; i < COUNT_OF(nav_pages); i++) {
		if (is_under(path, text_of(nav_pages[i].page)))
			return text_of(nav_pages[i].entry);
	}
	return path;
}

static enum fail fill_nav(struct call *call, struct view_shell_shell *shell, enum face face)
{
	const struct web_options *options = &call->app->options;
	struct view_shell_shell_nav *rows = arena_array(call->arena, struct view_shell_shell_nav, COUNT_OF(nav_entries));
	struct view_shell_shell_nav *here = NULL;
	struct text on_page = path_in_nav(call->path);
	size_t here_len = 0;
	size_t count = 0;
	if (!rows)
		return FAIL_LIMIT;
	for (size_t i = 0; i < COUNT_OF(nav_entries); i++) {
		const struct nav_entry *entry = &nav_entries[i];
		struct text path = text_of(entry->path);
		if (entry->face != face)
			continue;
		struct route_match match = route_find(options->routes, options->routes_count, METHOD_GET, path);
		if (!match.route || !route_allows(match.route, call->actor.value != 0, call->access.mask))
			continue;
		struct view_shell_shell_nav *row = &rows[count++];
		if (!url_from_stored(path, &row->href))
			return FAIL_INPUT;
		row->icon = text_of(entry->icon);
		row->label = entry->label;
		if (is_under(on_page, path) && path.len > here_len) {
			here = row;
			here_len = path.len;
		}
	}
	if (here)
		here->is_here = true;
	shell->has_rest = count > NAV_SHOWN + 1;
	for (size_t i = NAV_SHOWN; i < count && shell->has_rest; i++) {
		rows[i].is_rest = true;
		shell->is_here_rest = shell->is_here_rest || rows[i].is_here;
	}
	shell->nav.rows = rows;
	shell->nav.count = count;
	shell->has_nav = count > 0;
	return OK;
}

static enum fail fill_person(struct call *call, struct view_shell_shell *shell)
{
	shell->is_signed_in = call->actor.value != 0;
	if (!shell->is_signed_in) {
		shell->csrf = TEXT("");
		shell->person = TEXT("");
		return OK;
	}
	const struct person_get_in in = { .centre_id = call->centre_id, .id = call->actor };
	struct person_get_row row;
	bool is_found = false;
	shell->csrf = call_csrf(call);
	TRY(shell_bell(call, &shell->bell));
	TRY(q_person_get(call->view, call->arena, &in, &is_found, &row));
	shell->person = is_found ? row.name : TEXT("");
	return OK;
}
