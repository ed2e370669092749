/* SPDX-License-Identifier: Apache-2.0 */
#include "disk.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

#define FILES_MAX 8
#define SECTOR 512

/* One unsynced write, or a cut when bytes is NULL. */
struct pending { int64_t at; int count; unsigned char *bytes; struct pending *next; };

/* What the platter holds of one path. */
struct platter { char path[512]; unsigned char *bytes; int64_t size, room; struct pending *first, **end; };

struct disk_file { sqlite3_file base; struct platter *platter; sqlite3_file *real; };

static struct platter platters[FILES_MAX];
static int platter_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards all of this */
static uint64_t chance, writes_left, writes_done;
static bool is_dead;
static int traits;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs disk_vfs;

static uint64_t draw(uint64_t below)
{
	chance += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t bits = (chance ^ chance >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
	return (bits ^ bits >> 31) % below;
}

static void put(struct platter *platter, int64_t at, const unsigned char *bytes, int64_t count)
{
	if (at + count > platter->room) {
		platter->room = (at + count) * 2;
		platter->bytes = realloc(platter->bytes, (size_t)platter->room);
		check(platter->bytes != NULL);
	}
	if (at > platter->size)
		memset(platter->bytes + platter->size, 0, (size_t)(at - platter->size));
	memcpy(platter->bytes + at, bytes, (size_t)count);
	platter->size = at + count > platter->size ? at + count : platter->size;
}

static void forget(struct platter *platter)
{
	while (platter->first != NULL) {
		struct pending *next = platter->first->next;
		free(platter->first->bytes);
		free(platter->first);
		platter->first = next;
	}
	platter->end = &platter->first;
}

/* The platter of a path; what lies on the file now is durable. */
static struct platter *platter_of(const char *path)
{
	for (int i = 0; i < platter_count; i++) {
		if (strcmp(platters[i].path, path) == 0)
			return &platters[i];
	}
	check(platter_count < FILES_MAX && strlen(path) < sizeof(platters[0].path));
	struct platter *platter = &platters[platter_count++];
	*platter = (struct platter){.end = &platter->first};
	memcpy(platter->path, path, strlen(path) + 1);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char piece[65536];
	for (ssize_t count = 0; file >= 0 && (count = read(file, piece, sizeof(piece))) > 0;)
		put(platter, platter->size, piece, count);
	if (file >= 0)
		(void)close(file);
	return platter;
}

static void note(struct platter *platter, int64_t at, const void *bytes, int count)
{
	struct pending *pending = calloc(1, sizeof(*pending));
	check(pending != NULL);
	*pending = (struct pending){.at = at, .count = count, .bytes = bytes != NULL ? malloc((size_t)count) : NULL};
	if (bytes != NULL) {
		check(pending->bytes != NULL);
		memcpy(pending->bytes, bytes, (size_t)count);
	}
	*platter->end = pending;
	platter->end = &pending->next;
}

static void apply(struct platter *platter, const struct pending *pending)
{
	if (pending->bytes != NULL)
		put(platter, pending->at, pending->bytes, pending->count);
	else if (pending->at < platter->size)
		platter->size = pending->at;
}

#define FILE_OF(file) ((struct disk_file *)(file))
#define REAL(file) (FILE_OF(file)->real)

static int disk_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	(void)pthread_mutex_lock(&lock);
	writes_done++;
	if (!is_dead && writes_left > 0 && --writes_left == 0)
		is_dead = true; /* this very write is half-way */
	if (writes_left > 0 || is_dead || chance != 0)
		note(FILE_OF(file)->platter, at, bytes, count);
	bool is_gone = is_dead;
	(void)pthread_mutex_unlock(&lock);
	return is_gone ? SQLITE_IOERR_WRITE : REAL(file)->pMethods->xWrite(REAL(file), bytes, count, at);
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	(void)pthread_mutex_lock(&lock);
	if (!is_dead)
		note(FILE_OF(file)->platter, size, NULL, 0);
	bool is_gone = is_dead;
	(void)pthread_mutex_unlock(&lock);
	return is_gone ? SQLITE_IOERR_TRUNCATE : REAL(file)->pMethods->xTruncate(REAL(file), size);
}

/* Synced: all that was noted is on the platter. The file below need not be synced itself. */
static int disk_sync(sqlite3_file *file, int flags UNUSED)
{
	struct platter *platter = FILE_OF(file)->platter;
	(void)pthread_mutex_lock(&lock);
	bool is_gone = is_dead;
	for (const struct pending *pending = is_gone ? NULL : platter->first; pending != NULL; pending = pending->next)
		apply(platter, pending);
	if (!is_gone)
		forget(platter);
	(void)pthread_mutex_unlock(&lock);
	return is_gone ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int disk_close(sqlite3_file *file) { int code = REAL(file)->pMethods->xClose(REAL(file)); free(REAL(file)); return code; }
static int disk_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at) { return REAL(file)->pMethods->xRead(REAL(file), bytes, count, at); }
static int disk_size(sqlite3_file *file, sqlite3_int64 *size) { return REAL(file)->pMethods->xFileSize(REAL(file), size); }
static int disk_lock(sqlite3_file *file, int kind) { return REAL(file)->pMethods->xLock(REAL(file), kind); }
static int disk_unlock(sqlite3_file *file, int kind) { return REAL(file)->pMethods->xUnlock(REAL(file), kind); }
static int disk_reserved(sqlite3_file *file, int *is) { return REAL(file)->pMethods->xCheckReservedLock(REAL(file), is); }
static int disk_control(sqlite3_file *file, int op, void *arg) { return REAL(file)->pMethods->xFileControl(REAL(file), op, arg); }
static int disk_sector(sqlite3_file *file UNUSED) { return SECTOR; }
static int disk_traits(sqlite3_file *file UNUSED) { return traits; }
static int disk_map(sqlite3_file *file, int page, int size, int extend, void volatile **at)
{
	return REAL(file)->pMethods->xShmMap(REAL(file), page, size, extend, at);
}

static int disk_shm_lock(sqlite3_file *file, int at, int count, int flags) { return REAL(file)->pMethods->xShmLock(REAL(file), at, count, flags); }
static void disk_barrier(sqlite3_file *file) { REAL(file)->pMethods->xShmBarrier(REAL(file)); }
static int disk_unmap(sqlite3_file *file, int is_delete) { return REAL(file)->pMethods->xShmUnmap(REAL(file), is_delete); }

static const sqlite3_io_methods methods = {.iVersion = 2, .xClose = disk_close, .xRead = disk_read, .xWrite = disk_write, .xTruncate = disk_truncate,
	.xSync = disk_sync, .xFileSize = disk_size, .xLock = disk_lock, .xUnlock = disk_unlock, .xCheckReservedLock = disk_reserved,
	.xFileControl = disk_control, .xSectorSize = disk_sector, .xDeviceCharacteristics = disk_traits, .xShmMap = disk_map, .xShmLock = disk_shm_lock,
	.xShmBarrier = disk_barrier, .xShmUnmap = disk_unmap};

static int disk_open(sqlite3_vfs *vfs UNUSED, const char *path, sqlite3_file *file, int flags, int *ret_flags)
{
	struct disk_file *own = FILE_OF(file);
	own->base.pMethods = NULL;
	own->real = calloc(1, (size_t)real_vfs->szOsFile);
	check(own->real != NULL);
	(void)pthread_mutex_lock(&lock);
	own->platter = platter_of(path != NULL ? path : "temporary");
	(void)pthread_mutex_unlock(&lock);
	int code = real_vfs->xOpen(real_vfs, path, own->real, flags, ret_flags);
	if (code != SQLITE_OK)
		free(own->real);
	else
		own->base.pMethods = &methods;
	return code;
}

void disk_install(void)
{
	real_vfs = sqlite3_vfs_find(NULL);
	check(real_vfs != NULL);
	disk_vfs = *real_vfs;
	disk_vfs.zName = "forgetful";
	disk_vfs.szOsFile = (int)sizeof(struct disk_file);
	disk_vfs.xOpen = disk_open;
	check(sqlite3_vfs_register(&disk_vfs, 1) == SQLITE_OK);
}

void disk_begin(uint64_t seed, uint64_t nth_write)
{
	for (int i = 0; i < platter_count; i++) {
		forget(&platters[i]);
		free(platters[i].bytes);
	}
	platter_count = 0;
	chance = seed | 1;
	writes_left = nth_write;
	writes_done = 0;
	is_dead = false;
	/* Every second disk promises nothing, no atomic writes and no safe appends; the others only that a write leaves alone what
	 * lies beside it, which is what today's disks do. */
	traits = seed % 2 == 0 ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

bool disk_is_dead(void)
{
	(void)pthread_mutex_lock(&lock);
	bool is_gone = is_dead;
	(void)pthread_mutex_unlock(&lock);
	return is_gone;
}

uint64_t disk_writes(void)
{
	return writes_done;
}

/* Each sector of an unsynced write: there, not there, or neither. */
static void scatter(struct platter *platter, const struct pending *pending)
{
	if (pending->bytes == NULL) {
		if (draw(2) == 0)
			apply(platter, pending);
		return;
	}
	for (int at = 0; at < pending->count; at += SECTOR) {
		int count = pending->count - at < SECTOR ? pending->count - at : SECTOR;
		unsigned char garbage[SECTOR];
		uint64_t fate = draw(3);
		for (int i = 0; i < count; i++)
			garbage[i] = (unsigned char)draw(256);
		if (fate > 0)
			put(platter, pending->at + at, fate == 1 ? pending->bytes + at : garbage, count);
	}
}

void disk_settle(void)
{
	for (int i = 0; i < platter_count; i++) {
		struct platter *platter = &platters[i];
		struct stat state;
		for (const struct pending *pending = platter->first; pending != NULL; pending = pending->next)
			scatter(platter, pending);
		if (stat(platter->path, &state) != 0 && platter->size == 0)
			continue;
		int file = open(platter->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		check(file >= 0 && write(file, platter->bytes, (size_t)platter->size) == (ssize_t)platter->size && close(file) == 0);
	}
}
