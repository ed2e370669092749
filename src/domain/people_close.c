/* SPDX-License-Identifier: Apache-2.0
 *
 * Who is too close to whom to answer for her: kin on record, one home, one
 * telephone. Addresses are opened for the comparison only: nobody is shown
 * them, so it is no opening for the trail.
 */
#include "domain/people_private.h"
#include "domain/seal.h"
#include "queries/people.h"
#include "text/fold.h"

static enum fail shares_home(const struct act *act, struct person_id a, const struct person_home_row *one, struct person_id b,
	const struct person_home_row *other, bool *ret_shares);
static enum fail home_key(const struct act *act, struct person_id id, const struct person_home_row *row, struct text *ret_key);

enum fail people_tie_of(const struct act *act, struct person_id a, struct person_id b, enum people_tie *ret_tie)
{
	bool has_a = false;
	bool has_b = false;
	bool is_found = false;
	bool is_one_home = false;
	struct person_tied_row tied = {0};
	struct person_home_row one;
	struct person_home_row other;
	*ret_tie = a.value == b.value && a.value != 0 ? TIE_SELF : TIE_NONE;
	if (a.value == b.value || a.value == 0 || b.value == 0) /* the clock is nobody's neighbour */
		return OK;
	TRY(q_person_tied(act->view, act->arena, &(struct person_tied_in){.centre_id = act->centre_id, .person_id = a, .other_id = b}, &is_found, &tied));
	TRY(q_person_home(act->view, act->arena, &(struct person_home_in){.centre_id = act->centre_id, .id = a}, &has_a, &one));
	TRY(q_person_home(act->view, act->arena, &(struct person_home_in){.centre_id = act->centre_id, .id = b}, &has_b, &other));
	if (has_a && has_b)
		TRY(shares_home(act, a, &one, b, &other, &is_one_home));
	if (tied.links > 0)
		*ret_tie = TIE_KIN;
	else if (is_one_home)
		*ret_tie = TIE_HOME;
	else if (has_a && has_b && one.phone_index.len > 0 && text_equal(one.phone_index, other.phone_index))
		*ret_tie = TIE_TELEPHONE;
	return OK;
}

enum fail people_are_close(const struct act *act, struct person_id a, struct person_id b, bool *ret_are)
{
	enum people_tie tie = TIE_NONE;
	TRY(people_tie_of(act, a, b, &tie));
	*ret_are = tie != TIE_NONE;
	return OK;
}

/* The same house and door of the same village and estate. */
static enum fail shares_home(const struct act *act, struct person_id a, const struct person_home_row *one, struct person_id b,
	const struct person_home_row *other, bool *ret_shares)
{
	struct text here;
	struct text there;
	*ret_shares = false;
	if (act->keys == NULL || one->place_id.value != other->place_id.value || one->address_sealed.len == 0 || other->address_sealed.len == 0)
		return OK;
	TRY(home_key(act, a, one, &here));
	TRY(home_key(act, b, other, &there));
	*ret_shares = here.len > 0 && text_equal(here, there);
	return OK;
}

/* Estate and address as one would compare them aloud: no blanks, one width, one script. Empty when it does not open, which the audit tells. */
static enum fail home_key(const struct act *act, struct person_id id, const struct person_home_row *row, struct text *ret_key)
{
	struct text address = TEXT_NONE;
	struct text key;
	size_t len = 0;
	*ret_key = TEXT_NONE;
	enum fail fail = seal_open(act, "person", id.value, "address_sealed", row->address_sealed, &address);
	if (fail == FAIL_CRYPTO)
		return OK;
	TRY(fail);
	if (text_is_empty(text_trim(address)))
		return OK;
	TRY(fold_key(act->arena, arena_format(act->arena, "%.*s%.*s", TEXT_ARGS(row->estate), TEXT_ARGS(address)), &key));
	if (arena_is_exhausted(act->arena))
		return FAIL_LIMIT;
	char *out = arena_array(act->arena, char, key.len + 1);
	if (out == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < key.len; i++) {
		if (key.at[i] != ' ' && key.at[i] != '\t')
			out[len++] = key.at[i];
	}
	*ret_key = (struct text){out, len};
	return OK;
}
