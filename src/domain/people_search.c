/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"
#include "domain/people_private.h"
#include "domain/seal.h"
#include "queries/people.h"
#include "text/idcard.h"
#include "text/phone.h"
#include "text/search.h"

static enum fail compute_terms(const struct act *act, struct person_id id, struct search_terms *ret_terms);
static bool holds_term(const struct person_terms_rows *rows, const struct search_term *term);

enum fail people_index(const struct act *act, struct person_id id)
{
	struct search_terms terms;
	check(act->txn != NULL);
	TRY(compute_terms(act, id, &terms));
	TRY(q_person_terms_clear(act->txn, &(struct person_terms_clear_in){.centre_id = act->centre_id, .person_id = id}, NULL));
	for (size_t i = 0; i < terms.count; i++)
		TRY(q_person_term_add(act->txn, &(struct person_term_add_in){.centre_id = act->centre_id, .kind = terms.at[i].kind,
			.term = terms.at[i].term, .person_id = id}, NULL));
	return OK;
}

enum fail people_is_indexed(const struct act *act, struct person_id id, bool *ret_is_indexed)
{
	struct search_terms terms;
	struct person_terms_rows rows;
	TRY(compute_terms(act, id, &terms));
	TRY(q_person_terms(act->view, act->arena, &(struct person_terms_in){.centre_id = act->centre_id, .person_id = id}, &rows));
	bool is_indexed = rows.count == terms.count && !rows.is_cut;
	for (size_t i = 0; is_indexed && i < terms.count; i++)
		is_indexed = holds_term(&rows, &terms.at[i]);
	*ret_is_indexed = is_indexed;
	return OK;
}

enum fail people_search(const struct act *act, struct place_id scope_id, struct text typed, struct people_found *ret_found)
{
	struct search_query query;
	struct person_search_rows rows;
	struct people_found found = {0};
	TRY(search_query_read(act->arena, typed, &query));
	if (query.count == 0) {
		*ret_found = found;
		return OK;
	}
	const struct search_range *a = &query.words[0].ranges[0];
	const struct search_range *b = &query.words[0].ranges[1];
	const struct search_range *c = &query.words[1].ranges[0];
	const struct search_range *d = &query.words[1].ranges[1];
	TRY(q_person_search(act->view, act->arena, &(struct person_search_in){.centre_id = act->centre_id, .scope_id = scope_id,
		.kind_a = a->kind, .from_a = a->from, .to_a = a->to, .kind_b = b->kind, .from_b = b->from, .to_b = b->to,
		.has_second = query.count > 1, .kind_c = c->kind, .from_c = c->from, .to_c = c->to, .kind_d = d->kind,
		.from_d = d->from, .to_d = d->to}, &rows));
	found.people = arena_array(act->arena, struct person_found, rows.count + 1);
	if (found.people == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		found.people[i] = (struct person_found){.id = rows.rows[i].id, .name = rows.rows[i].name, .sex = (enum sex)rows.rows[i].sex,
			.has_birth_day = rows.rows[i].has_birth_day, .birth_day = (int32_t)rows.rows[i].birth_day, .place_id = rows.rows[i].place_id,
			.place_name = rows.rows[i].place_name, .estate = rows.rows[i].estate,
			.phone_mask = rows.rows[i].phone_mask, .lives_alone = rows.rows[i].lives_alone, .is_hardship = rows.rows[i].is_hardship};
	found.count = rows.count;
	found.is_cut = rows.is_cut;
	*ret_found = found;
	return OK;
}

enum fail people_same(const struct act *act, struct text phone, struct text document, struct people_found *ret_found)
{
	struct phone number = {.number = ""};
	struct idcard card = {.number = ""};
	struct person_same_in in = {.centre_id = act->centre_id};
	struct person_same_rows rows;
	struct people_found found = {0};
	if (phone_read(phone, TEXT(PEOPLE_AREA_CODE), &number) == PHONE_OK)
		TRY(seal_index(act, "phone", text_of(number.number), &in.phone_index));
	if (idcard_read(document, when_local_day(act->now_ms), &card) == IDCARD_OK)
		TRY(seal_index(act, "document", text_of(card.number), &in.document_index));
	TRY(q_person_same(act->view, act->arena, &in, &rows));
	found.people = arena_array(act->arena, struct person_found, rows.count + 1);
	if (found.people == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		found.people[i] = (struct person_found){.id = rows.rows[i].id, .name = rows.rows[i].name, .sex = (enum sex)rows.rows[i].sex,
			.has_birth_day = rows.rows[i].has_birth_day, .birth_day = (int32_t)rows.rows[i].birth_day, .place_id = rows.rows[i].place_id,
			.place_name = rows.rows[i].place_name, .estate = rows.rows[i].estate,
			.phone_mask = rows.rows[i].phone_mask, .lives_alone = rows.rows[i].lives_alone, .is_hardship = rows.rows[i].is_hardship};
	found.count = rows.count;
	found.is_cut = rows.is_cut;
	*ret_found = found;
	return OK;
}

static enum fail compute_terms(const struct act *act, struct person_id id, struct search_terms *ret_terms)
{
	bool is_found = false;
	struct person_get_row person;
	struct person_sealed_row sealed;
	struct text phone = TEXT_NONE;
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &person));
	if (!is_found)
		return FAIL_MISSING;
	TRY(q_person_sealed(act->view, act->arena, &(struct person_sealed_in){.centre_id = act->centre_id, .id = id}, &is_found, &sealed));
	TRY(seal_open(act, "person", id.value, "phone_sealed", sealed.phone_sealed, &phone));
	return search_terms_of(act->arena, &(struct search_subject){.name = person.name, .pinyin = person.pinyin, .phone = phone}, ret_terms);
}

static bool holds_term(const struct person_terms_rows *rows, const struct search_term *term)
{
	for (size_t i = 0; i < rows->count; i++) {
		if (rows->rows[i].kind == (int64_t)term->kind && text_equal(rows->rows[i].term, term->term))
			return true;
	}
	return false;
}
