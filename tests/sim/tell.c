/* SPDX-License-Identifier: Apache-2.0 */
#include "tell.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "every_query.h"
#include "store/statement.h"
#include "web/route.h"
#include "web/session.h"
#include "web/web.h"

#define ASKED_EACH 5  /* times that a statement is asked in one round */
#define ROWS_MAX 300
#define POOLS 600     /* names of columns */
#define POOL_SIZE 24  /* values kept of each */
#define VALUE_BYTES_MAX 120

/* What columns of one name held lately. Texts and bytes lie in `bytes`. */
struct pool {
	const char *module, *name; /* module: of an `id`, which means another thing in each; else NULL */
	struct { int64_t number; size_t len; char bytes[VALUE_BYTES_MAX]; } values[POOL_SIZE];
	uint64_t count;
};

struct tell {
	FILE *file;
	struct village *village;
	struct app *app;
	uint64_t random;
	struct pool pools[POOLS];
	size_t pool_count;
	bool has_answered[COUNT_OF(every_query)][100];
	size_t pages, asked, shown;
};

static uint64_t draw(struct tell *tell, uint64_t below)
{
	tell->random = tell->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (tell->random >> 33) % below;
}

struct tell *tell_open(const char *path, struct village *village, uint64_t seed)
{
	struct tell *tell = calloc(1, sizeof(*tell));
	check(tell != NULL);
	tell->file = fopen(path, "we");
	check(tell->file != NULL);
	tell->village = village;
	tell->random = seed;
	struct web_options web = {.store = village->house.store, .keys = &village->house.keys, .clock = clock_fake(&village->now_ms), .threads = 1};
	check(web_start(&web, &tell->app) == OK);
	return tell;
}

void tell_line(struct tell *tell, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)vfprintf(tell->file, format, args);
	va_end(args);
	(void)fputc('\n', tell->file);
}

void tell_close(struct tell *tell)
{
	size_t answered = 0;
	if (tell == NULL)
		return;
	for (size_t i = 0; i < COUNT_OF(every_query); i++) {
		for (size_t k = 0; k < every_query[i].count; k++)
			answered += tell->has_answered[i][k];
	}
	(void)printf("told: %zu of %zu statements had rows, %zu of %zu pages were shown\n", answered, tell->asked, tell->shown, tell->pages);
	web_stop(tell->app);
	check(fclose(tell->file) == 0);
	free(tell);
}

/* The pool of a column; made when it is new. */
static struct pool *pool_of(struct tell *tell, const char *module, const char *name)
{
	if (strcmp(name, "id") != 0)
		module = NULL;
	for (size_t i = 0; i < tell->pool_count; i++) {
		struct pool *pool = &tell->pools[i];
		if (strcmp(pool->name, name) == 0 && (module == NULL || strcmp(pool->module, module) == 0))
			return pool;
	}
	check(tell->pool_count < POOLS);
	struct pool *pool = &tell->pools[tell->pool_count++];
	pool->module = module;
	pool->name = name;
	return pool;
}

static void keep(struct pool *pool, int64_t number, struct text text)
{
	if (text.len > VALUE_BYTES_MAX)
		return;
	size_t at = pool->count++ % POOL_SIZE;
	pool->values[at].number = number;
	pool->values[at].len = text.len;
	if (text.len > 0)
		memcpy(pool->values[at].bytes, text.at, text.len);
}

/* A number for a parameter: seen before under that name, an instant on the right side of now, or a small one. */
static int64_t number_for(struct tell *tell, const char *name, const struct pool *pool)
{
	int64_t days = (int64_t)draw(tell, 40);
	if (pool->count > 0 && draw(tell, 4) != 0)
		return pool->values[draw(tell, pool->count < POOL_SIZE ? pool->count : POOL_SIZE)].number;
	if (strstr(name, "_ms") != NULL && (strstr(name, "to_") != NULL || strstr(name, "until") != NULL))
		return tell->village->now_ms + days * DAY_MS;
	if (strstr(name, "_ms") != NULL)
		return tell->village->now_ms - days * DAY_MS;
	return days % 6;
}

static void bind_one(struct tell *tell, const char *module, const struct query *query, struct statement *statement, int in)
{
	const char *name = query->in_names[in];
	const struct pool *pool = pool_of(tell, module, name);
	if (strcmp(name, "centre_id") == 0) {
		statement_bind_int(statement, in, tell->village->house.centre_id.value);
		return;
	}
	bool is_person = strcmp(name, "me") == 0 || strcmp(name, "person_id") == 0 || strcmp(name, "kin_person_id") == 0 || strcmp(name, "kin_id") == 0;
	if (is_person && draw(tell, 3) != 0) {
		statement_bind_int(statement, in, tell->village->people[draw(tell, VILLAGERS)].value);
		return;
	}
	if ((strcmp(name, "scope_id") == 0 || strcmp(name, "ancestor_id") == 0 || strcmp(name, "place_id") == 0) && draw(tell, 3) != 0) {
		statement_bind_int(statement, in, tell->village->places[draw(tell, COUNT_OF(tell->village->places))].value);
		return;
	}
	size_t at = pool->count > 0 ? draw(tell, pool->count < POOL_SIZE ? pool->count : POOL_SIZE) : 0;
	struct text text = {pool->values[at].bytes, pool->values[at].len};
	switch (query->in_types[in]) {
	case VALUE_INT:
		statement_bind_int(statement, in, number_for(tell, name, pool));
		return;
	case VALUE_BOOL:
		statement_bind_bool(statement, in, draw(tell, 2) == 0);
		return;
	case VALUE_TEXT:
		statement_bind_text(statement, in, draw(tell, 3) == 0 ? TEXT("") : text);
		return;
	case VALUE_BYTES:
		statement_bind_bytes(statement, in, text);
		return;
	}
}

static void tell_column(struct tell *tell, const char *module, const struct query *query, struct statement *statement, int out)
{
	struct pool *pool = pool_of(tell, module, query->out_names[out]);
	int64_t number = 0;
	struct text text = TEXT_NONE;
	(void)fprintf(tell->file, " %s=", query->out_names[out]);
	if (statement_is_null(statement, out)) {
		(void)fputs("none", tell->file);
		return;
	}
	switch (query->out_types[out]) {
	case VALUE_INT:
		number = statement_int(statement, out);
		break;
	case VALUE_BOOL:
		(void)fputs(statement_bool(statement, out) ? "yes" : "no", tell->file);
		return;
	case VALUE_TEXT:
		text = statement_text(statement, tell->village->house.arena, out);
		(void)fprintf(tell->file, "'%.*s'", TEXT_ARGS(text));
		keep(pool, 0, text);
		return;
	case VALUE_BYTES:
		text = statement_bytes(statement, tell->village->house.arena, out);
		for (size_t i = 0; i < text.len; i++)
			(void)fprintf(tell->file, "%02x", (unsigned char)text.at[i]);
		keep(pool, 0, text);
		return;
	}
	(void)fprintf(tell->file, "%lld", (long long)number);
	keep(pool, number, TEXT_NONE);
}

/* All rows of a statement, of QUERY_ONE the one that is used. */
static enum fail ask(struct tell *tell, const char *module, const struct query *query, struct store_view *view, int *ret_rows)
{
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	int rows = 0;
	TRY(statement_open(view, query, &statement));
	for (int in = 0; in < query->in_count; in++)
		bind_one(tell, module, query, statement, in);
	TRY(statement_step(statement, &has_row));
	while (has_row && rows < ROWS_MAX && (rows == 0 || query->kind != QUERY_ONE)) {
		rows++;
		(void)fprintf(tell->file, "%s.%s %d:", module, query->name, rows);
		for (int out = 0; out < query->out_count; out++)
			tell_column(tell, module, query, statement, out);
		(void)fputc('\n', tell->file);
		TRY(statement_step(statement, &has_row));
	}
	*ret_rows = rows;
	return statement_finish(statement);
}

void tell_rows(struct tell *tell)
{
	tell->asked = 0;
	for (size_t i = 0; i < COUNT_OF(every_query); i++) {
		check(every_query[i].count <= COUNT_OF(tell->has_answered[i]));
		for (size_t k = 0; k < every_query[i].count; k++) {
			const struct query *query = every_query[i].queries[k];
			if (query->kind == QUERY_EXEC || query->kind == QUERY_EXEC_ONE)
				continue;
			tell->asked++;
			for (int nth = 0; nth < ASKED_EACH; nth++) {
				struct store_view *view CLEANUP(store_read_done) = NULL; /* a failure ends a transaction on one of the engines */
				int rows = 0;
				arena_reset(tell->village->house.arena);
				check(store_read_long(tell->village->house.store, &view) == OK);
				enum fail fail = ask(tell, every_query[i].module, query, view, &rows);
				tell_line(tell, "%s.%s: %d rows, %s", every_query[i].module, query->name, rows, fail_name(fail));
				tell->has_answered[i][k] = tell->has_answered[i][k] || rows > 0;
			}
		}
	}
}

struct entering { struct person_id person_id; bool is_staff; char token[SESSION_TOKEN_CHARS + 1]; };

static enum fail enter(const struct act *act, void *context)
{
	struct entering *entering = context;
	struct text token = TEXT_NONE;
	TRY(session_open(act, &(struct session){.person_id = entering->person_id, .is_staff = entering->is_staff}, &token));
	(void)snprintf(entering->token, sizeof(entering->token), "%.*s", TEXT_ARGS(token));
	return OK;
}

/* The whole answer but the line with the hour, which is the machine's. */
static void get(struct tell *tell, const char *path, const char *accept, const char *token)
{
	static char answer[1024 * 1024];
	char call[600];
	size_t len = 0;
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)web_port(tell->app)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	check(line >= 0 && connect(line, (struct sockaddr *)&address, sizeof(address)) == 0);
	int call_len = snprintf(call, sizeof(call), "GET %s HTTP/1.1\r\nHost: house.test\r\nConnection: close\r\nAccept: %s\r\nAccept-Language: zh-CN\r\n"
		"Cookie: __Host-session=%s\r\n\r\n", path, accept, token);
	check(call_len > 0 && (size_t)call_len < sizeof(call) && send(line, call, (size_t)call_len, MSG_NOSIGNAL) == call_len);
	for (ssize_t count = 1; count > 0 && len < sizeof(answer) - 1; len += count > 0 ? (size_t)count : 0)
		count = recv(line, answer + len, sizeof(answer) - 1 - len, 0);
	(void)close(line);
	answer[len] = '\0';
	char *date = strcasestr(answer, "\r\nDate: ");
	if (date != NULL)
		memset(date + 8, '-', strcspn(date + 8, "\r"));
	tell->pages++;
	tell->shown += strncmp(answer, "HTTP/1.1 200", 12) == 0;
	tell_line(tell, "GET %s %s\n%s", path, accept, answer);
}

/* The route with an id of the model in its braces; false when it has none that would do. */
static bool fill(struct tell *tell, const struct model *model, const char *path, char ret_path[200])
{
	const char *braces = strchr(path, '{');
	char id[ID_TEXT_LEN + 1];
	if (braces == NULL) {
		(void)snprintf(ret_path, 200, "%s", path);
		return true;
	}
	if (strncmp(braces, "{id}", 4) != 0 || strstr(path, "/pdf") != NULL)
		return false;
	bool is_request = strstr(path, "requests/") != NULL;
	const char *module = strstr(path, "menu") != NULL ? "menu" : strstr(path, "certificates") != NULL ? "certificates" : "records";
	const struct pool *pool = is_request ? pool_of(tell, NULL, "request_id") : pool_of(tell, module, "id");
	int64_t value = pool->count == 0 ? 1 : pool->values[draw(tell, pool->count < POOL_SIZE ? pool->count : POOL_SIZE)].number;
	if (is_request && model->request_count > 0)
		value = model->requests[model->request_count - 1 - (int)draw(tell, (uint64_t)(model->request_count < 20 ? model->request_count : 20))].id.value;
	if (strstr(path, "people/") != NULL)
		value = tell->village->people[draw(tell, VILLAGERS)].value;
	ids_write(value, id);
	(void)snprintf(ret_path, 200, "%.*s%s%s", (int)(braces - path), path, id, braces + 4);
	return true;
}

void tell_pages(struct tell *tell, const struct model *model)
{
	static const enum villager lookers[] = {KIN_OF_1, VOLUNTEER_0, CLERK_A, MANAGER};
	char path[200];
	for (size_t i = 0; i < COUNT_OF(lookers); i++) {
		struct entering entering = {.person_id = tell->village->people[lookers[i]], .is_staff = lookers[i] >= CLERK_A};
		check(village_write(tell->village, lookers[i], enter, &entering) == OK);
		for (size_t k = 0; k < routes_count; k++) {
			if (routes[k].method != METHOD_GET || strcmp(routes[k].path, "/metrics") == 0 || strcmp(routes[k].path, "/healthz") == 0
				|| strcmp(routes[k].path, "/openapi.json") == 0 || !fill(tell, model, routes[k].path, path))
				continue;
			get(tell, path, "text/html", entering.token);
			get(tell, path, "application/json", entering.token);
		}
		get(tell, "/desk/new?q=zhao", "application/json", entering.token); /* three of them, whose order is that of bytes */
	}
}
