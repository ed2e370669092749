/* SPDX-License-Identifier: Apache-2.0
 *
 * A slip: what a certificate's QR code says, in as few bytes as it can be
 * said, signed by the house, so that it can be checked without a network and
 * without signing in. It says what the holder chose: the total only, or the
 * services one by one; with or without her name. One byte string for each
 * content and no other.
 *
 *   version=1, flags, county (3), year − 2000, serial (3), issued (2), from (2), to (2),
 *   machine-made, back-filled minutes, count (varint each),
 *   [name], [count of lines, lines: times (varint), minutes (varint), title],
 *   key id (4), Ed25519 signature (64)
 *
 * A text is one byte of length and its UTF-8. Days count from 2000-01-01; 0 =
 * open. Signed is SLIP_MARK and all before the signature. The key id is the
 * first four bytes of SHA-256(public key).
 */
#ifndef PROOF_SLIP_H
#define PROOF_SLIP_H

#include "base/buffer.h"
#include "proof/head.h"

#define SLIP_MARK "lastmile certificate 1\n" /* what is signed says what it is, so that it serves no other purpose */
#define SLIP_BYTES_MAX 640       /* QR version 25 at level M holds its base64url in an address */
#define SLIP_LINES_MAX 10
#define SLIP_NAME_BYTES_MAX 200  /* 50 characters of four bytes */
#define SLIP_TITLE_BYTES_MAX 30  /* ten Chinese characters */
#define SLIP_DAY_ZERO 10957      /* 2000-01-01 in days since 1970 */

struct slip_line { int64_t times, minutes; struct text title; };
struct slip {
	int32_t county, year, serial;    /* of the certificate's number */
	int32_t issued_day;              /* local day */
	int32_t from_day, to_day;        /* 0 = open */
	int64_t minutes_machine, minutes_manual, count;
	struct text name;                /* empty: the holder did not choose to show it */
	struct slip_line lines[SLIP_LINES_MAX];
	size_t line_count;               /* 0: the total only */
};

/* base64url without padding (RFC 4648, 5), signed by `seed`; empty when something is out of range or too long, or the
 * arena is full. */
struct text slip_write(struct arena *arena, const unsigned char *seed, const struct slip *slip);

enum slip_verdict {
	SLIP_GENUINE,
	SLIP_UNREADABLE, /* not a slip at all, or cut short */
	SLIP_OTHER_KEY,  /* a slip of another house */
	SLIP_FORGED      /* says it is ours and is not, or was changed */
};
/* Reads a slip and checks it under `key`. *ret_slip is filled for SLIP_GENUINE only; its texts are in the arena. */
enum slip_verdict slip_read(struct arena *arena, struct text typed, const struct head_key *key, struct slip *ret_slip);

#endif
