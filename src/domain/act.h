/* SPDX-License-Identifier: Apache-2.0
 *
 * An act: who does something, when, from where, inside which transaction.
 * Every verb of the domain takes one. It is made by the edge (a web call, the
 * clock, the command line, the demo) and lives no longer than its arena.
 *
 * Every verb returns `enum fail`; when the rules say no it returns FAIL_REFUSED
 * and has set *ret_refusal (the runner then rolls back what it wrote). On OK
 * *ret_refusal is 0. Each refusal enum is in the order of its checks.
 */
#ifndef DOMAIN_ACT_H
#define DOMAIN_ACT_H

#include "base/fail.h"
#include "base/ids.h"

struct store_view;
struct store_txn;
struct keys; /* domain/seal.h */

enum act_source { ACT_WEB = 1, ACT_DESK, ACT_CLOCK, ACT_CLI, ACT_DEMO };

/* How a request, consent or confirmation reached us; `channel.*` in the locale. */
enum channel { CHANNEL_WEB = 1, CHANNEL_PHONE, CHANNEL_WINDOW, CHANNEL_VISIT, CHANNEL_PAPER };

struct act {
	struct store_view *view; /* reads; inside a write it sees the transaction's own writes */
	struct store_txn *txn;   /* NULL when only reading */
	struct arena *arena;
	int64_t now_ms;
	struct centre_id centre_id;
	struct person_id actor;  /* 0 = the clock or the command line */
	enum act_source source;
	const struct keys *keys;
};

/* One line on the audit trail, in this act's transaction. `word` is
 * `module.verb`, `detail` a code or short reason without personal fields. */
enum fail act_trail(const struct act *act, const char *word, const char *object_kind, int64_t object_id, struct text detail);

#endif
