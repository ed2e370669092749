/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/messages.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "domain/access.h"
#include "domain/seal.h"
#include "domain/settings.h"
#include "queries/messages.h"
#include "queries/people.h"

static enum fail check_reach(const struct act *act, struct person_id person_id, const struct message_reach_row *reach, enum message_refusal *ret_refusal);
static enum fail check_budgets(const struct act *act, const struct message_reach_row *reach, struct text address_index, enum message_refusal *ret_refusal);
static enum fail read_number(const struct act *act, struct person_id person_id, struct text sealed, bool *ret_is_mobile, struct phone *ret_phone);
static bool is_new(const struct act *act, int64_t phone_since_ms);
static bool is_alive(const struct act *act, const struct message_newest_row *row);
static enum fail take_one(const struct act *act, const struct message_due_row *row, struct message_taken *ret_taken, bool *ret_is_taken);
static enum fail end(const struct act *act, struct message_id id, enum message_state state);
static enum fail refuse(enum message_refusal refusal, enum message_refusal *ret_refusal);

const char *message_refusal_name(enum message_refusal refusal)
{
	static const char *const names[MESSAGE_REFUSAL_COUNT] = {"ok", "not_found", "wrong_state", "same_phone", "no_gateway", "in_demo", "unwanted",
		"no_mobile", "new_number", "too_soon", "too_many_phone", "too_many_asked", "too_many"};
	check((size_t)refusal < COUNT_OF(names));
	return names[refusal];
}

enum fail messages_ask(const struct act *act, struct request_id request_id, struct person_id person_id, const struct messages_options *options,
	enum message_refusal *ret_refusal)
{
	struct message_reach_row reach = {0};
	struct text address_index = TEXT_NONE;
	bool is_found = false;
	check(act->txn != NULL && act->actor.value != 0 && request_id.value != 0);
	if (!options->has_gateway)
		return refuse(MESSAGE_NO_GATEWAY, ret_refusal);
	TRY(q_message_reach(act->view, act->arena, &(struct message_reach_in){.centre_id = act->centre_id, .person_id = person_id}, &is_found, &reach));
	check(is_found);
	TRY(check_reach(act, person_id, &reach, ret_refusal));
	TRY(seal_index(act, "address", options->address, &address_index));
	TRY(check_budgets(act, &reach, address_index, ret_refusal));
	TRY(q_message_add(act->txn, &(struct message_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .request_id = request_id,
		.person_id = person_id, .phone_index = reach.phone_index, .asked_by = act->actor, .address_index = address_index, .at_ms = act->now_ms}, NULL));
	return act_trail(act, "messages.ask", "person", person_id.value, TEXT_NONE);
}

enum fail messages_use(const struct act *act, struct request_id request_id, struct text code, bool *ret_fits)
{
	struct message_newest_row row = {0};
	bool is_found = false;
	char expected[7];
	int64_t changed = 0;
	check(act->txn != NULL);
	*ret_fits = false;
	TRY(q_message_newest(act->view, act->arena, &(struct message_newest_in){.centre_id = act->centre_id, .request_id = request_id}, &is_found, &row));
	if (!is_found || !is_alive(act, &row) || row.tries == 0) /* one that failed may have arrived all the same */
		return OK;
	seal_message_code(act->keys, row.id.value, expected);
	if (!text_equal(code, text_of(expected)))
		return OK;
	TRY(q_message_use(act->txn, &(struct message_use_in){.centre_id = act->centre_id, .id = row.id, .at_ms = act->now_ms}, &changed));
	*ret_fits = changed == 1;
	return OK;
}

enum fail messages_miss(const struct act *act, struct request_id request_id)
{
	struct message_newest_row row = {0};
	bool is_found = false;
	check(act->txn != NULL);
	TRY(q_message_newest(act->view, act->arena, &(struct message_newest_in){.centre_id = act->centre_id, .request_id = request_id}, &is_found, &row));
	return is_found && is_alive(act, &row) ? q_message_miss(act->txn, &(struct message_miss_in){.centre_id = act->centre_id, .id = row.id}, NULL) : OK;
}

enum fail messages_last(const struct act *act, struct request_id request_id, bool *ret_found, struct message_last *ret_last)
{
	struct message_newest_row row = {0};
	bool is_found = false;
	TRY(q_message_newest(act->view, act->arena, &(struct message_newest_in){.centre_id = act->centre_id, .request_id = request_id}, &is_found, &row));
	*ret_found = is_found && act->now_ms < row.asked_at_ms + MESSAGE_CODE_MS;
	if (*ret_found)
		*ret_last = (struct message_last){.state = (enum message_state)row.state, .asked_at_ms = row.asked_at_ms, .ended_at_ms = row.ended_at_ms,
			.is_dead = row.wrong_tries >= MESSAGE_TRIES};
	return OK;
}

enum fail messages_wish(const struct act *act, struct person_id person_id, bool is_wanted, enum message_refusal *ret_refusal)
{
	struct person_get_row person = {0};
	bool is_found = false;
	bool may = act->actor.value == person_id.value;
	check(act->txn != NULL);
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = person_id}, &is_found, &person));
	if (is_found && !may)
		TRY(access_kin_may(act, act->actor, person_id, KIN_ORDER, &may));
	if (is_found && !may)
		TRY(access_may(act, ROLES_STAFF, person.place_id, &may));
	if (!is_found || !may)
		return refuse(MESSAGE_NOT_FOUND, ret_refusal);
	TRY(q_message_wish_put(act->txn, &(struct message_wish_put_in){.centre_id = act->centre_id, .person_id = person_id, .is_wanted = is_wanted,
		.said_by = act->actor, .at_ms = act->now_ms}, NULL));
	*ret_refusal = MESSAGE_OK;
	return act_trail(act, is_wanted ? "messages.want" : "messages.unwant", "person", person_id.value, TEXT_NONE);
}

enum fail messages_wanted(const struct act *act, struct person_id person_id, bool *ret_is_wanted, int64_t *ret_said_at_ms)
{
	struct message_wish_get_row row = {.is_wanted = true};
	bool is_found = false;
	TRY(q_message_wish_get(act->view, act->arena, &(struct message_wish_get_in){.centre_id = act->centre_id, .person_id = person_id}, &is_found, &row));
	*ret_is_wanted = !is_found || row.is_wanted;
	*ret_said_at_ms = is_found ? row.said_at_ms : 0;
	return OK;
}

enum fail messages_are_due(const struct act *act, bool *ret_are)
{
	struct message_any_row row;
	return q_message_any(act->view, act->arena, &(struct message_any_in){.centre_id = act->centre_id, .now_ms = act->now_ms}, ret_are, &row);
}

enum fail messages_take(const struct act *act, struct message_taken *ret_taken, size_t *ret_count)
{
	struct message_due_rows rows;
	size_t count = 0;
	check(act->txn != NULL);
	TRY(q_message_due(act->view, act->arena, &(struct message_due_in){.centre_id = act->centre_id, .now_ms = act->now_ms}, &rows));
	for (size_t i = 0; i < rows.count && i < MESSAGES_AT_ONCE; i++) {
		bool is_taken = false;
		TRY(take_one(act, &rows.rows[i], &ret_taken[count], &is_taken));
		count += is_taken;
	}
	*ret_count = count;
	return OK;
}

enum fail messages_settle(const struct act *act, struct message_id id, int32_t tries, enum message_end how)
{
	static const int64_t waits_ms[MESSAGE_HANDOVERS] = {0, 5 * SECOND_MS, 20 * SECOND_MS, MINUTE_MS};
	check(act->txn != NULL && tries > 0);
	if (how == MESSAGE_END_SENT)
		return end(act, id, MESSAGE_SENT);
	if (how == MESSAGE_END_REFUSED || tries >= MESSAGE_HANDOVERS)
		return end(act, id, MESSAGE_FAILED);
	return q_message_again(act->txn, &(struct message_again_in){.centre_id = act->centre_id, .id = id, .tries = tries,
		.due_at_ms = act->now_ms + waits_ms[tries]}, NULL);
}

enum fail messages_tick(const struct act *act, size_t *ret_done)
{
	check(act->txn != NULL);
	*ret_done = 0;
	TRY(q_message_forget(act->txn, &(struct message_forget_in){.centre_id = act->centre_id, .before_ms = act->now_ms - MESSAGE_KEPT_MS}, NULL));
	return q_message_lapse(act->txn, &(struct message_lapse_in){.centre_id = act->centre_id, .state = MESSAGE_OLD, .at_ms = act->now_ms,
		.before_ms = act->now_ms - MESSAGE_CODE_MS}, NULL);
}

static enum fail check_reach(const struct act *act, struct person_id person_id, const struct message_reach_row *reach, enum message_refusal *ret_refusal)
{
	struct phone phone = {0};
	bool is_mobile = false;
	if (reach->is_demo)
		return refuse(MESSAGE_IN_DEMO, ret_refusal);
	if (!reach->is_wanted)
		return refuse(MESSAGE_UNWANTED, ret_refusal);
	TRY(read_number(act, person_id, reach->phone_sealed, &is_mobile, &phone));
	if (!is_mobile)
		return refuse(MESSAGE_NO_MOBILE, ret_refusal);
	if (phone.is_demo)
		return refuse(MESSAGE_IN_DEMO, ret_refusal);
	return refuse(is_new(act, reach->phone_since_ms) ? MESSAGE_NEW_NUMBER : MESSAGE_OK, ret_refusal);
}

static enum fail check_budgets(const struct act *act, const struct message_reach_row *reach, struct text address_index, enum message_refusal *ret_refusal)
{
	struct message_counts_row row = {0};
	bool is_found = false;
	int64_t most = 0;
	TRY(q_message_counts(act->view, act->arena, &(struct message_counts_in){.centre_id = act->centre_id, .phone_index = reach->phone_index,
		.asked_by = act->actor, .address_index = address_index, .minute_ms = act->now_ms - MESSAGE_GAP_MS, .hour_ms = act->now_ms - HOUR_MS,
		.day_ms = act->now_ms - DAY_MS}, &is_found, &row));
	TRY(settings_get(act, SETTING_MESSAGES, &most));
	check(is_found);
	if (row.phone_minute > 0)
		return refuse(MESSAGE_TOO_SOON, ret_refusal);
	if (row.phone_hour >= LIMIT_MESSAGES_PHONE_HOUR || row.phone_day >= LIMIT_MESSAGES_PHONE_DAY)
		return refuse(MESSAGE_TOO_MANY_PHONE, ret_refusal);
	if (row.asker_day >= LIMIT_MESSAGES_ASKER_DAY || row.address_hour >= LIMIT_MESSAGES_ADDRESS_HOUR)
		return refuse(MESSAGE_TOO_MANY_ASKED, ret_refusal);
	return refuse(row.all_day >= most ? MESSAGE_TOO_MANY : MESSAGE_OK, ret_refusal);
}

static enum fail read_number(const struct act *act, struct person_id person_id, struct text sealed, bool *ret_is_mobile, struct phone *ret_phone)
{
	struct text plain = TEXT_NONE;
	TRY(seal_open(act, "person", person_id.value, "phone_sealed", sealed, &plain));
	*ret_is_mobile = phone_read(plain, TEXT_NONE, ret_phone) == PHONE_OK && ret_phone->kind == PHONE_MOBILE;
	return OK;
}

static bool is_new(const struct act *act, int64_t phone_since_ms)
{
	return act->now_ms < phone_since_ms + MESSAGE_NUMBER_MS;
}

static bool is_alive(const struct act *act, const struct message_newest_row *row)
{
	return act->now_ms < row->asked_at_ms + MESSAGE_CODE_MS && row->wrong_tries < MESSAGE_TRIES && row->used_at_ms == 0;
}

/* A second look at everything that may have changed since it was asked; taken only when no other sender was first. */
static enum fail take_one(const struct act *act, const struct message_due_row *row, struct message_taken *ret_taken, bool *ret_is_taken)
{
	struct phone phone = {0};
	bool is_mobile = false;
	int64_t changed = 0;
	*ret_is_taken = false;
	if (act->now_ms >= row->asked_at_ms + MESSAGE_LATEST_MS)
		return end(act, row->id, MESSAGE_OLD);
	TRY(read_number(act, row->person_id, row->phone_sealed, &is_mobile, &phone));
	if (!is_mobile || phone.is_demo || row->is_demo || !row->is_wanted || is_new(act, row->phone_since_ms))
		return end(act, row->id, MESSAGE_FAILED);
	if (row->tries >= MESSAGE_HANDOVERS) /* senders died over it */
		return end(act, row->id, MESSAGE_FAILED);
	TRY(q_message_take(act->txn, &(struct message_take_in){.centre_id = act->centre_id, .id = row->id, .due_at_ms = row->due_at_ms,
		.until_ms = act->now_ms + MESSAGE_TAKEN_MS}, &changed));
	if (changed != 1)
		return OK;
	*ret_taken = (struct message_taken){.id = row->id, .tries = (int32_t)row->tries + 1};
	memcpy(ret_taken->number, phone.number, sizeof(ret_taken->number));
	seal_message_code(act->keys, row->id.value, ret_taken->code);
	*ret_is_taken = true;
	return OK;
}

static enum fail end(const struct act *act, struct message_id id, enum message_state state)
{
	return q_message_end(act->txn, &(struct message_end_in){.centre_id = act->centre_id, .id = id, .state = state, .at_ms = act->now_ms}, NULL);
}

static enum fail refuse(enum message_refusal refusal, enum message_refusal *ret_refusal)
{
	*ret_refusal = refusal;
	return refusal == MESSAGE_OK ? OK : FAIL_REFUSED;
}
