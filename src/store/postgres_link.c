/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgres.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define OLDEST_VERSION 150000
#define PAUSE_FIRST_MS 50
#define PAUSE_LONGEST_MS 5000
/* A lock is waited for at most so long; other copies hold theirs for one batch. */
#define LOCK_WAIT_MS 5000
/* A server that has lost us ends our transaction after so long. */
#define IDLE_TRANSACTION_MS 60000

static enum fail refuse_unsafe(struct store_view *view);
static enum fail secure(struct store_view *view);
static void connected_badly(struct store_view *view);
static void wait_longer(struct postgres_store *own);
static enum fail look_at(struct store_view *view, const struct owed *owed, PGresult *result);
static bool give_up(struct store_view *view);
static enum fail read_answers(struct store_view *view, PGresult **ret_last);
static enum fail fail_of_state(const char *state);
static void lose(struct postgres_link *link);
static void log_error(const char *name, const PGresult *result);
static void keep_still(void *context, const char *message);

enum fail postgres_connect(struct store_view *view)
{
	struct postgres_store *own = postgres_store_of(view->store);
	struct postgres_link *link = view->link;
	/* What stands before dbname may be changed by the URL. */
	const char *const words[] = {"application_name", "connect_timeout", "keepalives_idle", "tcp_user_timeout", "target_session_attrs",
		"dbname", "client_encoding", NULL};
	const char *const values[] = {"lastmile", "5", "10", "10000", "read-write", own->url, "UTF8", NULL};
	if (link == NULL) {
		link = arena_new(view->arena, struct postgres_link);
		if (link == NULL)
			return FAIL_LIMIT;
		view->link = link;
	}
	check(link->conn == NULL);
	check(own->url != NULL && view->open_statements == 0);
	link->conn = PQconnectdbParams(words, values, 1);
	link->generation++;
	link->owed = 0;
	link->is_open = false;
	link->is_broken = false;
	link->is_lost = false;
	if (link->conn == NULL)
		return FAIL_LIMIT;
	if (PQstatus(link->conn) != CONNECTION_OK) {
		connected_badly(view);
		return FAIL_BUSY;
	}
	PQsetNoticeProcessor(link->conn, keep_still, NULL);
	TRY(secure(view));
	TRY(refuse_unsafe(view));
	if (PQenterPipelineMode(link->conn) != 1)
		return FAIL_STORE;
	atomic_store(&own->down_until_ms, 0);
	atomic_store(&own->pause_ms, 0);
	return OK;
}

enum fail postgres_reconnect(struct store_view *view)
{
	const struct postgres_store *own = postgres_store_of(view->store);
	struct postgres_link *link = postgres_link_of(view);
	if (link->conn != NULL && !link->is_lost && PQstatus(link->conn) == CONNECTION_OK)
		return OK;
	if (store_monotonic_ms() < atomic_load(&own->down_until_ms))
		return FAIL_BUSY; /* another thread has just tried */
	check(view->txn == NULL); /* a work never goes on over another connection */
	postgres_disconnect(view);
	enum fail fail = postgres_connect(view);
	if (fail == OK)
		log_line(LOG_INFO, "store engine=postgres event=connected-again");
	else
		postgres_disconnect(view);
	return fail;
}

void postgres_disconnect(struct store_view *view)
{
	struct postgres_link *link = view->link;
	if (link == NULL || link->conn == NULL)
		return;
	PQfinish(link->conn);
	link->conn = NULL;
	link->is_open = false;
}

static void connected_badly(struct store_view *view)
{
	struct postgres_store *own = postgres_store_of(view->store);
	const struct postgres_link *link = postgres_link_of(view);
	char words[POSTGRES_ERROR_BYTES];
	check(link->conn != NULL);
	(void)snprintf(words, sizeof words, "%s", PQerrorMessage(link->conn));
	words[strcspn(words, "\n")] = '\0';
	postgres_complain(view->store, "the database cannot be reached: %s", words);
	wait_longer(own);
}

static void wait_longer(struct postgres_store *own)
{
	int64_t pause = atomic_load(&own->pause_ms);
	check(pause >= 0 && pause <= PAUSE_LONGEST_MS);
	pause = pause == 0 ? PAUSE_FIRST_MS : pause * 2 > PAUSE_LONGEST_MS ? PAUSE_LONGEST_MS : pause * 2;
	check(pause > 0 && pause <= PAUSE_LONGEST_MS);
	atomic_store(&own->pause_ms, pause);
	atomic_store(&own->down_until_ms, store_monotonic_ms() + pause);
}

/* Settings of this session. */
static enum fail secure(struct store_view *view)
{
	const struct postgres_store *own = postgres_store_of(view->store);
	struct postgres_link *link = postgres_link_of(view);
	char sql[400];
	check(PQstatus(link->conn) == CONNECTION_OK && PQpipelineStatus(link->conn) == PQ_PIPELINE_OFF);
	int len = snprintf(sql, sizeof sql, "SET statement_timeout = %d; SET lock_timeout = %d; SET idle_in_transaction_session_timeout = %d;"
		"SET bytea_output = 'hex'; SET standard_conforming_strings = on; SET row_security = off; SET jit = off%s", LIMIT_READ_MS,
		LOCK_WAIT_MS, IDLE_TRANSACTION_MS, own->is_synchronous_off ? "; SET synchronous_commit = off" : "");
	check(len > 0 && (size_t)len < sizeof sql);
	PGresult *result = PQexec(link->conn, sql);
	enum fail fail = postgres_fail(view, "session", result);
	PQclear(result);
	return fail;
}

/* A server on which an answered write could be lost, or that lacks what the statements need. */
static enum fail refuse_unsafe(struct store_view *view)
{
	const struct postgres_store *own = postgres_store_of(view->store);
	struct postgres_link *link = postgres_link_of(view);
	check(PQstatus(link->conn) == CONNECTION_OK);
	int version = PQserverVersion(link->conn);
	const char *encoding = PQparameterStatus(link->conn, "server_encoding");
	if (version < OLDEST_VERSION) {
		postgres_complain(view->store, "PostgreSQL 15 or newer is needed; this server is %d.%d", version / 10000, version % 10000);
		return FAIL_INPUT;
	}
	if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
		postgres_complain(view->store, "the database must be made with ENCODING 'UTF8'; this one has %s", encoding == NULL ? "none" : encoding);
		return FAIL_INPUT;
	}
	PGresult *rows = PQexec(link->conn, "SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_schema()");
	enum fail fail = postgres_fail(view, "settings", rows);
	if (fail == OK && !own->is_synchronous_off && strcmp(PQgetvalue(rows, 0, 0), "on") != 0 && strcmp(PQgetvalue(rows, 0, 0), "remote_apply") != 0) {
		postgres_complain(view->store, "synchronous_commit is %s: what was answered could be lost; set it to on or remote_apply",
			PQgetvalue(rows, 0, 0));
		fail = FAIL_INPUT;
	} else if (fail == OK && !own->is_synchronous_off && strcmp(PQgetvalue(rows, 0, 1), "on") != 0) {
		postgres_complain(view->store, "fsync is off: what was answered could be lost; set it to on");
		fail = FAIL_INPUT;
	} else if (fail == OK && PQgetisnull(rows, 0, 2)) {
		postgres_complain(view->store, "the user has no schema to keep tables in; grant it one of its search_path");
		fail = FAIL_INPUT;
	}
	PQclear(rows);
	return fail;
}

enum fail postgres_send(struct store_view *view, const char *sql)
{
	const struct postgres_link *link = postgres_link_of(view);
	check(sql != NULL && link->conn != NULL);
	return postgres_owe(view, sql, PQsendQueryParams(link->conn, sql, 0, NULL, NULL, NULL, NULL, 0));
}

enum fail postgres_owe(struct store_view *view, const char *name, int is_sent)
{
	return postgres_owe_this(view, (struct owed){.name = name}, is_sent);
}

enum fail postgres_owe_this(struct store_view *view, struct owed owed, int is_sent)
{
	struct postgres_link *link = postgres_link_of(view);
	check(owed.name != NULL);
	check(link->owed >= 0 && link->owed < POSTGRES_OWED_MAX);
	check(owed.ret_rows == NULL || *owed.ret_rows == NULL); /* else an answer would be lost */
	if (is_sent != 1) {
		lose(link);
		log_line(LOG_ERROR, "store what=\"%s\" words=\"not sent\"", owed.name);
		return FAIL_BUSY;
	}
	link->owed_of[link->owed++] = owed;
	link->is_counting |= owed.changes > 0;
	/* Answers nobody reads would fill both sides' buffers in the end. */
	return link->owed == POSTGRES_OWED_MAX ? postgres_settle(view, NULL) : OK;
}

enum fail postgres_settle(struct store_view *view, PGresult **ret_last)
{
	struct postgres_link *link = postgres_link_of(view);
	PGresult *last = NULL;
	check(ret_last == NULL || *ret_last == NULL);
	if (link->owed == 0)
		return OK;
	if (PQpipelineSync(link->conn) != 1) {
		lose(link);
		link->owed = 0;
		return FAIL_BUSY;
	}
	enum fail fail = read_answers(view, &last);
	check(fail != OK || !link->is_lost);
	link->owed = 0;
	link->is_counting = false;
	if (fail == OK && ret_last != NULL)
		*ret_last = last;
	else
		PQclear(last);
	return fail;
}

/* An answer and an end for each that is owed, then the point where the pipeline is clean again. */
static enum fail read_answers(struct store_view *view, PGresult **ret_last)
{
	struct postgres_link *link = postgres_link_of(view);
	enum fail first = OK;
	int at = 0;
	int gaps = 0;
	check(link->owed > 0 && *ret_last == NULL);
	while (gaps < 2) { /* ends with the sync, or when the connection is gone */
		PGresult *result = PQgetResult(link->conn);
		if (result == NULL) {
			gaps++;
			if (gaps == 1)
				at++;
			continue;
		}
		gaps = 0;
		ExecStatusType status = PQresultStatus(result);
		if (status == PGRES_PIPELINE_SYNC) {
			PQclear(result);
			check(first != OK || at == link->owed); /* each of them was answered */
			return first;
		}
		const struct owed *owed = at < link->owed ? &link->owed_of[at] : &(struct owed){.name = "?"};
		if (status != PGRES_PIPELINE_ABORTED && first == OK)
			first = look_at(view, owed, result);
		PGresult **place = owed->ret_rows != NULL && *owed->ret_rows == NULL ? owed->ret_rows : ret_last;
		PQclear(*place);
		*place = result;
	}
	lose(link); /* no sync came */
	return first == OK ? FAIL_BUSY : first;
}

static enum fail look_at(struct store_view *view, const struct owed *owed, PGresult *result)
{
	enum fail fail = postgres_fail(view, owed->name, result);
	int64_t changed = 0;
	check(owed->changes >= 0);
	check(result != NULL);
	if (fail != OK || owed->changes == 0 || (text_to_int(text_of(PQcmdTuples(result)), &changed) && changed == owed->changes))
		return fail;
	if (give_up(view))
		return FAIL_BUSY;
	log_line(LOG_ERROR, "store what=\"%s\" words=\"rows changed\" wanted=%d found=%lld", owed->name, owed->changes, (long long)changed);
	return FAIL_STORE;
}

/* In a bold batch: whose command it was is found out by running it again with savepoints. */
static bool give_up(struct store_view *view)
{
	struct postgres_link *link = postgres_link_of(view);
	if (!view->is_writer || !view->is_bold || !link->is_open)
		return false;
	view->is_given_up = true;
	view->is_unblamed = true;
	link->is_broken = true;
	check(!view->is_rehearsing || view->txn != NULL);
	return true;
}

void postgres_push(struct store_view *view)
{
	const struct postgres_link *link = postgres_link_of(view);
	if (link->conn != NULL && !link->is_lost)
		(void)PQflush(link->conn);
}

static void lose(struct postgres_link *link)
{
	link->is_lost = true;
	link->is_broken = true;
}

enum fail postgres_ask(struct store_view *view, const char *sql, PGresult **ret_rows)
{
	PGresult *rows = NULL;
	TRY(postgres_send(view, sql));
	TRY(postgres_settle(view, &rows));
	check(rows != NULL);
	*ret_rows = rows;
	return OK;
}

enum fail postgres_fail(struct store_view *view, const char *name, const PGresult *result)
{
	struct postgres_link *link = postgres_link_of(view);
	ExecStatusType status = PQresultStatus(result);
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return OK;
	const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
	if (state == NULL || PQstatus(link->conn) != CONNECTION_OK) {
		lose(link);
		log_line(LOG_WARNING, "store what=\"%s\" words=\"connection lost\"", name);
		return FAIL_BUSY;
	}
	enum fail fail = fail_of_state(state);
	/* Two copies may have made the same number at once: the loser looks again,
	 * once; then it is the work's own doing. */
	if (strcmp(state, "23505") == 0 && view->is_writer && !link->is_unique_tried) {
		link->is_unique_tried = true;
		fail = FAIL_BUSY;
	}
	if (fail == FAIL_BUSY) {
		link->is_broken = true;
		return FAIL_BUSY;
	}
	if (give_up(view))
		return FAIL_BUSY;
	log_error(name, result);
	return fail;
}

static enum fail fail_of_state(const char *state)
{
	check(state != NULL);
	static const struct {
		const char *state; /* or its first two letters, the class */
		enum fail fail;
	} meanings[] = {
		{"40", FAIL_BUSY},      /* serialization failure, deadlock */
		{"55P03", FAIL_BUSY},   /* lock not available */
		{"53100", FAIL_NO_SPACE},
		{"53200", FAIL_LIMIT},
		{"53", FAIL_BUSY},      /* too many connections, and the like */
		{"57014", FAIL_TIMEOUT},
		{"57", FAIL_BUSY},      /* shut down, or not up yet */
		{"08", FAIL_BUSY},
		{"25006", FAIL_BUSY},   /* it became a standby */
		{"25P03", FAIL_BUSY},   /* it gave up waiting for us */
		{"42501", FAIL_SYSTEM}, /* missing rights */
		{"22021", FAIL_INPUT},  /* bytes that are no text */
	};
	for (size_t i = 0; i < COUNT_OF(meanings); i++) {
		if (strncmp(state, meanings[i].state, strlen(meanings[i].state)) == 0)
			return meanings[i].fail;
	}
	return FAIL_STORE;
}

/* The server's words may quote a row; only what names things is logged. */
static void log_error(const char *name, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	log_line(LOG_ERROR, "store what=\"%s\" code=%s words=\"%s\"", name, state == NULL ? "?" : state, words == NULL ? "" : words);
}

static void keep_still(void *context, const char *message)
{
	(void)context;
	(void)message;
}

void postgres_complain(struct store *store, const char *format, ...)
{
	char words[STORE_PROBLEM_BYTES];
	char *problem = postgres_store_of(store)->problem;
	va_list args;
	va_start(args, format);
	(void)vsnprintf(words, sizeof words, format, args);
	va_end(args);
	if (problem != NULL)
		(void)snprintf(problem, STORE_PROBLEM_BYTES, "%s", words);
	log_line(LOG_ERROR, "store engine=postgres problem=\"%s\"", words);
}
