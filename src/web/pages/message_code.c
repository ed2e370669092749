/* SPDX-License-Identifier: Apache-2.0
 *
 * The code of a service by text message, on the page of who is at the door and
 * on the desk's; and whether somebody wants text messages at all.
 */
#include "domain/messages.h"

#include "store/store.h"
#include "web/app.h"
#include "web/pages/faces.h"
#include "web/words.h"

static enum fail ask_work(struct write *write, void *context);
static enum fail miss_work(struct store_txn *txn, void *context);

enum fail faces_message_code(struct call *call, const char *prefix, const struct view_parts_message_code **ret_part)
{
	struct act act = call_act(call);
	struct message_last last = {0};
	bool is_found = false;
	if (!call->app->options.has_messages)
		return OK;
	TRY(messages_last(&act, (struct request_id){call_id(call, 0)}, &is_found, &last));
	struct view_parts_message_code *part = arena_new(call->arena, struct view_parts_message_code);
	if (part == NULL)
		return FAIL_LIMIT;
	*part = (struct view_parts_message_code){.here = url_id(call->arena, prefix, call_id(call, 0), ""),
		.action = url_id(call->arena, prefix, call_id(call, 0), "/message"), .can_send = true, .minutes = MESSAGE_CODE_MIN,
		.is_desk = call->route->face == FACE_DESK, .csrf = call_csrf(call), .once = call_once(call),
		.phone = call->app->centre_phone, .call = url_tel(call->arena, call->app->centre_phone)};
	if (is_found) {
		part->is_again = true;
		part->at = last.ended_at_ms != 0 ? last.ended_at_ms : last.asked_at_ms;
		part->is_waiting = last.state == MESSAGE_WAITING;
		part->is_dead = last.state == MESSAGE_SENT && last.is_dead;
		part->is_sent = last.state == MESSAGE_SENT && !last.is_dead;
		part->is_failed = last.state == MESSAGE_FAILED || last.state == MESSAGE_OLD;
		part->can_send = !part->is_waiting;
	}
	*ret_part = part;
	return OK;
}

enum fail faces_message_post(struct call *call, struct reply *reply, const char *prefix)
{
	return call_write(call, reply, ask_work, (void *)(uintptr_t)prefix);
}

enum fail faces_try_code(struct call *call, struct reply *reply, write_work *work, void *context, const enum request_refusal *refusal)
{
	struct throttle *throttle = call->app->throttle;
	struct text about = arena_format(call->arena, "code %.*s", TEXT_ARGS(ids_text(call->arena, call_id(call, 0))));
	struct text who = ids_text(call->arena, call->actor.value);
	bool has_code = form_has(&call->form, "code");
	int wait_s = has_code ? throttle_enter_s(throttle, about, who, call->now_ms) : 0;
	if (wait_s > 0) {
		reply->retry_after_s = wait_s;
		form_fail(&call->form, "code", KEY_shell_sign_in_wait);
		return reply_invalid(call, reply);
	}
	TRY(call_write(call, reply, work, context));
	if (*refusal != REQUEST_CODE_WRONG) {
		if (has_code)
			throttle_leave(throttle, about, who, call->now_ms);
		return OK;
	}
	if (!has_code)
		throttle_fail(throttle, about, who, call->now_ms);
	return store_write(call->app->options.store, miss_work, call);
}

struct text faces_code(struct write *write)
{
	struct text typed = form_text(&write->call->form, "code");
	char *digits = arena_array(write->act.arena, char, typed.len + 1);
	size_t count = 0;
	if (digits == NULL)
		return typed;
	for (size_t i = 0; i < typed.len; i++) {
		if (typed.at[i] != ' ')
			digits[count++] = typed.at[i];
	}
	return count > 0 ? (struct text){digits, count} : TEXT("-");
}

enum fail faces_wish(struct call *call, struct person_id person_id, struct url put, const struct view_parts_person_messages **ret_part)
{
	struct act act = call_act(call);
	struct view_parts_person_messages *part = arena_new(call->arena, struct view_parts_person_messages);
	if (!call->app->options.has_messages)
		return OK;
	if (part == NULL)
		return FAIL_LIMIT;
	*part = (struct view_parts_person_messages){.csrf = call_csrf(call), .once = call_once(call), .put = put};
	TRY(messages_wanted(&act, person_id, &part->is_wanted, &part->said_ms));
	*ret_part = part;
	return OK;
}

static enum fail ask_work(struct write *write, void *context)
{
	const char *prefix = context;
	struct call *call = write->call;
	enum message_refusal refusal = MESSAGE_OK;
	struct request_id id = {call_id(call, 0)};
	enum fail fail = requests_send_code(&write->act, id, &(struct messages_options){.has_gateway = call->app->options.has_messages,
		.address = call->own->address}, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_message_refusal(refusal), "code");
	write->location = url_id(write->act.arena, prefix, id.value, "");
	return fail;
}

/* In a write of its own: the refusal took the step's back. */
static enum fail miss_work(struct store_txn *txn, void *context)
{
	struct call *call = context;
	struct act act = call_act(call);
	act.view = store_txn_view(txn);
	act.txn = txn;
	return messages_miss(&act, (struct request_id){call_id(call, 0)});
}
