/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/certificates.h"

#include <string.h>

#include "base/limits.h"
#include "base/when.h"
#include "domain/notices.h"
#include "domain/proof.h"
#include "domain/seal.h"
#include "queries/certificates.h"
#include "store/store.h"
#include "text/mask.h"

#define NUMBER_TRIES 16 /* of a million numbers a year; more would mean that they run out */
#define SERIAL_END 1000000
#define DOCUMENT_TAIL 4

/* The person a certificate is for, as it will say. */
struct holder {
	struct certificate_holder_row row;
	struct text document_mask;
	enum document_kind document_kind;
	struct text handler;
};

struct span { int64_t from_ms, to_ms; };

static enum fail read_holder(const struct act *act, struct person_id person_id, bool *ret_found, struct holder *ret_holder);
static enum fail open_document(const struct act *act, struct person_id person_id, struct holder *holder);
static enum fail check_request(const struct act *act, const struct certificate_options *options, bool is_found, const struct holder *holder,
	enum certificate_refusal *ret_refusal);
static enum fail check_records(const struct act *act, const struct certificate_options *options, enum certificate_refusal *ret_refusal);
static enum fail check_waiting(const struct act *act, struct person_id person_id, const struct holder *holder, enum certificate_refusal *ret_refusal);
static bool is_tail(enum document_kind kind, struct text tail);
static bool is_span(int32_t from_day, int32_t to_day, int32_t today);
static struct span span_of(int64_t from_day, int64_t to_day, int64_t asked_at_ms);
static enum fail issue(const struct act *act, struct certificate_id id, const struct holder *holder, enum certificate_refusal *ret_refusal);
static enum fail count_records(const struct act *act, struct certificate_id id, const struct certificate_get_row *row,
	struct certificate_sums_row *ret_sums);
static enum fail write_lines(const struct act *act, struct certificate_id id, struct slip *slip);
static enum fail choose_number(const struct act *act, const struct holder *holder, struct slip *slip, struct text *ret_number);
static enum fail supersede(const struct act *act, struct certificate_id id, struct text number);
static enum fail reach(const struct act *act, struct certificate_id id, enum certificate_state state, struct text reason);
static struct text cut_title(struct text title);
static enum fail refuse(enum certificate_refusal refusal, enum certificate_refusal *ret_refusal);

enum fail certificates_request(const struct act *act, const struct certificate_options *options, enum certificate_refusal *ret_refusal,
	struct certificate_id *ret_id)
{
	struct holder holder;
	bool is_found = false;
	check(act->txn != NULL);
	TRY(read_holder(act, options->person_id, &is_found, &holder));
	TRY(check_request(act, options, is_found, &holder, ret_refusal));
	if (*ret_refusal != CERTIFICATE_OK)
		return FAIL_REFUSED;
	TRY(open_document(act, options->person_id, &holder));
	struct certificate_id id = {ids_new(act->now_ms)};
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_CERTIFICATE);
	TRY(q_certificate_add(act->txn, &(struct certificate_add_in){.centre_id = act->centre_id, .id = id, .person_id = options->person_id,
		.shows = options->shows & (CERTIFICATE_SHOWS_NAME | CERTIFICATE_SHOWS_LIST), .wants_seal = options->wants_seal,
		.from_day = options->from_day, .to_day = options->to_day, .replaces_id = options->replaces_id, .requested_by = act->actor,
		.at_ms = act->now_ms}, NULL));
	TRY(proof_append(act, ENTRY_KEPT_CERTIFICATE, id.value));
	TRY(reach(act, id, CERTIFICATE_REQUESTED, TEXT_NONE));
	TRY(act_trail(act, "certificates.request", "person", options->person_id.value, TEXT_NONE));
	*ret_id = id;
	if (holder.document_kind == DOCUMENT_NONE)
		return refuse(CERTIFICATE_OK, ret_refusal); /* it waits for the station */
	TRY(reach(act, id, CERTIFICATE_CHECKED, TEXT("document on file")));
	return issue(act, id, &holder, ret_refusal);
}

enum fail certificates_check(const struct act *act, const struct certificate_document *document, enum certificate_refusal *ret_refusal)
{
	bool is_found = false;
	bool is_allowed = false;
	struct certificate_get_row row;
	struct certificate_handler_row handler;
	struct holder holder;
	struct text tail = text_trim(document->tail);
	check(act->txn != NULL);
	TRY(q_certificate_get(act->view, act->arena, &(struct certificate_get_in){.centre_id = act->centre_id, .id = document->id}, &is_found, &row));
	if (!is_found)
		return refuse(CERTIFICATE_NOT_FOUND, ret_refusal);
	TRY(read_holder(act, row.person_id, &is_found, &holder));
	TRY(access_may(act, ROLES_STAFF, holder.row.place_id, &is_allowed));
	if (!is_found || !is_allowed)
		return refuse(CERTIFICATE_NOT_ALLOWED, ret_refusal);
	if (row.person_id.value == act->actor.value)
		return refuse(CERTIFICATE_OWN, ret_refusal);
	if (row.state != CERTIFICATE_REQUESTED)
		return refuse(CERTIFICATE_WRONG_STATE, ret_refusal);
	if (document->kind <= DOCUMENT_NONE || document->kind > DOCUMENT_OTHER || !is_tail(document->kind, tail))
		return refuse(CERTIFICATE_DOCUMENT_INVALID, ret_refusal);
	holder.document_kind = document->kind;
	holder.document_mask = arena_join(act->arena, TEXT("**************"), tail);
	TRY(q_certificate_handler(act->view, act->arena, &(struct certificate_handler_in){.centre_id = act->centre_id, .person_id = act->actor}, &is_found,
		&handler));
	holder.handler = is_found ? handler.name : TEXT_NONE;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_CERTIFICATE);
	TRY(reach(act, document->id, CERTIFICATE_CHECKED, TEXT("document seen")));
	return issue(act, document->id, &holder, ret_refusal);
}

enum fail certificates_revoke(const struct act *act, struct certificate_id id, struct text reason, enum certificate_refusal *ret_refusal)
{
	bool is_found = false;
	bool is_allowed = false;
	struct certificate_get_row row;
	struct holder holder;
	struct text words = text_trim(reason);
	check(act->txn != NULL);
	TRY(q_certificate_get(act->view, act->arena, &(struct certificate_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	if (!is_found)
		return refuse(CERTIFICATE_NOT_FOUND, ret_refusal);
	TRY(read_holder(act, row.person_id, &is_found, &holder));
	TRY(access_may(act, ROLE_BIT(ROLE_MANAGER), holder.row.place_id, &is_allowed));
	if (!is_found || !is_allowed)
		return refuse(CERTIFICATE_NOT_ALLOWED, ret_refusal);
	if (row.person_id.value == act->actor.value)
		return refuse(CERTIFICATE_OWN, ret_refusal);
	if (text_is_empty(words))
		return refuse(CERTIFICATE_NO_REASON, ret_refusal);
	if (text_count_points(words) > LIMIT_NOTE_POINTS)
		return refuse(CERTIFICATE_WORDS_TOO_LONG, ret_refusal);
	if (row.state == CERTIFICATE_REVOKED)
		return refuse(CERTIFICATE_WRONG_STATE, ret_refusal);
	TRY(reach(act, id, CERTIFICATE_REVOKED, words));
	TRY(notices_tell_own(act, row.person_id, "certificate_revoked"));
	TRY(act_trail(act, "certificates.revoke", "certificate", id.value, TEXT_NONE));
	return refuse(CERTIFICATE_OK, ret_refusal);
}

enum fail certificates_tick(const struct act *act, size_t *ret_done)
{
	struct certificates_outdated_rows rows;
	check(act->txn != NULL);
	TRY(q_certificates_outdated(act->view, act->arena, &(struct certificates_outdated_in){.centre_id = act->centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		TRY(reach(act, rows.rows[i].id, CERTIFICATE_REVOKED, TEXT("record void")));
		TRY(notices_tell_own(act, rows.rows[i].person_id, "certificate_revoked"));
		TRY(act_trail(act, "certificates.revoke", "certificate", rows.rows[i].id.value, TEXT("record void")));
	}
	*ret_done = rows.count;
	return OK;
}

static enum fail read_holder(const struct act *act, struct person_id person_id, bool *ret_found, struct holder *ret_holder)
{
	*ret_holder = (struct holder){.document_kind = DOCUMENT_NONE};
	return q_certificate_holder(act->view, act->arena, &(struct certificate_holder_in){.centre_id = act->centre_id, .person_id = person_id}, ret_found,
		&ret_holder->row);
}

/* The document on file, opened for the few characters that stand on the paper: on the trail, and told to her. */
static enum fail open_document(const struct act *act, struct person_id person_id, struct holder *holder)
{
	struct text number;
	if (text_is_empty(holder->row.document_sealed))
		return OK;
	TRY(seal_open(act, "person", person_id.value, "document_sealed", holder->row.document_sealed, &number));
	holder->document_mask = mask_document(act->arena, number);
	holder->document_kind = (enum document_kind)holder->row.document_kind;
	return act_trail(act, "certificates.open", "person", person_id.value, TEXT("document_sealed: certificate"));
}

static enum fail check_request(const struct act *act, const struct certificate_options *options, bool is_found, const struct holder *holder,
	enum certificate_refusal *ret_refusal)
{
	bool is_allowed = act->actor.value == options->person_id.value;
	bool is_replacing = options->replaces_id.value != 0;
	bool is_there = !is_replacing;
	struct certificate_get_row replaced = {.person_id = options->person_id};
	enum certificate_refusal refusal = CERTIFICATE_OK;
	if (is_found && !is_allowed)
		TRY(access_may(act, ROLES_STAFF, holder->row.place_id, &is_allowed));
	if (is_replacing)
		TRY(q_certificate_get(act->view, act->arena, &(struct certificate_get_in){.centre_id = act->centre_id, .id = options->replaces_id}, &is_there,
			&replaced));
	bool is_hers = replaced.person_id.value == options->person_id.value;
	if (!is_found || !is_there || !is_hers)
		refusal = CERTIFICATE_NOT_FOUND;
	else if (!is_allowed)
		refusal = CERTIFICATE_NOT_ALLOWED;
	else if (text_is_empty(holder->row.volunteer_number))
		refusal = CERTIFICATE_NOT_VOLUNTEER;
	else if (!is_span(options->from_day, options->to_day, when_local_day(act->now_ms)))
		refusal = CERTIFICATE_PERIOD_INVALID;
	if (refusal == CERTIFICATE_OK)
		TRY(check_records(act, options, &refusal));
	if (refusal == CERTIFICATE_OK)
		TRY(check_waiting(act, options->person_id, holder, &refusal));
	if (refusal == CERTIFICATE_OK && is_replacing && replaced.state != CERTIFICATE_ISSUED)
		refusal = CERTIFICATE_WRONG_STATE;
	*ret_refusal = refusal;
	return OK;
}

/* The station's list shows the oldest: one person's many would hide everybody else's. Nor does she fill the signed list. */
static enum fail check_waiting(const struct act *act, struct person_id person_id, const struct holder *holder, enum certificate_refusal *ret_refusal)
{
	struct certificates_of_person_rows rows;
	size_t waiting = 0;
	size_t fresh = 0;
	TRY(q_certificates_of_person(act->view, act->arena, &(struct certificates_of_person_in){.centre_id = act->centre_id, .person_id = person_id}, &rows));
	for (size_t i = 0; i < rows.count && text_is_empty(holder->row.document_sealed); i++) /* with one on file none waits */
		waiting += rows.rows[i].state == CERTIFICATE_REQUESTED;
	while (fresh < rows.count && rows.rows[fresh].at_ms > act->now_ms - DAY_MS)
		fresh++;
	*ret_refusal = waiting >= LIMIT_CERTIFICATES_WAITING ? CERTIFICATE_WAITS_ALREADY : fresh >= LIMIT_CERTIFICATES_A_DAY ? CERTIFICATE_TOO_MANY : CERTIFICATE_OK;
	return OK;
}

/* The last four of a document's number: of a resident's ID three digits and a digit or X (GB 11643), of others ASCII letters and digits. */
static bool is_tail(enum document_kind kind, struct text tail)
{
	if (tail.len != DOCUMENT_TAIL)
		return false;
	for (size_t i = 0; i < tail.len; i++) {
		char byte = tail.at[i];
		bool is_digit = byte >= '0' && byte <= '9';
		bool is_letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
		bool is_last_x = i + 1 == tail.len && (byte == 'X' || byte == 'x');
		if (!is_digit && (kind == DOCUMENT_RESIDENT_ID ? !is_last_x : !is_letter))
			return false;
	}
	return true;
}

static bool is_span(int32_t from_day, int32_t to_day, int32_t today)
{
	bool is_past = from_day >= 0 && to_day >= 0 && from_day <= today && to_day <= today;
	return is_past && (to_day == 0 || from_day <= to_day);
}

static enum fail check_records(const struct act *act, const struct certificate_options *options, enum certificate_refusal *ret_refusal)
{
	bool is_found = false;
	struct certificate_countable_row row;
	struct span span = span_of(options->from_day, options->to_day, act->now_ms);
	TRY(q_certificate_countable(act->view, act->arena, &(struct certificate_countable_in){.centre_id = act->centre_id,
		.person_id = options->person_id, .from_ms = span.from_ms, .to_ms = span.to_ms}, &is_found, &row));
	*ret_refusal = row.count > 0 ? CERTIFICATE_OK : CERTIFICATE_NO_RECORDS;
	return OK;
}

/* From the first day's beginning to before the day behind the last; open ends reach as far as was known when it was asked for. */
static struct span span_of(int64_t from_day, int64_t to_day, int64_t asked_at_ms)
{
	return (struct span){from_day != 0 ? when_at((int32_t)from_day, 0) : 0, to_day != 0 ? when_at((int32_t)to_day + 1, 0) : asked_at_ms + 1};
}

/* Counts the records, gives the number, signs the slip, writes it all down. */
static enum fail issue(const struct act *act, struct certificate_id id, const struct holder *holder, enum certificate_refusal *ret_refusal)
{
	bool is_found = false;
	struct certificate_get_row row;
	struct certificate_sums_row sums;
	struct text number;
	const struct certificate_holder_row *who = &holder->row;
	check(act->keys != NULL);
	TRY(q_certificate_get(act->view, act->arena, &(struct certificate_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	check(is_found && row.state == CERTIFICATE_CHECKED);
	TRY(count_records(act, id, &row, &sums));
	if (sums.count == 0)
		return refuse(CERTIFICATE_NO_RECORDS, ret_refusal);
	struct slip slip = {.issued_day = when_local_day(act->now_ms), .from_day = when_local_day(sums.first_ms), .to_day = when_local_day(sums.last_ms),
		.minutes_machine = sums.minutes_machine, .minutes_manual = sums.minutes_manual, .count = sums.count,
		.name = (row.shows & CERTIFICATE_SHOWS_NAME) != 0 ? who->name : TEXT_NONE};
	TRY(write_lines(act, id, (row.shows & CERTIFICATE_SHOWS_LIST) != 0 ? &slip : NULL));
	TRY(choose_number(act, holder, &slip, &number));
	struct text written = slip_write(act->arena, act->keys->sign, &slip);
	if (text_is_empty(written))
		return FAIL_LIMIT;
	bool has_station = !text_is_empty(who->station);
	TRY(q_certificate_issue_add(act->txn, &(struct certificate_issue_add_in){.centre_id = act->centre_id, .certificate_id = id, .number = number,
		.holder_name = who->name, .document_kind = holder->document_kind, .document_mask = holder->document_mask,
		.volunteer_number = who->volunteer_number, .issuer = has_station ? who->station : who->centre_name,
		.contact = has_station && !text_is_empty(who->station_phone) ? who->station_phone : who->centre_phone, .handler = holder->handler,
		.from_day = slip.from_day, .to_day = slip.to_day, .minutes_machine = sums.minutes_machine, .minutes_manual = sums.minutes_manual,
		.count = sums.count, .issued_day = slip.issued_day, .slip = written}, NULL));
	for (enum entry_kind kind = ENTRY_KEPT_ISSUE; kind <= ENTRY_KEPT_COUNTED; kind++) /* what it says, its lines, the records it counted */
		TRY(proof_append(act, kind, id.value));
	TRY(reach(act, id, CERTIFICATE_ISSUED, TEXT_NONE));
	if (row.replaces_id.value != 0)
		TRY(supersede(act, row.replaces_id, number));
	TRY(act_trail(act, "certificates.issue", "certificate", id.value, TEXT_NONE));
	return refuse(CERTIFICATE_OK, ret_refusal);
}

static enum fail count_records(const struct act *act, struct certificate_id id, const struct certificate_get_row *row,
	struct certificate_sums_row *ret_sums)
{
	bool is_found = false;
	struct span span = span_of(row->asked_from_day, row->asked_to_day, row->at_ms);
	TRY(q_certificate_count_records(act->txn, &(struct certificate_count_records_in){.centre_id = act->centre_id, .certificate_id = id,
		.person_id = row->person_id, .from_ms = span.from_ms, .to_ms = span.to_ms}, NULL));
	return q_certificate_sums(act->view, act->arena, &(struct certificate_sums_in){.centre_id = act->centre_id, .certificate_id = id}, &is_found, ret_sums);
}

/* The longest kinds of service one by one, all others as one line without a title; into the slip too when it shows them. */
static enum fail write_lines(const struct act *act, struct certificate_id id, struct slip *slip)
{
	struct certificate_kinds_rows rows;
	struct certificate_line lines[SLIP_LINES_MAX] = {{.times = 0}};
	size_t count = 0;
	TRY(q_certificate_kinds(act->view, act->arena, &(struct certificate_kinds_in){.centre_id = act->centre_id, .certificate_id = id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct certificate_kinds_row *row = &rows.rows[i];
		bool is_own_line = count + 1 < SLIP_LINES_MAX || i + 1 == rows.count;
		if (is_own_line && count < SLIP_LINES_MAX)
			lines[count++] = (struct certificate_line){.title = row->title, .title_en = row->title_en, .unit = row->unit};
		else if (count < SLIP_LINES_MAX)
			lines[count++] = (struct certificate_line){.title = TEXT_NONE};
		lines[count - 1].times += row->times;
		lines[count - 1].minutes_machine += row->minutes_machine;
		lines[count - 1].minutes_manual += row->minutes_manual;
	}
	for (size_t i = 0; i < count; i++) {
		TRY(q_certificate_line_add(act->txn, &(struct certificate_line_add_in){.centre_id = act->centre_id, .certificate_id = id, .seq = (int64_t)i,
			.title = lines[i].title, .title_en = lines[i].title_en, .unit = lines[i].unit, .times = lines[i].times,
			.minutes_machine = lines[i].minutes_machine, .minutes_manual = lines[i].minutes_manual}, NULL));
		if (slip != NULL)
			slip->lines[slip->line_count++] = (struct slip_line){lines[i].times, lines[i].minutes_machine + lines[i].minutes_manual,
				cut_title(lines[i].title)};
	}
	return OK;
}

/* The six digits of its own are random: who has one number cannot guess others. */
static enum fail choose_number(const struct act *act, const struct holder *holder, struct slip *slip, struct text *ret_number)
{
	int64_t county = 0;
	struct certificate_number_taken_row taken;
	if (!text_to_int(text_slice(holder->row.centre_code, 0, 6), &county) || county < 0 || county >= SERIAL_END)
		return FAIL_INPUT;
	slip->county = (int32_t)county;
	slip->year = when_local(act->now_ms).year;
	for (int i = 0; i < NUMBER_TRIES; i++) {
		struct text bytes;
		uint32_t random = 0;
		bool is_taken = false;
		TRY(seal_random(act->arena, sizeof(random), &bytes));
		memcpy(&random, bytes.at, sizeof(random));
		slip->serial = (int32_t)(random % SERIAL_END);
		struct text number = certificate_number_text(act->arena, &(struct certificate_number){slip->county, slip->year, slip->serial});
		if (text_is_empty(number))
			return FAIL_LIMIT;
		TRY(q_certificate_number_taken(act->view, act->arena, &(struct certificate_number_taken_in){.centre_id = act->centre_id, .number = number},
			&is_taken, &taken));
		if (!is_taken) {
			*ret_number = number;
			return OK;
		}
	}
	return FAIL_LIMIT;
}

/* The old one, unless it was revoked or superseded while its successor waited: that one stands by itself then. */
static enum fail supersede(const struct act *act, struct certificate_id id, struct text number)
{
	bool is_found = false;
	struct certificate_get_row old;
	TRY(q_certificate_get(act->view, act->arena, &(struct certificate_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &old));
	check(is_found);
	if (old.state != CERTIFICATE_ISSUED)
		return OK;
	TRY(reach(act, id, CERTIFICATE_SUPERSEDED, number));
	return act_trail(act, "certificates.supersede", "certificate", id.value, number);
}

static enum fail reach(const struct act *act, struct certificate_id id, enum certificate_state state, struct text reason)
{
	struct event_id event_id = {ids_new(act->now_ms)};
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_CERTIFICATE);
	TRY(q_certificate_event_add(act->txn, &(struct certificate_event_add_in){.centre_id = act->centre_id, .id = event_id, .certificate_id = id,
		.kind = state, .actor_id = act->actor, .reason = reason, .at_ms = act->now_ms}, NULL));
	return proof_append(act, ENTRY_CERTIFICATE, event_id.value);
}

/* As much of a title as a line of a slip holds. */
static struct text cut_title(struct text title)
{
	while (title.len > SLIP_TITLE_BYTES_MAX)
		title = text_first_points(title, text_count_points(title) - 1);
	return title;
}

static enum fail refuse(enum certificate_refusal refusal, enum certificate_refusal *ret_refusal)
{
	*ret_refusal = refusal;
	return refusal == CERTIFICATE_OK ? OK : FAIL_REFUSED;
}
