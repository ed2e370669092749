/* SPDX-License-Identifier: Apache-2.0 */
#include "inn.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "domain/ledger.h"
#include "queries/people.h"
#include "queries/places.h"
#include "store/migrate.h"
#include "web/session.h"

#define ANSWER_BYTES (1024 * 1024)

struct running {
	struct inn *inn;
	inn_work *work;
	void *context;
};

static enum fail run(struct store_txn *txn, void *context)
{
	const struct running *running = context;
	const struct act act = {
		.view = store_txn_view(txn),
		.txn = txn,
		.arena = running->inn->arena,
		.now_ms = running->inn->now_ms,
		.centre_id = running->inn->centre_id,
		.source = ACT_CLI,
		.keys = &running->inn->keys,
	};
	return running->work(&act, running->context);
}

void inn_write(struct inn *inn, inn_work *work, void *context)
{
	struct running running = { .inn = inn, .work = work, .context = context };
	check(store_write(inn->store, run, &running) == OK);
}

static enum fail add_person(const struct act *act, int nth, struct place_id place_id, struct person_id *ret_id)
{
	static const char *const names[INN_PEOPLE] = { "王秀英", "李明", "赵敏", "钱进", "孙丽", "周平", "吴正", "郑安" };
	static const enum role roles[INN_PEOPLE] = { ROLE_RESIDENT, ROLE_VOLUNTEER, ROLE_CLERK, ROLE_LEADER, ROLE_MANAGER, ROLE_COUNTY,
		ROLE_AUDITOR, ROLE_SYSTEM };
	const struct person_add_in in = {
		.centre_id = act->centre_id,
		.id = { ids_new(act->now_ms) },
		.name = text_of(names[nth]),
		.pinyin = TEXT(""),
		.place_id = place_id,
		.estate = TEXT(""),
		.phone_mask = TEXT(""),
		.card_secret = TEXT("0123456789abcdef0123456789abcdef"),
		.created_at_ms = act->now_ms,
	};
	TRY(q_person_add(act->txn, &in, NULL));
	const struct role_add_in role = {
		.centre_id = act->centre_id,
		.id = { ids_new(act->now_ms) },
		.person_id = in.id,
		.role = roles[nth],
		.place_id = place_id,
		.granted_at_ms = act->now_ms,
	};
	const struct volunteer_add_in volunteer = {.centre_id = act->centre_id, .person_id = in.id, .number = arena_format(act->arena, "BD%05d", nth),
		.since_ms = act->now_ms, .reach_m = 3000};
	*ret_id = in.id;
	TRY(q_role_add(act->txn, &role, NULL));
	return nth == INN_VOLUNTEER || nth == INN_LEADER ? q_volunteer_add(act->txn, &volunteer, NULL) : OK;
}

static enum fail furnish(const struct act *act, void *context)
{
	struct inn *inn = context;
	const struct centre_add_in centre = {
		.centre_id = inn->centre_id,
		.name = TEXT("宝都街道"),
		.code = TEXT("370725"),
		.phone = TEXT("0536-1234567"),
		.is_demo = true,
		.created_at_ms = act->now_ms,
	};
	struct place_id place_id = { ids_new(act->now_ms) };
	TRY(q_centre_add(act->txn, &centre, NULL));
	const struct place_add_in place = {
		.centre_id = inn->centre_id,
		.id = place_id,
		.tier = 1,
		.code = TEXT("370725000000"),
		.name = TEXT("昌乐县"),
		.phone = TEXT(""),
	};
	const struct place_within_add_in within = { .centre_id = inn->centre_id, .id = place_id };
	TRY(q_place_add(act->txn, &place, NULL));
	TRY(q_place_within_add(act->txn, &within, NULL));
	TRY(ledger_rule_add(act, &(struct ledger_rule){.version = 1, .points_per_hour = 100, .round_min = 30, .session_cap_min = 480,
		.day_cap_min = 720}, 0));
	for (int i = 0; i < INN_PEOPLE; i++)
		TRY(add_person(act, i, place_id, &inn->people[i]));
	return OK;
}

void inn_open(struct inn *inn, const struct route *table, size_t count)
{
	*inn = (struct inn){ .folder = "/tmp/lastmile-inn-XXXXXX", .now_ms = INN_START_MS };
	check(sodium_init() >= 0);
	check(mkdtemp(inn->folder));
	inn->arena = arena_make(LIMIT_JOB_ARENA_BYTES);
	check(inn->arena);
	randombytes_buf(&inn->keys, sizeof(inn->keys));
	inn->centre_id = (struct centre_id){ ids_new(inn->now_ms) };
	cellar_open(&inn->cellar, inn->folder);
	const struct store_options store = { .path = inn->cellar.path };
	check(store_open(&store, &inn->store) == OK);
	check(migrate_up(inn->store, inn->now_ms) == OK);
	cellar_spread(&inn->cellar);
	inn_write(inn, furnish, inn);
	const struct web_options web = {
		.store = inn->store,
		.keys = &inn->keys,
		.clock = clock_fake(&inn->now_ms),
		.threads = 2,
		.data_path = inn->folder,
		.metrics_token = "a token for tests",
		.routes = table,
		.routes_count = count,
	};
	check(web_start(&web, &inn->app) == OK);
}

void inn_close(struct inn *inn)
{
	web_stop(inn->app);
	store_close(inn->store);
	cellar_close(&inn->cellar);
	DIR *folder = opendir(inn->folder);
	check(folder);
	for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
		if (entry->d_name[0] != '.')
			(void)unlinkat(dirfd(folder), entry->d_name, 0);
	(void)closedir(folder);
	(void)rmdir(inn->folder);
	arena_free(inn->arena);
}

struct signing {
	struct person_id person_id;
	bool is_staff;
	struct text token;
};

static enum fail sign(const struct act *act, void *context)
{
	struct signing *signing = context;
	const struct session session = { .person_id = signing->person_id, .is_staff = signing->is_staff };
	return session_open(act, &session, &signing->token);
}

struct text inn_sign_in(struct inn *inn, int person)
{
	struct signing signing = { .person_id = inn->people[person], .is_staff = person == INN_CLERK || person >= INN_MANAGER };
	inn_write(inn, sign, &signing);
	return arena_format(inn->arena, "Cookie: __Host-session=%.*s\r\n", TEXT_ARGS(signing.token));
}

static void read_answer(struct heard *heard)
{
	struct text rest = heard->all;
	for (size_t at = 0; at != SIZE_MAX && rest.len > 0;) {
		at = text_find(rest, TEXT("HTTP/1.1 "));
		if (at == SIZE_MAX)
			break;
		heard->answers++;
		rest = text_slice(rest, at + 9, rest.len);
	}
	int64_t status = 0;
	if (text_starts_with(heard->all, TEXT("HTTP/1.1 ")) && text_to_int(text_slice(heard->all, 9, 3), &status))
		heard->status = (int)status;
	size_t end = text_find(heard->all, TEXT("\r\n\r\n"));
	heard->head = end == SIZE_MAX ? heard->all : text_slice(heard->all, 0, end + 2);
	heard->body = end == SIZE_MAX ? TEXT_NONE : text_slice(heard->all, end + 4, heard->all.len);
}

int inn_stall(struct inn *inn, struct text bytes)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)web_port(inn->app)) };
	struct timeval patience = { .tv_sec = 20 };
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	check(line >= 0 && connect(line, (struct sockaddr *)&address, sizeof(address)) == 0);
	(void)setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	for (size_t sent = 0; sent < bytes.len;) {
		ssize_t count = send(line, bytes.at + sent, bytes.len - sent, MSG_NOSIGNAL);
		if (count <= 0)
			break;
		sent += (size_t)count;
	}
	return line;
}

struct heard inn_send(struct inn *inn, struct text bytes)
{
	struct heard heard = { 0 };
	int line = inn_stall(inn, bytes);
	(void)shutdown(line, SHUT_WR);
	struct buffer answer CLEANUP(buffer_done) = buffer_make(ANSWER_BYTES);
	char piece[16384];
	for (ssize_t count = recv(line, piece, sizeof(piece), 0); count > 0; count = recv(line, piece, sizeof(piece), 0))
		buffer_add_bytes(&answer, piece, (size_t)count);
	(void)close(line);
	heard.all = arena_copy(inn->arena, (struct text){ answer.at, answer.len });
	read_answer(&heard);
	return heard;
}

struct heard inn_get(struct inn *inn, const char *path, struct text headers)
{
	return inn_send(inn, arena_format(inn->arena, "GET %s HTTP/1.1\r\nHost: house.test\r\nConnection: close\r\n%.*s\r\n", path,
		TEXT_ARGS(headers)));
}

struct heard inn_post(struct inn *inn, const char *path, struct text headers, struct text body)
{
	return inn_send(inn, arena_format(inn->arena, "POST %s HTTP/1.1\r\nHost: house.test\r\nOrigin: http://house.test\r\n"
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\nConnection: close\r\n%.*s\r\n%.*s", path, body.len,
		TEXT_ARGS(headers), TEXT_ARGS(body)));
}

struct text heard_header(const struct heard *heard, const char *name)
{
	struct text rest = heard->head;
	while (rest.len > 0) {
		struct text line = text_cut(&rest, '\n');
		struct text key = text_cut(&line, ':');
		if (text_equal_nocase(key, text_of(name)))
			return text_trim(line);
	}
	return TEXT("");
}

struct text heard_cookie(const struct heard *heard, const char *name)
{
	struct text rest = heard->head;
	while (rest.len > 0) {
		struct text line = text_cut(&rest, '\n');
		struct text key = text_cut(&line, ':');
		struct text value = text_trim(line);
		struct text pair = text_cut(&value, ';');
		if (text_equal_nocase(key, TEXT("set-cookie")) && text_equal(text_cut(&pair, '='), text_of(name)))
			return pair;
	}
	return TEXT("");
}

bool heard_says(const struct heard *heard, const char *part)
{
	return text_find(heard->all, text_of(part)) != SIZE_MAX;
}
