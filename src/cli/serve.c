/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/when.h"
#include "cli/house.h"
#include "clock/sending.h"
#include "clock/ticking.h"
#include "web/web.h"

enum { DATA, PORT, ADDRESS, SOCKET, THREADS, TLS, STORE, BACKUPS, LOG, MAP_TILES, MAP_DATUM, MAP_CREDIT, MESSAGES };
static const struct cli_option options[] = {
	[DATA] = {"--data", "DIR", "data", false, "the data directory"},
	[PORT] = {"--port", "PORT", "8080", false, "the TCP port; 0 takes any free one"},
	[ADDRESS] = {"--address", "IPV4", "127.0.0.1", false, "the address to listen on"},
	[SOCKET] = {"--socket", "PATH", NULL, false, "listen on a unix socket instead"},
	[THREADS] = {"--threads", "N", "8", false, "threads that answer"},
	[TLS] = {"--behind-tls", NULL, NULL, false, "a front speaks TLS to the browser and passes X-Forwarded-For"},
	[LOG] = {"--log", "LEVEL", "info", false, "what is written on standard error: error, warning or info"},
	[BACKUPS] = {"--backups", "DIR", NULL, false, "where the night's backups go (standard: the data directory's name with .backups behind it)"},
	[MAP_TILES] = {"--map-tiles", "ADDRESS", NULL, false, "where the desk's map gets its pictures: https://HOST/PATH with {z}, {x} and {y}, or a path of this server (standard: a blank grid)"},
	[MAP_DATUM] = {"--map-datum", "DATUM", "gcj02", false, "what those pictures are drawn in: gcj02 (most maps of the mainland) or wgs84 (Tianditu, OpenStreetMap)"},
	[MAP_CREDIT] = {"--map-credit", "TEXT", NULL, false, "what the maker of the map wants said beside it"},
	[MESSAGES] = {"--messages", "FILE", NULL, false, "the gateway of text messages, in a file that only its owner may read (docs/operating.md); without it none are sent"},
	[STORE] = HOUSE_STORE_OPTION,
};

static bool set_log_level(const char *word);
static bool block_signals(sigset_t *ret_signals);
static int open_gateway(const char *path, const struct house *house, struct gateway *ret_gateway);
static enum fail start_clocks(const struct nightly *night, struct clock clock, struct gateway *gateway, struct ticking **ret_ticking,
	struct sending **ret_sending);
static int serve(struct house *house, const struct web_options *web, struct gateway *gateway, sigset_t *signals, const char *backups);
static void wait_for_stop(sigset_t *signals, struct ticking *ticking);

static int run(const char *const *values)
{
	struct house house;
	sigset_t signals;
	int64_t port = 0;
	int64_t threads = 0;
	if (!text_to_int(text_of(values[PORT]), &port) || port < 0 || port > 65535)
		return cli_misuse("serve", "--port is a number from 0 to 65535");
	if (!text_to_int(text_of(values[THREADS]), &threads) || threads < 1 || threads > 64)
		return cli_misuse("serve", "--threads is a number from 1 to 64");
	if (!set_log_level(values[LOG]))
		return cli_misuse("serve", "--log is error, warning or info");
	const struct tiles_options tiles = {.address = values[MAP_TILES], .datum = values[MAP_DATUM], .credit = values[MAP_CREDIT]};
	struct tiles checked;
	const char *reason = NULL;
	if (tiles_read(&tiles, &checked, &reason) != OK)
		return cli_misuse("serve", "%s", reason);
	if (!block_signals(&signals))
		return cli_error("serve", "cannot block signals");
	int wrong = house_open("serve", values[DATA], values[STORE], HOUSE_OPEN, &house);
	if (wrong != 0)
		return wrong;
	struct gateway gateway = {0};
	wrong = values[MESSAGES] == NULL ? 0 : open_gateway(values[MESSAGES], &house, &gateway);
	if (wrong != 0) {
		house_close(&house);
		return wrong;
	}
	struct web_options web = {.store = house.store, .keys = &house.keys, .clock = clock_system(), .address = values[ADDRESS], .port = (int)port,
		.unix_path = values[SOCKET], .threads = (int)threads, .is_behind_tls = values[TLS] != NULL, .trusts_front = values[TLS] != NULL,
		.data_path = values[DATA], .tiles = tiles, .has_messages = values[MESSAGES] != NULL};
	struct text folder = text_of(house.key_file);
	/* A server is copied by its own means. */
	wrong = serve(&house, &web, &gateway, &signals, house.is_server ? NULL : values[BACKUPS] != NULL ? values[BACKUPS]
		: arena_format(house.arena, "%.*s.backups", (int)(folder.len - strlen(".keys")), folder.at).at);
	gateway_close(&gateway);
	house_close(&house);
	return wrong;
}

/* A demonstration's people have made-up numbers. */
static int open_gateway(const char *path, const struct house *house, struct gateway *ret_gateway)
{
	const char *reason = "";
	if (house->is_demo)
		return cli_error("serve", "--messages: a demonstration sends no text messages");
	enum fail fail = gateway_open(path, house->arena, ret_gateway, &reason);
	return fail == OK ? 0 : cli_error("serve", "--messages %s: %s (docs/operating.md)", path, fail == FAIL_SYSTEM ? "libcurl cannot be used" : reason);
}

static bool set_log_level(const char *word)
{
	static const struct { const char *word; enum log_level level; } levels[] = {{"error", LOG_ERROR}, {"warning", LOG_WARNING}, {"info", LOG_INFO}};
	for (size_t i = 0; i < COUNT_OF(levels); i++) {
		if (strcmp(word, levels[i].word) != 0)
			continue;
		log_set_level(levels[i].level);
		return true;
	}
	return false;
}

/* Before any thread is made, the store's writer too: signals are taken by the first thread alone, so that a stop lets calls
 * under way be answered. */
static bool block_signals(sigset_t *ret_signals)
{
	(void)sigemptyset(ret_signals);
	(void)sigaddset(ret_signals, SIGINT);
	(void)sigaddset(ret_signals, SIGTERM);
	(void)sigaddset(ret_signals, SIGUSR1);
	(void)signal(SIGPIPE, SIG_IGN);
	return pthread_sigmask(SIG_BLOCK, ret_signals, NULL) == 0;
}

/* The sender only where there is a gateway. */
static enum fail start_clocks(const struct nightly *night, struct clock clock, struct gateway *gateway, struct ticking **ret_ticking,
	struct sending **ret_sending)
{
	TRY(ticking_start(night, clock, ret_ticking));
	if (gateway->kind == 0)
		return OK;
	log_line(LOG_INFO, "event=messages gateway=%s", gateway->kind == GATEWAY_ALIYUN ? "aliyun" : "json");
	return sending_start(&(struct sending_options){.store = night->store, .keys = night->keys, .centre_id = night->centre_id, .clock = clock,
		.gateway = gateway}, ret_sending);
}

static int serve(struct house *house, const struct web_options *web, struct gateway *gateway, sigset_t *signals, const char *backups)
{
	struct app *app = NULL;
	struct ticking *ticking = NULL;
	struct sending *sending = NULL;
	(void)mallopt(M_ARENA_MAX, 2); /* one per thread would keep twice the memory and be no quicker */
	enum fail fail = web_start(web, &app);
	if (fail == FAIL_MISSING)
		return cli_error("serve", "the data directory has no centre yet; run lastmile init or lastmile demo first");
	if (fail != OK)
		return cli_error("serve", "cannot listen on %s port %d (%s); is it taken?", web->address, web->port, fail_name(fail));
	fail = start_clocks(&(struct nightly){.store = house->store, .keys = &house->keys, .centre_id = house->centre_id, .folder = backups}, web->clock,
		gateway, &ticking, &sending);
	if (fail == OK) {
		if (web->unix_path != NULL)
			(void)printf("listening on %s\n", web->unix_path);
		else
			(void)printf("listening on http://%s:%d/\n", web->address, web_port(app));
		(void)fflush(stdout);
		wait_for_stop(signals, ticking);
	}
	sending_stop(sending);
	ticking_stop(ticking);
	web_stop(app);
	return fail == OK ? 0 : cli_error("serve", "cannot start the clock (%s)", fail_name(fail));
}

/* SIGUSR1 asks for a backup; the others stop. */
static void wait_for_stop(sigset_t *signals, struct ticking *ticking)
{
	int signal_number = 0;
	while (sigwait(signals, &signal_number) == 0 && signal_number == SIGUSR1)
		ticking_ask_backup(ticking);
	log_line(LOG_INFO, "event=stop signal=%d", signal_number);
}

const struct cli_verb cli_serve = {"serve", "Answer browsers and programs until told to stop.", options, COUNT_OF(options), run};
