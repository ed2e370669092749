/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/certificates.h"

#include "base/when.h"
#include "domain/proof.h"
#include "domain/seal.h"
#include "queries/certificates.h"
#include "queries/proof.h"

static enum fail read_lines(const struct act *act, struct certificate *certificate);
static enum certificate_standing standing_of(const struct certificate *certificate);
static enum fail verify_number(const struct act *act, struct text number, enum certificate_standing *ret_standing, struct certificate *ret_certificate);

const char *certificate_state_name(enum certificate_state state)
{
	static const char *const names[] = {"none", "requested", "checked", "issued", "superseded", "revoked"};
	check(state >= CERTIFICATE_REQUESTED && (size_t)state < COUNT_OF(names));
	return names[state];
}

const char *certificate_refusal_name(enum certificate_refusal refusal)
{
	static const char *const names[] = {"ok", "not_found", "not_allowed", "own", "not_volunteer", "period_invalid", "no_records", "waits_already", "too_many",
		"document_invalid", "no_reason", "words_too_long", "wrong_state"};
	check(refusal >= CERTIFICATE_OK && (size_t)refusal < COUNT_OF(names));
	return names[refusal];
}

const char *certificate_standing_name(enum certificate_standing standing)
{
	static const char *const names[] = {"none", "valid", "superseded", "revoked", "unknown", "forged", "other_house", "unreadable"};
	check(standing >= STANDING_VALID && (size_t)standing < COUNT_OF(names));
	return names[standing];
}

enum fail certificates_get(const struct act *act, struct certificate_id id, bool *ret_found, struct certificate *ret_certificate)
{
	struct certificate_get_row row;
	TRY(q_certificate_get(act->view, act->arena, &(struct certificate_get_in){.centre_id = act->centre_id, .id = id}, ret_found, &row));
	if (!*ret_found)
		return OK;
	*ret_certificate = (struct certificate){.id = id, .person_id = row.person_id, .state = (enum certificate_state)row.state, .reason = row.reason,
		.state_at_ms = row.state_at_ms, .shows = (unsigned)row.shows, .wants_seal = row.wants_seal, .asked_from_day = (int32_t)row.asked_from_day,
		.asked_to_day = (int32_t)row.asked_to_day, .is_outdated = row.is_outdated, .replaced_by = row.replaced_by, .issued_at_ms = row.issued_at_ms,
		.number = row.number, .holder_name = row.holder_name, .document_kind = (enum document_kind)row.document_kind,
		.document_mask = row.document_mask, .volunteer_number = row.volunteer_number, .issuer = row.issuer, .contact = row.contact,
		.handler = row.handler, .slip = row.slip, .from_day = (int32_t)row.from_day, .to_day = (int32_t)row.to_day,
		.issued_day = (int32_t)row.issued_day, .minutes_machine = row.minutes_machine, .minutes_manual = row.minutes_manual, .count = row.count};
	return read_lines(act, ret_certificate);
}

enum fail certificates_verify_number(const struct act *act, struct text typed, enum certificate_standing *ret_standing,
	struct certificate *ret_certificate)
{
	struct certificate_number number;
	if (!certificate_number_read(typed, &number)) {
		*ret_standing = STANDING_UNREADABLE;
		return OK;
	}
	return verify_number(act, certificate_number_text(act->arena, &number), ret_standing, ret_certificate);
}

enum fail certificates_verify_slip(const struct act *act, struct text typed, enum certificate_standing *ret_standing, struct slip *ret_slip,
	struct certificate *ret_certificate)
{
	check(act->keys != NULL);
	struct head_key key = head_key_of(act->keys->sign);
	switch (slip_read(act->arena, typed, &key, ret_slip)) {
	case SLIP_GENUINE:
		return verify_number(act, certificate_number_text(act->arena, &(struct certificate_number){ret_slip->county, ret_slip->year, ret_slip->serial}),
			ret_standing, ret_certificate);
	case SLIP_UNREADABLE:
		*ret_standing = STANDING_UNREADABLE;
		return OK;
	case SLIP_OTHER_KEY:
		*ret_standing = STANDING_OTHER_HOUSE;
		return OK;
	case SLIP_FORGED:
		*ret_standing = STANDING_FORGED;
		return OK;
	}
	check_never();
}

enum fail certificates_revoked_list(const struct act *act, struct revoked_kept *kept, struct text *ret_note)
{
	bool is_found = false;
	struct certificates_revoked_all_rows rows;
	struct proof_origin_row origin = {.code = TEXT_NONE};
	check(act->keys != NULL);
	TRY(q_proof_origin(act->view, act->arena, &(struct proof_origin_in){.centre_id = act->centre_id}, &is_found, &origin));
	TRY(q_certificates_revoked_all(act->view, act->arena, &(struct certificates_revoked_all_in){.centre_id = act->centre_id}, &rows));
	struct revoked_line *lines = arena_array(act->arena, struct revoked_line, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	int64_t at_ms = act->now_ms - act->now_ms % HOUR_MS;
	for (size_t i = 0; i < rows.count; i++) {
		lines[i] = (struct revoked_line){rows.rows[i].number, rows.rows[i].is_superseded};
		at_ms = rows.rows[i].at_ms > at_ms ? rows.rows[i].at_ms : at_ms;
	}
	*ret_note = revoked_write(act->arena, act->keys->sign, kept, &(struct revoked_list){.origin = proof_origin_of(act->arena, origin.code),
		.at_ms = at_ms, .lines = lines, .count = rows.count});
	return text_is_empty(*ret_note) ? FAIL_LIMIT : OK;
}

static enum fail verify_number(const struct act *act, struct text number, enum certificate_standing *ret_standing, struct certificate *ret_certificate)
{
	bool is_found = false;
	struct certificate_number_taken_row taken;
	TRY(q_certificate_number_taken(act->view, act->arena, &(struct certificate_number_taken_in){.centre_id = act->centre_id, .number = number},
		&is_found, &taken));
	if (is_found)
		TRY(certificates_get(act, taken.certificate_id, &is_found, ret_certificate));
	*ret_standing = is_found ? standing_of(ret_certificate) : STANDING_UNKNOWN;
	return OK;
}

static enum certificate_standing standing_of(const struct certificate *certificate)
{
	if (certificate->state == CERTIFICATE_REVOKED || certificate->is_outdated)
		return STANDING_REVOKED;
	return certificate->state == CERTIFICATE_SUPERSEDED ? STANDING_SUPERSEDED : STANDING_VALID;
}

static enum fail read_lines(const struct act *act, struct certificate *certificate)
{
	struct certificate_lines_rows rows;
	TRY(q_certificate_lines(act->view, act->arena, &(struct certificate_lines_in){.centre_id = act->centre_id, .certificate_id = certificate->id}, &rows));
	certificate->lines = arena_array(act->arena, struct certificate_line, rows.count + 1);
	if (certificate->lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		certificate->lines[i] = (struct certificate_line){rows.rows[i].title, rows.rows[i].title_en, rows.rows[i].unit, rows.rows[i].times,
			rows.rows[i].minutes_machine, rows.rows[i].minutes_manual};
	certificate->line_count = rows.count;
	return OK;
}
