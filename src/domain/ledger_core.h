/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of the points ledger, PURE: books and an operation in, an outcome
 * and entries out; no store, no clock, no memory of its own. Double entry:
 * each entry moves one amount between two accounts, or sets it aside first
 * (a hold) and later posts it in full or in part, voids it, or lets it
 * expire; a hold ends exactly once. An account carries four counters and no
 * balance. Nothing is ever changed or removed: a mistake is corrected by
 * another entry.
 */
#ifndef DOMAIN_LEDGER_CORE_H
#define DOMAIN_LEDGER_CORE_H

#include "base/ids.h"

#define LEDGER_AMOUNT_MAX 1000000 /* hundredths of a point in one entry */

enum account_kind {
	ACCOUNT_ISSUE = 1,    /* where earned points come from; negative by what was issued */
	ACCOUNT_SPENT,        /* where spent points go */
	ACCOUNT_PERSON,
	ACCOUNT_POOL,         /* given to the community; pays for hardship orders */
	ACCOUNT_ORGANISATION, /* may only donate */
	ACCOUNT_EXPIRED,      /* unused by default: points do not expire */
	ACCOUNT_ADJUST,       /* the other side of a corrected mistake */
	ACCOUNT_KIND_COUNT
};

enum transfer_step {
	STEP_PLAIN = 1, /* moved at once */
	STEP_HOLD,      /* set aside */
	STEP_POST,      /* a hold becomes a transfer, in full or in part; the rest goes back */
	STEP_VOID,      /* a hold is given back */
	STEP_EXPIRE,    /* a hold that was over is given back */
	STEP_COUNT
};

/* Which kinds of account each reason joins is a table in ledger_core.c. */
enum transfer_reason {
	TRANSFER_EARN = 1, /* a final record */
	TRANSFER_SPEND,    /* a service ordered */
	TRANSFER_REVOKE,   /* a false record; the one reason that may make an account negative */
	TRANSFER_GIFT,     /* to kin */
	TRANSFER_DONATE,   /* to the pool */
	TRANSFER_ADJUST,
	TRANSFER_EXPIRE,
	TRANSFER_GOOD,     /* a good of the shop; to whoever gave it, which can only give on to the pool */
	TRANSFER_REASON_COUNT
};

/* In the order in which they are checked: for any bad operation exactly one is right. */
enum ledger_refusal {
	LEDGER_OK,
	LEDGER_HOLD_MISSING,      /* the hold to be ended is not there */
	LEDGER_EXISTS_DIFFERENT,  /* the id is taken by another content */
	LEDGER_ALREADY_ENDED,     /* the hold has ended */
	LEDGER_HOLD_OVER,         /* its time is over: it can only expire */
	LEDGER_HOLD_NOT_OVER,     /* it cannot expire yet */
	LEDGER_AMOUNT_INVALID,    /* not between 1 and LEDGER_AMOUNT_MAX */
	LEDGER_AMOUNT_ABOVE_HOLD,
	LEDGER_ACCOUNT_MISSING,
	LEDGER_SAME_ACCOUNT,
	LEDGER_KINDS_WRONG,       /* not between such accounts for this reason */
	LEDGER_BLOCKED,           /* negative after a revocation */
	LEDGER_SHORT,             /* available < amount */
	LEDGER_REFUSAL_COUNT
};
const char *ledger_refusal_name(enum ledger_refusal refusal);

struct ledger_counters { int64_t debits_held, debits_posted, credits_held, credits_posted; };
/* Whether accounts of this kind have their entries in a chain: from the newest each names the one before, in the order of
 * writing. Those of people and organisations have; the house's own, with a side of nearly every entry, need none. */
bool ledger_core_is_chained(enum account_kind kind);
/* Credits less debits, posted ones. */
int64_t ledger_posted(const struct ledger_counters *counters);
/* What may be spent: posted less what is set aside. Points on their way in do not count. */
int64_t ledger_available(const struct ledger_counters *counters);

struct ledger_account {
	struct account_id id;
	enum account_kind kind;
	struct ledger_counters counters;
	struct transfer_id newest_id; /* where its chain begins; 0: it has none, or no entries yet */
};

/* An entry; as an operation the same without at_ms and those before it. One that ends a hold names it and may leave the
 * other fields empty: they are the hold's; amount 0 posts it in full. */
struct ledger_entry {
	struct transfer_id id; /* made by the client, kept for ever */
	enum transfer_step step;
	struct account_id source, target;
	int64_t amount;
	enum transfer_reason reason;
	int64_t rule_version;
	struct transfer_id hold_id; /* the hold that it ends */
	int64_t over_at_ms;         /* of a hold: from then on it can only expire; 0 = never */
	struct record_id record_id;
	struct request_id request_id;
	struct transfer_id reverses_id;
	int64_t at_ms;
	struct transfer_id source_before_id, target_before_id; /* the entry of that account before this one; 0: none */
};

/* The accounts and entries that operations touch, or all of them. Arrays are the caller's; entries has room for more. */
struct ledger_books {
	struct ledger_account *accounts;
	size_t account_count;
	struct ledger_entry *entries;
	size_t entry_count, entry_max;
};
struct ledger_account *ledger_core_account(const struct ledger_books *books, struct account_id id);
const struct ledger_entry *ledger_core_entry(const struct ledger_books *books, struct transfer_id id);
/* The entry that ended the hold; NULL while it stands. */
const struct ledger_entry *ledger_core_ending(const struct ledger_books *books, struct transfer_id hold_id);

/* What the rules say to one operation; changes nothing. LEDGER_OK: *ret_entry is the entry to write, or the one that
 * an equal operation wrote before (*ret_is_new false). */
enum ledger_refusal ledger_core_decide(const struct ledger_books *books, const struct ledger_entry *operation, int64_t now_ms,
	struct ledger_entry *ret_entry, bool *ret_is_new);
/* Linked operations, one behind the other: all are written into the books or none. Refused: *ret_nth is the
 * operation that was. The new entries are those behind the books' former entry_count. */
enum ledger_refusal ledger_core_apply(struct ledger_books *books, const struct ledger_entry *operations, size_t count, int64_t now_ms,
	size_t *ret_nth);
/* What an entry adds to the counters of its source and its target; `held` is the amount of the hold that it ends. */
void ledger_core_moves(const struct ledger_entry *entry, int64_t held, struct ledger_counters *ret_source, struct ledger_counters *ret_target);

#endif
