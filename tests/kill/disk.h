/* SPDX-License-Identifier: Apache-2.0
 *
 * A disk that forgets: an sqlite3_vfs over the usual one which notes every
 * write that was not synced. When the power goes, each sector of those was
 * kept, lost, or left as garbage; what was synced stands. SQLite's own crash
 * tests work so (sqlite.org/testing.html).
 */
#ifndef TESTS_DISK_H
#define TESTS_DISK_H

#include <stdbool.h>
#include <stdint.h>

/* Makes this the disk of every store opened from now on. */
void disk_install(void);
/* Begins a cycle: everything on the files now is durable. The power goes at the nth write from now (0 = never). An even
 * seed makes a disk that leaves alone what lies beside a write; an odd one does not promise even that. */
void disk_begin(uint64_t seed, uint64_t nth_write);
bool disk_is_dead(void);
uint64_t disk_writes(void);
/* After the store was closed: the files as the power cut left them. */
void disk_settle(void);

#endif
