/* SPDX-License-Identifier: Apache-2.0
 *
 * What a person was told: the bell of every page, the list, and the way from a
 * notice to what it is about.
 */
#include "domain/notices.h"
#include "base/arena.h"
#include "queries/notices.h"
#include "queries/resident_pages.h"
#include "queries/volunteer_pages.h"
#include "text/mask.h"
#include "views/public.h"
#include "web/app.h"
#include "web/pages/shell.h"
#include "web/words.h"

#define UNREAD_SHOWN_MOST 99

static const struct field page_fields[] = {
	{ .name = "before", .type = FIELD_ID, .label = KEY_notices_older },
};
const struct form form_notices_page = FORM("notices_page", page_fields);

static const struct field open_fields[] = {
	{ .name = "notice", .type = FIELD_ID, .is_required = true, .label = KEY_notices_title },
};
const struct form form_notices_open = FORM("notices_open", open_fields);

/* A matter of one's own: its words, and the page that says more. */
struct matter { const char *kind; enum key words; const char *icon; struct url more; };
static const struct matter matters[] = {
	{ "code_given", KEY_notice_own_code_given, "key", { TEXT("/me") } },
	{ "role_granted", KEY_notice_own_role_granted, "person", { TEXT("/me") } },
	{ "role_ended", KEY_notice_own_role_ended, "person", { TEXT("/me") } },
	{ "kin_linked", KEY_notice_own_kin_linked, "people", { TEXT("/my/kin") } },
	{ "kin_unlinked", KEY_notice_own_kin_unlinked, "people", { TEXT("/my/kin") } },
	{ "phone_changed", KEY_notice_own_phone_changed, "phone", { TEXT("/me") } },
	{ "skill_confirmed", KEY_notice_own_skill_confirmed, "certificate", { TEXT("/serve/me") } },
	{ "skill_declined", KEY_notice_own_skill_declined, "certificate", { TEXT("/serve/me") } },
	{ "record_voided", KEY_notice_own_record_voided, "alert", { TEXT("/serve/record") } },
	{ "fix_done", KEY_notice_own_fix_done, "check", { TEXT("/serve/record") } },
	{ "fix_refused", KEY_notice_own_fix_refused, "alert", { TEXT("/serve/record") } },
	{ "backfill_posted", KEY_notice_own_backfill_posted, "check", { TEXT("/serve/record") } },
	{ "points_received", KEY_notice_own_points_received, "coin", { TEXT("/my/points") } },
	{ "points_spent", KEY_notice_own_points_spent, "coin", { TEXT("/my/points") } },
	{ "team_no", KEY_notice_own_team_no, "people", { TEXT("/team") } },
	{ "team_yes", KEY_notice_own_team_yes, "check", { TEXT("/team") } },
	{ "team_over", KEY_notice_own_team_over, "hourglass", { TEXT("/team") } },
	{ "team_taken", KEY_notice_own_team_taken, "people", { TEXT("/team") } },
	{ "team_joined", KEY_notice_own_team_joined, "team", { TEXT("/me") } },
	{ "team_left", KEY_notice_own_team_left, "team", { TEXT("/me") } },
	{ "team_leads", KEY_notice_own_team_leads, "flag", { TEXT("/team") } },
	{ "team_leads_no_more", KEY_notice_own_team_leads_no_more, "flag", { TEXT("/me") } },
	{ "team_closed", KEY_notice_own_team_closed, "team", { TEXT("/team") } },
	{ "team_reopened", KEY_notice_own_team_reopened, "team", { TEXT("/team") } },
	{ "good_handed_out", KEY_notice_own_good_handed_out, "check", { TEXT("/my/goods") } },
	{ "good_taken", KEY_notice_own_good_taken, "coin", { TEXT("/my/goods") } },
	{ "good_handed_out_plain", KEY_notice_own_good_handed_out_plain, "alert", { TEXT("/my/goods") } },
	{ "good_lapsed", KEY_notice_own_good_lapsed, "hourglass", { TEXT("/my/goods") } },
	{ "good_left", KEY_notice_own_good_left, "undo", { TEXT("/my/goods") } },
	{ "good_cancelled", KEY_notice_own_good_cancelled, "undo", { TEXT("/my/goods") } },
	{ "certificate_revoked", KEY_notice_own_certificate_revoked, "alert", { TEXT("/serve/certificates") } },
};

static struct view_public_notices_notice line_of(struct call *call, const struct notices_list_row *row);
static enum fail open_work(struct write *write, void *context);
static enum fail way_to(const struct write *write, struct request_id request_id, struct url *ret_url);
static const struct matter *matter_of(struct text kind);

enum fail shell_bell(struct call *call, const struct view_parts_bell **ret_bell)
{
	struct notices_unread_row row = { 0 };
	bool is_found = false;
	struct view_parts_bell *bell = arena_new(call->arena, struct view_parts_bell);
	if (!bell)
		return FAIL_LIMIT;
	TRY(q_notices_unread(call->view, call->arena, &(struct notices_unread_in){ .centre_id = call->centre_id, .person_id = call->actor },
		&is_found, &row));
	*bell = (struct view_parts_bell){
		.href = URL("/notices"),
		.again = URL("/notices/bell"),
		.count = row.count,
		.shown = row.count > UNREAD_SHOWN_MOST ? TEXT("99+") : arena_format(call->arena, "%lld", (long long)row.count),
	};
	*ret_bell = bell;
	return OK;
}

enum fail page_notices_bell(struct call *call, struct reply *reply)
{
	struct view_public_bell view = { 0 };
	TRY(shell_bell(call, &view.bell));
	TRY(reply_page(call, reply, &page_public_bell, &view));
	reply->caching = REPLY_PRIVATE; /* only a number: an unchanged one is answered by its tag */
	return OK;
}

enum fail page_notices(struct call *call, struct reply *reply)
{
	struct notices_list_rows rows;
	int64_t before = form_int(&call->form, "before");
	struct view_public_notices view = { .csrf = call_csrf(call), .once = call_once(call), .is_newest = before == 0 };
	struct view_parts_pager *pager = arena_new(call->arena, struct view_parts_pager);
	TRY(q_notices_list(call->view, call->arena, &(struct notices_list_in){ .centre_id = call->centre_id, .me = call->actor,
		.before_id = { before } }, &rows));
	struct view_public_notices_notice *lines = arena_array(call->arena, struct view_public_notices_notice, rows.count + 1);
	if (!pager || !lines)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		lines[i] = line_of(call, &rows.rows[i]);
		view.has_unread = view.has_unread || lines[i].is_unread;
	}
	*pager = (struct view_parts_pager){ .has_newer = before != 0, .newer = URL("/notices"), .has_older = rows.is_cut };
	if (rows.is_cut)
		pager->older = url_with(call->arena, URL("/notices"), "before", ids_text(call->arena, rows.rows[rows.count - 1].id.value));
	view.notice.rows = lines;
	view.notice.count = rows.count;
	view.pager = pager;
	view.shell.title = call_say(call, KEY_notices_title);
	return reply_page(call, reply, &page_public_notices, &view);
}

enum fail page_notices_open_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, open_work, NULL);
}

static enum fail read_work(struct write *write, void *context UNUSED)
{
	write->location = URL("/notices");
	return notices_read_until(&write->act, write->act.now_ms);
}

enum fail page_notices_read_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, read_work, NULL);
}

/* The other side of a request sees no more of it than its words say: a title only while she serves, or from the menu. */
static struct view_public_notices_notice line_of(struct call *call, const struct notices_list_row *row)
{
	const struct matter *matter = row->request_id.value == 0 ? matter_of(row->kind) : NULL;
	if (matter != NULL)
		return (struct view_public_notices_notice){ .id = ids_text(call->arena, row->id.value), .icon = text_of(matter->icon),
			.words = matter->words, .is_own = true, .at_ms = row->at_ms, .is_unread = row->read_at_ms == 0, .can_open = true };
	bool is_over = !row->asks && !row->serves;
	struct words_notice words = words_notice(row->kind, row->asks ? REQUEST_SIDE_ASKS : REQUEST_SIDE_SERVES, is_over);
	return (struct view_public_notices_notice){
		.id = ids_text(call->arena, row->id.value),
		.icon = text_of(words.icon),
		.words = words.key,
		.title = VOCAB_TITLE(row),
		.has_title = row->title.len > 0 && (!is_over || !row->is_own),
		.who = row->asks && !row->is_mine ? mask_name(call->arena, row->resident_name) : TEXT_NONE,
		.at_ms = row->at_ms,
		.is_unread = row->read_at_ms == 0,
		.can_open = !is_over,
	};
}

static enum fail open_work(struct write *write, void *context UNUSED)
{
	enum notice_refusal refusal = NOTICE_OK;
	struct request_id request_id = { 0 };
	struct text kind = TEXT_NONE;
	enum fail fail = notices_read(&write->act, (struct notice_id){ form_int(&write->call->form, "notice") }, &refusal, &request_id, &kind);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, KEY_refusal_request_not_found, NULL);
	TRY(fail);
	const struct matter *matter = request_id.value == 0 ? matter_of(kind) : NULL;
	if (matter != NULL) {
		write->location = matter->more;
		return OK;
	}
	return way_to(write, request_id, &write->location);
}

static enum fail way_to(const struct write *write, struct request_id request_id, struct url *ret_url)
{
	const struct act *act = &write->act;
	struct my_request_may_row may;
	struct serve_standing_row standing = { 0 };
	bool asks = false;
	bool is_found = false;
	TRY(q_my_request_may(act->view, act->arena, &(struct my_request_may_in){ .centre_id = act->centre_id, .id = request_id, .me = act->actor },
		&asks, &may));
	TRY(q_serve_standing(act->view, act->arena, &(struct serve_standing_in){ .centre_id = act->centre_id, .request_id = request_id, .me = act->actor },
		&is_found, &standing));
	bool serves = is_found && (standing.offer_id.value != 0 || standing.is_going > 0);
	*ret_url = asks ? url_id(act->arena, "/my/requests/", request_id.value, "")
		: serves ? url_id(act->arena, "/serve/requests/", request_id.value, "") : URL("/notices");
	return OK;
}

static const struct matter *matter_of(struct text kind)
{
	for (size_t i = 0; i < COUNT_OF(matters); i++) {
		if (text_equal(kind, text_of(matters[i].kind)))
			return &matters[i];
	}
	return NULL;
}
