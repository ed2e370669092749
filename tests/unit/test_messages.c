/* SPDX-License-Identifier: Apache-2.0
 *
 * Text messages: who may ask for one, how many there may be, what becomes of
 * one on its way, and when its code confirms a service.
 */
#include "unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "clock/sending.h"
#include "clock/ticking.h"
#include "domain/messages.h"
#include "domain/people.h"
#include "domain/settings.h"
#include "queries/demo.h"
#include "queries/messages.h"
#include "queries/notices.h"
#include "queries/trail.h"
#include "town.h"

#define ELDER_PHONE "13805360001"
#define FIRST_PHONE "13805360002"
#define CLERK_PHONE "13805360003"

/* A provider that answers what the test wants and keeps what it got. */
struct provider {
	enum gateway_outcome outcome;
	int calls;
	char id[ID_TEXT_LEN + 1], number[PHONE_MAX + 1], code[7], words[512];
};

struct scene {
	struct town town;
	struct request_id id;
	enum request_refusal refusal;
	enum message_refusal message_refusal;
	struct provider provider;
	struct text address;
	bool has_no_gateway;
	enum town_person who;
	const char *phone;
	const char *code;
	bool is_wanted;
	bool is_found;
	struct message_last last;
	struct message_taken taken[MESSAGES_AT_ONCE];
	size_t count;
	int64_t most;
	int64_t state, newest;
};

static enum fail provide(void *context, struct arena *arena UNUSED, const struct gateway_message *message, int64_t now_ms UNUSED,
	struct gateway_answer *ret_answer)
{
	struct provider *provider = context;
	provider->calls++;
	(void)snprintf(provider->id, sizeof(provider->id), "%.*s", TEXT_ARGS(message->id));
	(void)snprintf(provider->number, sizeof(provider->number), "%.*s", TEXT_ARGS(message->number));
	(void)snprintf(provider->code, sizeof(provider->code), "%.*s", TEXT_ARGS(message->code));
	(void)snprintf(provider->words, sizeof(provider->words), "%.*s", TEXT_ARGS(message->words));
	*ret_answer = (struct gateway_answer){.outcome = provider->outcome, .status = provider->outcome == GATEWAY_SENT ? 200 : 500};
	return OK;
}

static size_t send_due(struct scene *scene)
{
	size_t sent = 0;
	struct sending_options options = {.store = scene->town.house.store, .keys = &scene->town.house.keys, .centre_id = scene->town.house.centre_id,
		.clock = clock_fake(&scene->town.now_ms), .call = provide, .gateway = &scene->provider};
	assert_int_equal(sending_once(&options, &sent), OK);
	return sent;
}

static enum fail set_phone(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum people_refusal refusal = PEOPLE_OK;
	static const char *const names[TOWN_PEOPLE] = {"陈桂兰", "王雪梅", "于海波", "赵志远", "赵德厚", "高晓琳", "孙立新"};
	return people_change(act, scene->town.people[scene->who], &(struct people_options){.name = text_of(names[scene->who]),
		.place_id = scene->town.place_id, .phone = text_of(scene->phone), .lng_e6 = 118826000, .lat_e6 = 36714000}, &refusal);
}

static void phone(struct scene *scene, enum town_person who, const char *number)
{
	scene->who = who;
	scene->phone = number;
	assert_int_equal(town_write(&scene->town, MANAGER, set_phone, scene), OK);
}

/* It is on file long enough for a code. */
static void known_phone(struct scene *scene, enum town_person who, const char *number)
{
	scene->town.now_ms -= DAY_MS;
	phone(scene, who, number);
	scene->town.now_ms += DAY_MS;
}

static enum fail count_notices(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct notices_unread_row row = {0};
	TRY(q_notices_unread(act->view, act->arena, &(struct notices_unread_in){.centre_id = act->centre_id, .person_id = scene->town.people[ELDER]},
		&scene->is_found, &row));
	scene->most = row.count;
	return OK;
}

/* Of a change, not of the same again. */
static void who_has_her_number_changed_is_told(void **user UNUSED)
{
	static const struct { const char *number; int64_t told; } rows[] = {{"13805360001", 1}, {"138 0536 0001", 1}, {"13805360002", 2}, {"13805360001", 3}};
	struct scene scene = {.who = ELDER};
	town_open(&scene.town);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		phone(&scene, ELDER, rows[i].number);
		assert_int_equal(town_read(&scene.town, count_notices, &scene), OK);
		assert_int_equal(scene.most, rows[i].told);
	}
	town_close(&scene.town);
}

static enum fail order(const struct act *act, void *context)
{
	struct scene *scene = context;
	int64_t from_ms = act->now_ms + 3 * HOUR_MS;
	return requests_open(act, &(struct requests_open_options){.person_id = scene->town.people[ELDER], .item_id = scene->town.item_id,
		.channel = CHANNEL_WEB, .wanted_from_ms = from_ms, .wanted_to_ms = from_ms + HOUR_MS, .is_duplicate_meant = true}, &scene->refusal, &scene->id);
}

static enum fail assign(const struct act *act, void *context)
{
	struct scene *scene = context;
	TRY(requests_accept(act, &(struct requests_accept_options){.id = scene->id}, &scene->refusal));
	return requests_assign(act, scene->id, scene->town.people[FIRST], &scene->refusal);
}

static enum fail come(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_check_in(act, &(struct requests_attend_options){.id = scene->id, .is_own_word = true}, &scene->refusal);
}

static enum fail leave(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_check_out(act, &(struct requests_attend_options){.id = scene->id, .is_own_word = true, .note = TEXT("聊得很好")}, &scene->refusal);
}

/* A service that FIRST has just done at ELDER's, on her own word: only a word of the resident's makes it count. */
static void serve(struct scene *scene)
{
	assert_int_equal(town_write(&scene->town, ELDER, order, scene), OK);
	assert_int_equal(town_write(&scene->town, CLERK, assign, scene), OK);
	scene->town.now_ms += 3 * HOUR_MS;
	assert_int_equal(town_write(&scene->town, FIRST, come, scene), OK);
	scene->town.now_ms += HOUR_MS;
	assert_int_equal(town_write(&scene->town, FIRST, leave, scene), OK);
}

static void open_scene(struct scene *scene)
{
	*scene = (struct scene){.address = TEXT("203.0.113.7")};
	town_open(&scene->town);
	known_phone(scene, ELDER, ELDER_PHONE);
	phone(scene, FIRST, FIRST_PHONE);
	phone(scene, CLERK, CLERK_PHONE);
	serve(scene);
}

static enum fail ask_work(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_send_code(act, scene->id, &(struct messages_options){.has_gateway = !scene->has_no_gateway, .address = scene->address},
		&scene->message_refusal);
}

static enum message_refusal ask(struct scene *scene, enum town_person who)
{
	enum fail fail = town_write(&scene->town, who, ask_work, scene);
	assert_int_equal(fail, scene->message_refusal == MESSAGE_OK ? OK : FAIL_REFUSED);
	return scene->message_refusal;
}

static enum fail confirm_work(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_confirm(act, scene->id, text_of(scene->code), &scene->refusal);
}

static enum fail miss_work(const struct act *act, void *context)
{
	const struct scene *scene = context;
	return messages_miss(act, scene->id);
}

/* As the pages do: a wrong code is counted in a write of its own. */
static enum request_refusal confirm(struct scene *scene, enum town_person who, const char *code)
{
	scene->code = code;
	enum fail fail = town_write(&scene->town, who, confirm_work, scene);
	assert_int_equal(fail, scene->refusal == REQUEST_REFUSAL_NONE ? OK : FAIL_REFUSED);
	if (scene->refusal == REQUEST_CODE_WRONG)
		assert_int_equal(town_write(&scene->town, who, miss_work, scene), OK);
	return scene->refusal;
}

static const char *another(const char *code)
{
	static char other[7];
	memcpy(other, code, sizeof(other));
	other[5] = other[5] == '9' ? '0' : (char)(other[5] + 1);
	return other;
}

static enum fail read_last(const struct act *act, void *context)
{
	struct scene *scene = context;
	scene->last = (struct message_last){0};
	return messages_last(act, scene->id, &scene->is_found, &scene->last);
}

static enum message_state state(struct scene *scene)
{
	assert_int_equal(town_read(&scene->town, read_last, scene), OK);
	assert_true(scene->is_found);
	return scene->last.state;
}

static enum fail read_state(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct demo_request_row row;
	bool is_found = false;
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = scene->id}, &is_found, &row));
	scene->state = row.state;
	return OK;
}

static enum fail read_newest(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct message_newest_row row = {0};
	TRY(q_message_newest(act->view, act->arena, &(struct message_newest_in){.centre_id = act->centre_id, .request_id = scene->id},
		&scene->is_found, &row));
	scene->state = row.state;
	scene->newest = row.id.value;
	return OK;
}

static void her_code_comes_by_message_and_confirms_once(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(state(&scene), MESSAGE_WAITING);
	char unsent[7];
	assert_int_equal(town_read(&scene.town, read_newest, &scene), OK);
	seal_message_code(&scene.town.house.keys, scene.newest, unsent);
	assert_int_equal(confirm(&scene, FIRST, unsent), REQUEST_CODE_WRONG); /* nobody can have read it yet */
	scene.town.now_ms += 2 * SECOND_MS;
	assert_int_equal(send_due(&scene), 1);
	assert_int_equal(send_due(&scene), 0);
	assert_int_equal(scene.provider.calls, 1);
	assert_string_equal(scene.provider.number, ELDER_PHONE);
	assert_string_equal(scene.provider.code, unsent);
	assert_int_equal(strspn(scene.provider.code, "0123456789"), 6);
	assert_non_null(strstr(scene.provider.words, scene.provider.code));
	assert_int_equal(state(&scene), MESSAGE_SENT);
	assert_int_equal(scene.last.ended_at_ms, scene.town.now_ms);
	assert_int_equal(confirm(&scene, SECOND, scene.provider.code), REQUEST_NOT_FOUND); /* who was not there */
	assert_int_equal(confirm(&scene, FIRST, scene.provider.code), REQUEST_REFUSAL_NONE);
	assert_int_equal(town_read(&scene.town, read_state, &scene), OK);
	assert_int_equal(scene.state, REQUEST_CONFIRMED);
	assert_int_equal(confirm(&scene, FIRST, scene.provider.code), REQUEST_WRONG_STATE);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_WRONG_STATE);
	town_close(&scene.town);
}

static void the_words_fit_what_providers_ask(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(send_due(&scene), 1);
	struct text words = text_of(scene.provider.words);
	static const char *const banned[] = {"【", "】", "http", "积分", "兑换", "领取", "{", "}"};
	for (size_t i = 0; i < COUNT_OF(banned); i++)
		assert_true(text_find(words, text_of(banned[i])) == SIZE_MAX);
	assert_true(text_count_points(words) <= 70); /* one charge */
	assert_true(text_find(words, TEXT("10分钟")) != SIZE_MAX && text_find(words, TEXT("服务预约")) != SIZE_MAX);
	assert_true(text_find(words, text_of(ELDER_PHONE)) == SIZE_MAX);
	assert_int_equal(MESSAGE_CODE_MIN, 10);
	town_close(&scene.town);
}

static void staff_who_ring_may_take_the_code_too(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(ask(&scene, CLERK), MESSAGE_OK);
	assert_int_equal(send_due(&scene), 1);
	assert_int_equal(confirm(&scene, CLERK, another(scene.provider.code)), REQUEST_CODE_WRONG);
	assert_int_equal(confirm(&scene, CLERK, scene.provider.code), REQUEST_REFUSAL_NONE);
	town_close(&scene.town);
}

/* Each row meets the next refusal once the one before it is mended. */
static void each_refusal_in_its_order(void **user UNUSED)
{
	struct scene scene;
	struct request_id before;
	open_scene(&scene);
	assert_int_equal(ask(&scene, SECOND), MESSAGE_NOT_FOUND);
	assert_int_equal(ask(&scene, ELDER), MESSAGE_NOT_FOUND);
	assert_int_equal(ask(&scene, DAUGHTER), MESSAGE_NOT_FOUND);
	before = scene.id;
	assert_int_equal(town_write(&scene.town, ELDER, order, &scene), OK);
	assert_int_equal(ask(&scene, CLERK), MESSAGE_WRONG_STATE);
	scene.id = before;
	scene.has_no_gateway = true;
	phone(&scene, ELDER, FIRST_PHONE);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_SAME_PHONE);
	assert_int_equal(ask(&scene, CLERK), MESSAGE_SAME_PHONE); /* the number of who served, whoever asks */
	phone(&scene, ELDER, CLERK_PHONE);
	assert_int_equal(ask(&scene, CLERK), MESSAGE_SAME_PHONE);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_NO_GATEWAY);
	scene.has_no_gateway = false;
	phone(&scene, ELDER, "15412345699");
	assert_int_equal(ask(&scene, FIRST), MESSAGE_IN_DEMO);
	phone(&scene, ELDER, "0536-6221234");
	assert_int_equal(ask(&scene, FIRST), MESSAGE_NO_MOBILE);
	phone(&scene, ELDER, ELDER_PHONE);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_NEW_NUMBER);
	scene.town.now_ms += DAY_MS - 1;
	phone(&scene, ELDER, ELDER_PHONE); /* the same again is no change */
	assert_int_equal(ask(&scene, CLERK), MESSAGE_NEW_NUMBER);
	scene.town.now_ms++;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_TOO_SOON);
	assert_int_equal(send_due(&scene), 1);
	assert_int_equal(scene.provider.calls, 1);
	scene.town.now_ms += MINUTE_MS;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	phone(&scene, ELDER, "13805360009"); /* changed while it waits: it does not leave */
	assert_int_equal(send_due(&scene), 0);
	assert_int_equal(state(&scene), MESSAGE_FAILED);
	town_close(&scene.town);
}

static enum fail wish_work(const struct act *act, void *context)
{
	struct scene *scene = context;
	return messages_wish(act, scene->town.people[ELDER], scene->is_wanted, &scene->message_refusal);
}

static enum message_refusal wish(struct scene *scene, enum town_person who, bool is_wanted)
{
	scene->is_wanted = is_wanted;
	(void)town_write(&scene->town, who, wish_work, scene);
	return scene->message_refusal;
}

static enum fail read_wish(const struct act *act, void *context)
{
	struct scene *scene = context;
	int64_t said_at_ms = 0;
	TRY(messages_wanted(act, scene->town.people[ELDER], &scene->is_wanted, &said_at_ms));
	assert_true(said_at_ms == 0 || said_at_ms == scene->town.now_ms);
	return OK;
}

static void who_wants_none_gets_none(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(town_read(&scene.town, read_wish, &scene), OK);
	assert_true(scene.is_wanted);
	assert_int_equal(wish(&scene, FIRST, false), MESSAGE_NOT_FOUND); /* not his to say */
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(wish(&scene, ELDER, false), MESSAGE_OK);
	assert_int_equal(town_read(&scene.town, read_wish, &scene), OK);
	assert_false(scene.is_wanted);
	assert_int_equal(send_due(&scene), 0); /* said so before it left */
	assert_int_equal(scene.provider.calls, 0);
	assert_int_equal(state(&scene), MESSAGE_FAILED);
	scene.town.now_ms += HOUR_MS;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_UNWANTED);
	assert_int_equal(wish(&scene, DAUGHTER, true), MESSAGE_OK);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(wish(&scene, CLERK, false), MESSAGE_OK);
	scene.town.now_ms += HOUR_MS;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_UNWANTED);
	town_close(&scene.town);
}

/* One a minute, five an hour, ten a day for one telephone, whoever it is put down for. */
static void a_telephone_is_not_bombed(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	scene.town.now_ms += MESSAGE_GAP_MS - 1;
	assert_int_equal(ask(&scene, CLERK), MESSAGE_TOO_SOON);
	scene.town.now_ms += 1;
	for (int i = 1; i < 5; i++) {
		assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
		scene.town.now_ms += MESSAGE_GAP_MS;
	}
	assert_int_equal(ask(&scene, CLERK), MESSAGE_TOO_MANY_PHONE);
	scene.town.now_ms += HOUR_MS;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
		scene.town.now_ms += MESSAGE_GAP_MS;
	}
	scene.town.now_ms += 2 * HOUR_MS;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_TOO_MANY_PHONE);
	scene.town.now_ms += 20 * HOUR_MS;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_TOO_MANY_PHONE);
	scene.town.now_ms += 2 * HOUR_MS;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	town_close(&scene.town);
}

static enum fail set_most(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct settings settings;
	enum setting_refusal refusal = SETTING_OK;
	enum setting which = SETTING_MESSAGES;
	TRY(settings_read(act, &settings));
	settings.values[SETTING_MESSAGES] = scene->most;
	return settings_choose(act, &settings, &refusal, &which);
}

/* Other telephones, so that only the budgets of who asks, from where, and of the house are left. */
static void asker_address_and_house_have_budgets(void **user UNUSED)
{
	struct scene scene;
	char number[12];
	open_scene(&scene);
	for (int i = 0; i < 40; i++) {
		(void)snprintf(number, sizeof(number), "138053601%02d", i);
		known_phone(&scene, ELDER, number);
		assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
		scene.town.now_ms += 6 * MINUTE_MS;
	}
	assert_int_equal(ask(&scene, FIRST), MESSAGE_TOO_MANY_ASKED); /* his 40 of the day; others may */
	known_phone(&scene, ELDER, "13805360200");
	assert_int_equal(ask(&scene, CLERK), MESSAGE_OK);
	scene.town.now_ms += HOUR_MS;
	scene.most = 41;
	assert_int_equal(town_write(&scene.town, MANAGER, set_most, &scene), OK);
	assert_int_equal(ask(&scene, CLERK), MESSAGE_TOO_MANY);
	scene.most = 42;
	assert_int_equal(town_write(&scene.town, MANAGER, set_most, &scene), OK);
	assert_int_equal(ask(&scene, CLERK), MESSAGE_OK);
	town_close(&scene.town);
}

static enum fail add_some(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct text index;
	TRY(seal_index(act, "address", scene->address, &index));
	for (int i = 0; i < 60; i++)
		TRY(q_message_add(act->txn, &(struct message_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .request_id = scene->id,
			.person_id = scene->town.people[FATHER], .asked_by = scene->town.people[FATHER], .address_index = index, .at_ms = act->now_ms}, NULL));
	return OK;
}

static void an_address_has_an_hour(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, add_some, &scene), OK);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_TOO_MANY_ASKED);
	scene.address = TEXT("203.0.113.8");
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	scene.address = TEXT_NONE; /* an address nobody knows is nobody's */
	scene.town.now_ms += MINUTE_MS;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	scene.address = TEXT("203.0.113.7");
	scene.town.now_ms += HOUR_MS;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	town_close(&scene.town);
}

static void five_wrong_codes_kill_it(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(send_due(&scene), 1);
	for (int i = 0; i < MESSAGE_TRIES - 1; i++)
		assert_int_equal(confirm(&scene, FIRST, another(scene.provider.code)), REQUEST_CODE_WRONG);
	assert_int_equal(state(&scene), MESSAGE_SENT);
	assert_false(scene.last.is_dead);
	assert_int_equal(confirm(&scene, FIRST, another(scene.provider.code)), REQUEST_CODE_WRONG);
	assert_int_equal(state(&scene), MESSAGE_SENT);
	assert_true(scene.last.is_dead);
	assert_int_equal(confirm(&scene, FIRST, scene.provider.code), REQUEST_CODE_WRONG);
	scene.town.now_ms += MESSAGE_GAP_MS; /* a new one has its own code and tries */
	char dead[7];
	memcpy(dead, scene.provider.code, sizeof(dead));
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(send_due(&scene), 1);
	assert_string_not_equal(scene.provider.code, dead);
	for (int i = 0; i < MESSAGE_TRIES - 1; i++)
		assert_int_equal(confirm(&scene, FIRST, dead), REQUEST_CODE_WRONG);
	assert_int_equal(confirm(&scene, FIRST, scene.provider.code), REQUEST_REFUSAL_NONE);
	town_close(&scene.town);
}

static void it_holds_ten_minutes_and_only_the_newest(void **user UNUSED)
{
	struct scene scene;
	char first[7];
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(send_due(&scene), 1);
	memcpy(first, scene.provider.code, sizeof(first));
	scene.town.now_ms += MESSAGE_CODE_MS;
	assert_int_equal(confirm(&scene, FIRST, first), REQUEST_CODE_WRONG);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(confirm(&scene, FIRST, first), REQUEST_CODE_WRONG); /* one asked for, not yet sent: the old one is over anyhow */
	assert_int_equal(send_due(&scene), 1);
	memcpy(first, scene.provider.code, sizeof(first));
	scene.town.now_ms += MESSAGE_GAP_MS;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(send_due(&scene), 1);
	assert_int_equal(confirm(&scene, FIRST, first), REQUEST_CODE_WRONG);
	scene.town.now_ms += MESSAGE_CODE_MS - 1;
	assert_int_equal(confirm(&scene, FIRST, scene.provider.code), REQUEST_REFUSAL_NONE);
	town_close(&scene.town);
}

static enum fail use_twice(const struct act *act, void *context)
{
	struct scene *scene = context;
	bool first = false;
	bool second = false;
	TRY(messages_use(act, scene->id, text_of(scene->provider.code), &first));
	TRY(messages_use(act, scene->id, text_of(scene->provider.code), &second));
	assert_true(first);
	assert_false(second);
	return OK;
}

static void a_code_is_used_up(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(send_due(&scene), 1);
	assert_int_equal(town_write(&scene.town, FIRST, use_twice, &scene), OK);
	assert_int_equal(confirm(&scene, FIRST, scene.provider.code), REQUEST_CODE_WRONG);
	town_close(&scene.town);
}

static void it_fits_no_other_service(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	struct request_id first = scene.id;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(send_due(&scene), 1);
	char code[7];
	memcpy(code, scene.provider.code, sizeof(code));
	scene.town.now_ms -= MINUTE_MS; /* the second service ends in the same ten minutes */
	serve(&scene);
	scene.town.now_ms -= 4 * HOUR_MS - 2 * MINUTE_MS;
	assert_int_equal(confirm(&scene, FIRST, code), REQUEST_CODE_WRONG);
	scene.id = first;
	assert_int_equal(confirm(&scene, FIRST, code), REQUEST_REFUSAL_NONE);
	town_close(&scene.town);
}

/* 5, 20, 60 seconds, then it has failed; nothing is tried in between. */
static void a_gateway_that_stumbles_is_tried_again(void **user UNUSED)
{
	static const int64_t waits_ms[] = {5 * SECOND_MS, 20 * SECOND_MS, MINUTE_MS};
	struct scene scene;
	char id[ID_TEXT_LEN + 1], code[7];
	open_scene(&scene);
	scene.provider.outcome = GATEWAY_AGAIN;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(confirm(&scene, FIRST, "000000"), REQUEST_CODE_WRONG);
	assert_int_equal(send_due(&scene), 0);
	memcpy(id, scene.provider.id, sizeof(id));
	memcpy(code, scene.provider.code, sizeof(code));
	for (size_t i = 0; i < COUNT_OF(waits_ms); i++) {
		assert_int_equal(state(&scene), MESSAGE_WAITING);
		scene.town.now_ms += waits_ms[i] - 1;
		(void)send_due(&scene);
		assert_int_equal(scene.provider.calls, 1 + i);
		scene.town.now_ms += 1;
		(void)send_due(&scene);
		assert_int_equal(scene.provider.calls, 2 + i);
		assert_string_equal(scene.provider.id, id);
		assert_string_equal(scene.provider.code, code);
	}
	assert_int_equal(state(&scene), MESSAGE_FAILED);
	scene.town.now_ms += MINUTE_MS;
	(void)send_due(&scene);
	assert_int_equal(scene.provider.calls, MESSAGE_HANDOVERS);
	assert_int_equal(confirm(&scene, FIRST, code), REQUEST_REFUSAL_NONE); /* an answer was lost, and it had arrived */
	town_close(&scene.town);
}

static void a_gateway_that_refuses_is_not_asked_again(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	scene.provider.outcome = GATEWAY_REFUSED;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(send_due(&scene), 0);
	assert_int_equal(state(&scene), MESSAGE_FAILED);
	scene.town.now_ms += MINUTE_MS;
	assert_int_equal(send_due(&scene), 0);
	assert_int_equal(scene.provider.calls, 1);
	scene.provider.outcome = GATEWAY_SENT;
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK); /* and another may be asked for */
	assert_int_equal(send_due(&scene), 1);
	town_close(&scene.town);
}

static void what_is_too_old_does_not_leave(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	scene.town.now_ms += MESSAGE_LATEST_MS;
	assert_int_equal(send_due(&scene), 0);
	assert_int_equal(scene.provider.calls, 0);
	assert_int_equal(state(&scene), MESSAGE_OLD);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	scene.town.now_ms += MESSAGE_LATEST_MS - 1;
	assert_int_equal(send_due(&scene), 1);
	town_close(&scene.town);
}

static enum fail take_work(const struct act *act, void *context)
{
	struct scene *scene = context;
	return messages_take(act, scene->taken, &scene->count);
}

static enum fail settle_work(const struct act *act, void *context)
{
	struct scene *scene = context;
	return messages_settle(act, scene->taken[0].id, scene->taken[0].tries, MESSAGE_END_SENT);
}

static void one_sender_at_a_time_and_another_when_it_fell_silent(void **user UNUSED)
{
	struct scene scene;
	char code[7];
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, take_work, &scene), OK);
	assert_int_equal(scene.count, 1);
	memcpy(code, scene.taken[0].code, sizeof(code));
	scene.town.now_ms += MESSAGE_TAKEN_MS - 1;
	assert_int_equal(send_due(&scene), 0);
	scene.town.now_ms += 1; /* it died with the message in its hands */
	assert_int_equal(send_due(&scene), 1);
	assert_string_equal(scene.provider.code, code);
	assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, settle_work, &scene), OK); /* it comes back: nothing changes */
	assert_int_equal(state(&scene), MESSAGE_SENT);
	assert_int_equal(send_due(&scene), 0);
	town_close(&scene.town);
}

static enum fail stumble_work(const struct act *act, void *context)
{
	struct scene *scene = context;
	return messages_settle(act, scene->taken[0].id, scene->taken[0].tries, MESSAGE_END_AGAIN);
}

static void who_lost_it_does_not_give_it_to_a_third(void **user UNUSED)
{
	struct scene scene;
	struct message_taken first;
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, take_work, &scene), OK);
	assert_int_equal(scene.count, 1);
	first = scene.taken[0];
	scene.town.now_ms += MESSAGE_TAKEN_MS; /* it fell silent, and another takes the message */
	assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, take_work, &scene), OK);
	assert_int_equal(scene.count, 1);
	assert_int_equal(scene.taken[0].tries, 2);
	struct message_taken second = scene.taken[0];
	scene.taken[0] = first; /* which now says that it did not get through */
	assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, stumble_work, &scene), OK);
	scene.town.now_ms += MESSAGE_TAKEN_MS - 1;
	assert_int_equal(send_due(&scene), 0);
	scene.taken[0] = second;
	assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, stumble_work, &scene), OK);
	assert_int_equal(send_due(&scene), 0);
	scene.town.now_ms += 20 * SECOND_MS;
	assert_int_equal(send_due(&scene), 1);
	town_close(&scene.town);
}

static void a_message_over_which_senders_die_ends(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	for (int i = 0; i < MESSAGE_HANDOVERS; i++) {
		assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, take_work, &scene), OK);
		assert_int_equal(scene.count, 1);
		scene.town.now_ms += MESSAGE_TAKEN_MS;
	}
	assert_int_equal(send_due(&scene), 0);
	assert_int_equal(state(&scene), MESSAGE_FAILED);
	town_close(&scene.town);
}

static void tick(struct scene *scene)
{
	size_t done = 0;
	assert_int_equal(ticking_once(scene->town.house.store, &scene->town.house.keys, scene->town.house.centre_id, scene->town.now_ms, &done), OK);
}

/* By the clock, so also where the gateway was taken away. */
static void what_is_long_past_is_forgotten(void **user UNUSED)
{
	struct scene scene;
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	scene.town.now_ms += MESSAGE_CODE_MS - 1;
	tick(&scene);
	assert_int_equal(state(&scene), MESSAGE_WAITING);
	scene.town.now_ms += 1;
	tick(&scene);
	assert_int_equal(send_due(&scene), 0);
	assert_int_equal(scene.provider.calls, 0);
	scene.town.now_ms += MESSAGE_KEPT_MS - MESSAGE_CODE_MS;
	tick(&scene);
	assert_int_equal(town_read(&scene.town, read_newest, &scene), OK);
	assert_true(scene.is_found);
	assert_int_equal(scene.state, MESSAGE_OLD);
	scene.town.now_ms += 1;
	tick(&scene);
	assert_int_equal(town_read(&scene.town, read_newest, &scene), OK);
	assert_false(scene.is_found);
	town_close(&scene.town);
}

/* More than one round takes. */
static void all_that_are_due_leave(void **user UNUSED)
{
	struct scene scene;
	char number[12];
	open_scene(&scene);
	for (int i = 0; i < MESSAGES_AT_ONCE + 2; i++) {
		(void)snprintf(number, sizeof(number), "138053602%02d", i);
		known_phone(&scene, ELDER, number);
		assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	}
	assert_int_equal(send_due(&scene), MESSAGES_AT_ONCE);
	assert_int_equal(send_due(&scene), 2);
	assert_int_equal(send_due(&scene), 0);
	assert_int_equal(scene.provider.calls, MESSAGES_AT_ONCE + 2);
	town_close(&scene.town);
}

static bool lies_in(const struct scene *scene, const char *name, const char *what)
{
	static char bytes[8 * 1024 * 1024];
	char path[96];
	(void)snprintf(path, sizeof(path), "%s/%s", scene->town.folder, name);
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return false;
	size_t len = fread(bytes, 1, sizeof(bytes), file);
	assert_true(len < sizeof(bytes));
	assert_int_equal(fclose(file), 0);
	return text_find((struct text){bytes, len}, text_of(what)) != SIZE_MAX;
}

static void neither_number_nor_code_lies_in_the_store(void **user UNUSED)
{
	struct scene scene;
	if (cellar_is_postgres())
		skip(); /* looks at the file */
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(send_due(&scene), 1);
	assert_int_equal(confirm(&scene, FIRST, scene.provider.code), REQUEST_REFUSAL_NONE);
	assert_true(lies_in(&scene, "db", "messages.ask") || lies_in(&scene, "db-wal", "messages.ask")); /* it looks in the right place */
	static const char *const files[] = {"db", "db-wal"};
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		assert_false(lies_in(&scene, files[i], ELDER_PHONE));
		assert_false(lies_in(&scene, files[i], scene.provider.code));
	}
	town_close(&scene.town);
}

/* The thread finds what is due by itself; with the test's clock it waits for nothing. */
struct waiting { pthread_mutex_t lock; pthread_cond_t wake; int calls; };
static enum fail provide_and_tell(void *context, struct arena *arena UNUSED, const struct gateway_message *message UNUSED, int64_t now_ms UNUSED,
	struct gateway_answer *ret_answer)
{
	struct waiting *waiting = context;
	(void)pthread_mutex_lock(&waiting->lock);
	waiting->calls++;
	(void)pthread_cond_signal(&waiting->wake);
	(void)pthread_mutex_unlock(&waiting->lock);
	*ret_answer = (struct gateway_answer){.outcome = GATEWAY_SENT, .status = 200};
	return OK;
}

static void the_thread_sends_and_ends(void **user UNUSED)
{
	struct scene scene;
	struct waiting waiting = {.calls = 0};
	struct sending *sending = NULL;
	assert_int_equal(pthread_mutex_init(&waiting.lock, NULL), 0);
	assert_int_equal(pthread_cond_init(&waiting.wake, NULL), 0);
	open_scene(&scene);
	assert_int_equal(ask(&scene, FIRST), MESSAGE_OK);
	assert_int_equal(sending_start(&(struct sending_options){.store = scene.town.house.store, .keys = &scene.town.house.keys,
		.centre_id = scene.town.house.centre_id, .clock = clock_fake(&scene.town.now_ms), .call = provide_and_tell, .gateway = &waiting}, &sending), OK);
	(void)pthread_mutex_lock(&waiting.lock);
	while (waiting.calls == 0)
		(void)pthread_cond_wait(&waiting.wake, &waiting.lock);
	(void)pthread_mutex_unlock(&waiting.lock);
	sending_stop(sending);
	assert_int_equal(waiting.calls, 1);
	assert_int_equal(state(&scene), MESSAGE_SENT);
	sending_stop(NULL);
	town_close(&scene.town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_her_number_changed_is_told),
		cmocka_unit_test(her_code_comes_by_message_and_confirms_once),
		cmocka_unit_test(the_words_fit_what_providers_ask),
		cmocka_unit_test(staff_who_ring_may_take_the_code_too),
		cmocka_unit_test(each_refusal_in_its_order),
		cmocka_unit_test(who_wants_none_gets_none),
		cmocka_unit_test(a_telephone_is_not_bombed),
		cmocka_unit_test(asker_address_and_house_have_budgets),
		cmocka_unit_test(an_address_has_an_hour),
		cmocka_unit_test(five_wrong_codes_kill_it),
		cmocka_unit_test(it_holds_ten_minutes_and_only_the_newest),
		cmocka_unit_test(a_code_is_used_up),
		cmocka_unit_test(it_fits_no_other_service),
		cmocka_unit_test(a_gateway_that_stumbles_is_tried_again),
		cmocka_unit_test(a_gateway_that_refuses_is_not_asked_again),
		cmocka_unit_test(what_is_too_old_does_not_leave),
		cmocka_unit_test(one_sender_at_a_time_and_another_when_it_fell_silent),
		cmocka_unit_test(who_lost_it_does_not_give_it_to_a_third),
		cmocka_unit_test(a_message_over_which_senders_die_ends),
		cmocka_unit_test(what_is_long_past_is_forgotten),
		cmocka_unit_test(all_that_are_due_leave),
		cmocka_unit_test(neither_number_nor_code_lies_in_the_store),
		cmocka_unit_test(the_thread_sends_and_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
