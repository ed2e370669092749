/* SPDX-License-Identifier: Apache-2.0 */
#include "cellar.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *server(void)
{
	const char *url = getenv("LASTMILE_TEST_STORE");
	return url != NULL && url[0] != '\0' ? url : NULL;
}

static void run(const char *url, const char *sql)
{
	PGconn *conn = PQconnectdb(url);
	PGresult *result = PQexec(conn, sql);
	if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
		(void)fprintf(stderr, "cellar: %s: %s", sql, PQerrorMessage(conn));
	check(PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK);
	PQclear(result);
	PQfinish(conn);
}

bool cellar_is_postgres(void)
{
	return server() != NULL;
}

void cellar_open(struct cellar *cellar, const char *folder)
{
	static int count;
	char sql[80];
	*cellar = (struct cellar){0};
	if (!cellar_is_postgres()) {
		(void)snprintf(cellar->path, sizeof cellar->path, "%s/db", folder);
		return;
	}
	(void)snprintf(cellar->schema, sizeof cellar->schema, "t%d_%d", (int)getpid(), ++count);
	(void)snprintf(sql, sizeof sql, "CREATE SCHEMA %s", cellar->schema);
	run(server(), sql);
	int len = snprintf(cellar->path, sizeof cellar->path, "%s%coptions=-csearch_path%%3D%s", server(), strchr(server(), '?') == NULL ? '?' : '&',
		cellar->schema);
	check(len > 0 && (size_t)len < sizeof cellar->path);
}

void cellar_spread(const struct cellar *cellar)
{
	static char sql[8192];
	const char *path = getenv("LASTMILE_TEST_SPREAD");
	if (path == NULL || path[0] == '\0' || !cellar_is_postgres())
		return;
	FILE *file = fopen(path, "re");
	check(file != NULL);
	size_t len = fread(sql, 1, sizeof sql, file);
	check(len < sizeof sql);
	sql[len] = '\0';
	(void)fclose(file);
	cellar_tamper(cellar, sql);
}

void cellar_close(struct cellar *cellar)
{
	char sql[120];
	if (cellar->schema[0] == '\0')
		return;
	(void)snprintf(sql, sizeof sql, "SET client_min_messages = error; DROP SCHEMA %s CASCADE", cellar->schema);
	run(server(), sql);
	cellar->schema[0] = '\0';
}

void cellar_tamper(const struct cellar *cellar, const char *sql)
{
	check(cellar->schema[0] != '\0');
	run(cellar->path, sql);
}
