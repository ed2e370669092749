/* SPDX-License-Identifier: Apache-2.0
 *
 * The signed list of certificates that are no longer valid, so that who checks
 * a slip without a network can learn of it: numbers only, no names.
 *
 *   "lastmile revoked 1" LF origin LF "at " ms LF count LF
 *   number " revoked" | " superseded" LF … LF
 *   base64(signature) LF
 *
 * The signature is Ed25519 over all before the empty line; the first line says
 * what is signed, so that it serves no other purpose.
 */
#ifndef PROOF_REVOKED_H
#define PROOF_REVOKED_H

#include <pthread.h>

#include "base/buffer.h"
#include "proof/head.h"

struct revoked_line { struct text number; bool is_superseded; };
struct revoked_list {
	struct text origin; /* whose certificates: that of the heads */
	int64_t at_ms;      /* as it was known then */
	const struct revoked_line *lines;
	size_t count;
};
/* The last signature under one seed, so that the same list is not signed anew for everybody who asks; any thread. */
#define REVOKED_HASH_BYTES 32
struct revoked_kept {
	pthread_mutex_t lock;
	int64_t signings; /* how often a list was signed */
	unsigned char hash[REVOKED_HASH_BYTES];
	struct head_signature signature;
};
/* The list as a text, signed, or with the signature that `kept` holds of the very same list; empty when the arena is full. */
struct text revoked_write(struct arena *arena, const unsigned char *seed, struct revoked_kept *kept, const struct revoked_list *list);
/* Reads such a text and checks it under `key`; a byte more, less or other is refused. Texts point into `note`. */
bool revoked_read(struct arena *arena, struct text note, const struct head_key *key, struct revoked_list *ret_list);

#endif
