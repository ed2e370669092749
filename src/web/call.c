/* SPDX-License-Identifier: Apache-2.0 */
#include "web/call.h"

#include <sodium.h>

#include "base/arena.h"
#include "queries/sessions.h"
#include "store/store.h"
#include "web/app.h"

#define ONCE_LEAST 16
#define ONCE_MOST 64
#define DIGEST_BYTES 32

/* What a write carries into the writer's thread. */
struct job {
	struct call *call;
	write_work *work;
	void *context;
	struct text once;
	unsigned char digest[DIGEST_BYTES];
	struct write write; /* of the last run */
};

static enum fail run(struct store_txn *txn, void *context);
static enum fail find_repeat(struct job *job, bool *ret_is_repeat);
static void digest_call(const struct call *call, unsigned char ret_digest[DIGEST_BYTES]);

int64_t call_id(const struct call *call, size_t nth)
{
	for (size_t i = 0; i < call->piece_count; i++)
		if (call->pieces[i].id != 0 && nth-- == 0)
			return call->pieces[i].id;
	check(!"a path with that many ids");
	return 0;
}

struct text call_word(const struct call *call, size_t nth)
{
	check(nth < call->piece_count);
	return call->pieces[nth].text;
}

bool call_is(const struct call *call, unsigned roles)
{
	return (call->access.mask & roles) != 0;
}

struct act call_act(const struct call *call)
{
	return (struct act){
		.view = call->view,
		.arena = call->arena,
		.now_ms = call->now_ms,
		.centre_id = call->centre_id,
		.actor = call->actor,
		.source = call->route && call->route->face == FACE_DESK ? ACT_DESK : ACT_WEB,
		.keys = call->app->options.keys,
	};
}

struct text call_say(const struct call *call, enum key key)
{
	return locale_text(call->lang, key);
}

struct text call_once(struct call *call)
{
	call->own->has_marks = true;
	return (struct text){ call->app->mark, MARK_CHARS };
}

struct text call_error(const struct call *call, const char *field)
{
	enum key error = call->form.form ? form_error(&call->form, field) : KEY_NONE;
	return error == KEY_NONE ? TEXT("") : call_say(call, error);
}

enum fail write_refuse(struct write *write, enum key refusal, const char *field)
{
	check(refusal != KEY_NONE);
	write->refusal = refusal;
	write->field = field;
	return FAIL_REFUSED;
}

enum fail call_write(struct call *call, struct reply *reply, write_work *work, void *context)
{
	check(call->method == METHOD_POST && call->form.form);
	struct job job = { .call = call, .work = work, .context = context, .once = call->form.once };
	if (job.once.len == 0)
		job.once = call->own->request->idempotency_key;
	if (job.once.len < ONCE_LEAST || job.once.len > ONCE_MOST || !text_is_utf8(job.once))
		return problem_write(call, reply, 400, "once_missing", "a form key (once, or Idempotency-Key) of 16 to 64 characters is needed");
	digest_call(call, job.digest);
	enum fail fail = store_write(call->app->options.store, run, &job);
	if (fail == OK)
		return reply_see_other(call, reply, job.write.location);
	if (fail != FAIL_REFUSED)
		return fail;
	if (!job.write.field || job.write.refusal == KEY_NONE)
		return reply_refused(call, reply, job.write.refusal == KEY_NONE ? KEY_refusal_other : job.write.refusal);
	form_fail(&call->form, job.write.field, job.write.refusal);
	return reply_invalid(call, reply);
}

static enum fail run(struct store_txn *txn, void *context)
{
	struct job *job = context;
	bool is_repeat = false;
	job->write = (struct write){ .act = call_act(job->call), .call = job->call, .once = job->once };
	job->write.act.txn = txn;
	job->write.act.view = store_txn_view(txn);
	TRY(find_repeat(job, &is_repeat));
	if (is_repeat)
		return OK;
	TRY(job->work(&job->write, job->context));
	const struct repeat_add_in in = {
		.centre_id = job->call->centre_id,
		.once = job->once,
		.actor_id = job->call->actor.value,
		.digest = { (const char *)job->digest, DIGEST_BYTES },
		.location = url_text(job->write.location),
		.at_ms = job->call->now_ms,
	};
	check(in.location.len > 0);
	return q_repeat_add(txn, &in, NULL);
}

/* The same form again: its stored answer. Another form, or another person,
 * under the same key: refused. */
static enum fail find_repeat(struct job *job, bool *ret_is_repeat)
{
	const struct repeat_get_in in = { .centre_id = job->call->centre_id, .once = job->once };
	struct repeat_get_row row;
	TRY(q_repeat_get(job->write.act.view, job->call->arena, &in, ret_is_repeat, &row));
	if (!*ret_is_repeat)
		return OK;
	bool is_equal = row.actor_id == job->call->actor.value && text_equal(row.digest, (struct text){ (const char *)job->digest, DIGEST_BYTES });
	if (!is_equal)
		return write_refuse(&job->write, KEY_refusal_repeat_differs, NULL);
	return url_from_stored(row.location, &job->write.location) ? OK : FAIL_STORE;
}

static void digest_call(const struct call *call, unsigned char ret_digest[DIGEST_BYTES])
{
	crypto_generichash_state state;
	(void)crypto_generichash_init(&state, NULL, 0, DIGEST_BYTES);
	(void)crypto_generichash_update(&state, (const unsigned char *)call->path.at, call->path.len);
	(void)crypto_generichash_update(&state, (const unsigned char *)call->form.digest, sizeof(call->form.digest));
	(void)crypto_generichash_final(&state, ret_digest, DIGEST_BYTES);
}
