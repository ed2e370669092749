/* SPDX-License-Identifier: Apache-2.0 */
#include "clock/sending.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <time.h>

#include "base/log.h"
#include "domain/messages.h"
#include "locale/keys.h"
#include "store/store.h"

#define LOOK_SECONDS 1 /* an empty look is one read of an index */
#define ARENA_BYTES (512 * 1024)
_Static_assert(MESSAGES_AT_ONCE * GATEWAY_CALL_MS < MESSAGE_TAKEN_MS, "what was taken is handed over before another may take it");

struct sending {
	struct arena *owner; /* holds this struct too */
	struct sending_options options;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool is_stopping;
};

/* One write of the sender's. */
struct job {
	const struct sending_options *options;
	struct arena *arena;
	int64_t now_ms;
	struct message_taken taken[MESSAGES_AT_ONCE];
	size_t count;
	size_t nth; /* to be settled */
	enum message_end end;
};

static enum fail is_any_due(const struct sending_options *options, struct arena *arena, int64_t now_ms, bool *ret_is_any);
static enum fail hand_over(const struct sending_options *options, struct arena *arena, const struct message_taken *taken, int64_t now_ms,
	enum message_end *ret_end);
static enum fail take_work(struct store_txn *txn, void *context);
static enum fail settle_work(struct store_txn *txn, void *context);
static struct act act_of(const struct job *job, struct store_txn *txn);
static struct text words_of(struct arena *arena, const struct message_taken *taken);
static void *thread_main(void *context);

enum fail sending_once(const struct sending_options *options, size_t *ret_sent)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(ARENA_BYTES);
	struct arena *each CLEANUP(arena_done) = arena_make(ARENA_BYTES);
	bool is_any = false;
	*ret_sent = 0;
	if (arena == NULL || each == NULL)
		return FAIL_LIMIT;
	struct job job = {.options = options, .arena = arena, .now_ms = clock_now_ms(&options->clock)};
	TRY(is_any_due(options, arena, job.now_ms, &is_any));
	if (!is_any)
		return OK;
	TRY(store_write(options->store, take_work, &job));
	enum fail first = OK;
	for (job.nth = 0; job.nth < job.count; job.nth++) {
		job.now_ms = clock_now_ms(&options->clock);
		enum fail fail = hand_over(options, each, &job.taken[job.nth], job.now_ms, &job.end);
		job.now_ms = clock_now_ms(&options->clock);
		if (fail == OK)
			fail = store_write(options->store, settle_work, &job);
		*ret_sent += fail == OK && job.end == MESSAGE_END_SENT;
		first = first == OK ? fail : first;
	}
	sodium_memzero(job.taken, sizeof(job.taken));
	return first;
}

enum fail sending_start(const struct sending_options *options, struct sending **ret_sending)
{
	struct arena *owner = arena_make(16 * 1024);
	struct sending *sending = owner == NULL ? NULL : arena_new(owner, struct sending);
	if (sending == NULL) {
		arena_free(owner);
		return FAIL_LIMIT;
	}
	*sending = (struct sending){.owner = owner, .options = *options};
	check(pthread_mutex_init(&sending->lock, NULL) == 0 && pthread_cond_init(&sending->wake, NULL) == 0);
	if (pthread_create(&sending->thread, NULL, thread_main, sending) != 0) {
		arena_free(owner);
		return FAIL_SYSTEM;
	}
	*ret_sending = sending;
	return OK;
}

void sending_stop(struct sending *sending)
{
	if (sending == NULL)
		return;
	(void)pthread_mutex_lock(&sending->lock);
	sending->is_stopping = true;
	(void)pthread_cond_signal(&sending->wake);
	(void)pthread_mutex_unlock(&sending->lock);
	(void)pthread_join(sending->thread, NULL);
	(void)pthread_cond_destroy(&sending->wake);
	(void)pthread_mutex_destroy(&sending->lock);
	arena_free(sending->owner);
}

/* A read first: an empty look writes nothing. */
static enum fail is_any_due(const struct sending_options *options, struct arena *arena, int64_t now_ms, bool *ret_is_any)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	TRY(store_read(options->store, &view));
	struct act act = {.view = view, .arena = arena, .now_ms = now_ms, .centre_id = options->centre_id, .source = ACT_CLOCK, .keys = options->keys};
	return messages_are_due(&act, ret_is_any);
}

static enum fail hand_over(const struct sending_options *options, struct arena *arena, const struct message_taken *taken, int64_t now_ms,
	enum message_end *ret_end)
{
	static const enum message_end ends[] = {[GATEWAY_SENT] = MESSAGE_END_SENT, [GATEWAY_AGAIN] = MESSAGE_END_AGAIN,
		[GATEWAY_REFUSED] = MESSAGE_END_REFUSED};
	struct gateway_answer answer = {0};
	arena_reset(arena);
	struct gateway_message message = {.id = ids_text(arena, taken->id.value), .number = text_of(taken->number), .code = text_of(taken->code),
		.words = words_of(arena, taken), .minutes = MESSAGE_CODE_MIN};
	if (text_is_empty(message.words))
		return FAIL_LIMIT;
	TRY(options->call != NULL ? options->call(options->gateway, arena, &message, now_ms, &answer)
		: gateway_send(options->gateway, arena, &message, now_ms, &answer));
	if (answer.outcome != GATEWAY_SENT)
		log_line(LOG_WARNING, "event=message try=%d status=%ld problem=\"%s\"", taken->tries, answer.status, answer.problem == NULL ? "" : answer.problem);
	*ret_end = ends[answer.outcome];
	return OK;
}

static enum fail take_work(struct store_txn *txn, void *context)
{
	struct job *job = context;
	struct act act = act_of(job, txn);
	arena_reset(job->arena);
	return messages_take(&act, job->taken, &job->count);
}

static enum fail settle_work(struct store_txn *txn, void *context)
{
	const struct job *job = context;
	struct act act = act_of(job, txn);
	arena_reset(job->arena);
	return messages_settle(&act, job->taken[job->nth].id, job->taken[job->nth].tries, job->end);
}

static struct act act_of(const struct job *job, struct store_txn *txn)
{
	return (struct act){.view = store_txn_view(txn), .txn = txn, .arena = job->arena, .now_ms = job->now_ms, .centre_id = job->options->centre_id,
		.source = ACT_CLOCK, .keys = job->options->keys};
}

/* The words of docs/operating.md, which a provider's template has to agree with: one variable, what it is for, how long it holds. */
static struct text words_of(struct arena *arena, const struct message_taken *taken)
{
	struct text rest = locale_text(LANG_ZH_HANS, KEY_message_code);
	size_t at = text_find(rest, TEXT("{code}"));
	check(at != SIZE_MAX);
	return arena_format(arena, "%.*s%s%.*s", (int)at, rest.at, taken->code, (int)(rest.len - at - sizeof("{code}") + 1), rest.at + at + sizeof("{code}") - 1);
}

static void *thread_main(void *context)
{
	struct sending *sending = context;
	(void)pthread_mutex_lock(&sending->lock);
	while (!sending->is_stopping) {
		size_t sent = 0;
		struct timespec until;
		(void)pthread_mutex_unlock(&sending->lock);
		enum fail fail = sending_once(&sending->options, &sent);
		if (fail != OK)
			log_line(LOG_ERROR, "event=messages fail=%s", fail_name(fail));
		if (sent > 0)
			log_line(LOG_INFO, "event=messages sent=%zu", sent);
		check(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
		until.tv_sec += LOOK_SECONDS;
		(void)pthread_mutex_lock(&sending->lock);
		while (!sending->is_stopping && pthread_cond_clockwait(&sending->wake, &sending->lock, CLOCK_MONOTONIC, &until) != ETIMEDOUT)
			continue;
	}
	(void)pthread_mutex_unlock(&sending->lock);
	return NULL;
}
