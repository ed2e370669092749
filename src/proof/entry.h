/* SPDX-License-Identifier: Apache-2.0
 *
 * One entry of the public tree: 144 bytes, big-endian, one byte string for
 * each value and no other. It says what happened in the points ledger or with
 * a service record, and to whom only by tags: a person's tag is HMAC-SHA-256
 * of the entry's number under 32 bytes that belong to that person, so she
 * recognises all of hers, nobody else can tell two of them together, and the
 * tags mean nothing once the bytes are erased. Accounts of the house itself
 * have open tags, so anyone can add up what was issued and spent. `facts` is
 * an HMAC under the same bytes over every column of the row the entry is
 * about: whoever keeps the rows can be held to each of them.
 *
 *   0 version=1, kind, reason, step   4 rule version (4)   8 number (8)
 *   16 at_ms (8)   24 amount (8)   32 id (8)   40 about (8)
 *   48 debit tag (32)   80 credit tag (32)   112 facts (32)
 */
#ifndef PROOF_ENTRY_H
#define PROOF_ENTRY_H

#include "base/buffer.h"
#include "base/text.h"

#define ENTRY_BYTES 144
#define ENTRY_SECRET_BYTES 32
#define ENTRY_TAG_BYTES 32

enum entry_kind {
	ENTRY_TRANSFER = 1, ENTRY_RECORD, ENTRY_CERTIFICATE,
	/* The others only say that a row was written and is as it was then; who reads points and states passes over them. */
	ENTRY_KEPT_RECORD, ENTRY_KEPT_ATTENDANCE, ENTRY_KEPT_CALL, ENTRY_KEPT_CALL_ANSWER, ENTRY_KEPT_BACKFILL, ENTRY_KEPT_BACKFILL_STEP,
	ENTRY_KEPT_FIX, ENTRY_KEPT_FIX_ANSWER, ENTRY_KEPT_PART, ENTRY_KEPT_STAR, ENTRY_KEPT_ABSENCE, ENTRY_KEPT_CERTIFICATE,
	ENTRY_KEPT_ISSUE, ENTRY_KEPT_LINES, ENTRY_KEPT_COUNTED, ENTRY_KEPT_RULE, ENTRY_KEPT_RATES, ENTRY_KIND_COUNT
};
struct entry_tag { unsigned char bytes[ENTRY_TAG_BYTES]; };
struct entry_secret { unsigned char bytes[ENTRY_SECRET_BYTES]; };

struct entry {
	enum entry_kind kind;
	int64_t reason;       /* 0–255: of the transfer; the state that a record or certificate reached */
	int64_t step;         /* 0–255: of the transfer (at once, set aside, posted, given back); of a record its evidence */
	int64_t rule_version; /* 0 – 2^32−1 */
	uint64_t number;      /* its place in the tree, from 0 */
	int64_t at_ms;
	int64_t amount;       /* hundredths of a point; minutes of a record or certificate */
	int64_t id;           /* of the row */
	int64_t about;        /* the hold it ends, the transfer it reverses, the record or certificate it is about; 0 = none */
	struct entry_tag debit, credit;
	struct entry_tag facts;
};

/* False for a value out of range; no number is negative. */
bool entry_write(const struct entry *entry, unsigned char ret_bytes[ENTRY_BYTES]);
/* False for anything that entry_write does not write. */
bool entry_read(struct text bytes, struct entry *ret_entry);

/* A person's tag in the entry of this number. */
struct entry_tag entry_tag_of(const struct entry_secret *secret, uint64_t number);
/* The open tag of one of the house's own accounts: 31 times nought and its kind. */
struct entry_tag entry_open_tag(int64_t account_kind);
bool entry_tag_equal(const struct entry_tag *a, const struct entry_tag *b);

/* A row, written column by column in the order of its table. */
void entry_row_int(struct buffer *row, int64_t value);
void entry_row_int_or_null(struct buffer *row, int64_t value); /* 0 = NULL, as ids are read */
void entry_row_text(struct buffer *row, struct text value);
/* The commitment to a row in the entry of this number; a NULL secret is a row that concerns nobody. */
struct entry_tag entry_facts(const struct entry_secret *secret, uint64_t number, struct text row);

#endif
