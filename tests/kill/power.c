/* SPDX-License-Identifier: Apache-2.0
 *
 * The power goes in the middle of transfers, again and again, on a disk that
 * forgets what was not synced (disk.h). Afterwards every transfer that was
 * acknowledged has to be there, once, and the books have to follow.
 *
 *     power full|off SEED CYCLES
 *
 * Exit code 0: every promise was kept. 1: one was broken. With `off`
 * (synchronous=OFF) promises have to break: it is the control of this test.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk.h"
#include "domain/ledger.h"
#include "queries/ledger.h"
#include "village.h"

#define TRANSFERS_MAX 400

struct power {
	struct village village; /* as it was made; its database is copied for each cycle */
	char base[300];
	bool is_off;
	struct account_id issue, person;
	struct transfer_id acknowledged[TRANSFERS_MAX];
	int count;
	int64_t lost, broken, kept;
};

static void copy_file(const char *from, const char *to)
{
	char piece[65536];
	FILE *source = fopen(from, "rb");
	FILE *target = fopen(to, "wb");
	check(source != NULL && target != NULL);
	for (size_t count = fread(piece, 1, sizeof(piece), source); count > 0; count = fread(piece, 1, sizeof(piece), source))
		check(fwrite(piece, 1, count, target) == count);
	check(fclose(source) == 0 && fclose(target) == 0);
}

static enum fail find_accounts(const struct act *act, void *context)
{
	struct power *power = context;
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &power->issue));
	return ledger_account(act, ACCOUNT_PERSON, power->village.people[VOLUNTEER_0], &power->person);
}

static enum fail transfer(const struct act *act, void *context)
{
	struct power *power = context;
	enum ledger_refusal refusal = LEDGER_OK;
	power->acknowledged[power->count] = (struct transfer_id){ids_new(act->now_ms)};
	return ledger_transfer(act, &(struct ledger_transfer_options){.id = power->acknowledged[power->count], .source = power->issue, .target = power->person,
		.amount = 7, .reason = TRANSFER_EARN}, &refusal);
}

struct looking { struct power *power; int64_t lost; size_t differences; int64_t posted; };

static void pass_over(void *context UNUSED, const struct ledger_difference *difference UNUSED)
{
}

static enum fail look(const struct act *act, void *context)
{
	struct looking *looking = context;
	for (int i = 0; i < looking->power->count; i++) {
		bool is_there = false;
		struct transfer_get_row row;
		TRY(q_transfer_get(act->view, act->arena, &(struct transfer_get_in){.centre_id = act->centre_id, .id = looking->power->acknowledged[i]}, &is_there, &row));
		looking->lost += !is_there;
	}
	return ledger_verify(act, false, pass_over, NULL, &looking->differences);
}

static enum fail open_again(struct power *power, bool is_off)
{
	power->village.house.store = NULL;
	return store_open(&(struct store_options){.path = power->village.database, .readers = 1, .checkpoint_pages = 60, .is_synchronous_off = is_off},
		&power->village.house.store);
}

static void cycle(struct power *power, uint64_t seed)
{
	struct looking looking = {.power = power};
	struct store_soundness soundness = {0};
	copy_file(power->base, power->village.database);
	disk_begin(seed, 1 + seed % 251);
	power->count = 0;
	enum fail fail = open_again(power, power->is_off);
	while (fail == OK && power->count < TRANSFERS_MAX - 1) {
		fail = village_write(&power->village, CLOCK, transfer, power);
		power->count += fail == OK;
	}
	store_close(power->village.house.store);
	disk_settle();
	disk_begin(seed, 0);
	fail = open_again(power, false);
	if (fail == OK)
		fail = village_read(&power->village, look, &looking);
	if (fail == OK)
		fail = store_check(power->village.house.store, &soundness);
	store_close(power->village.house.store);
	power->kept += power->count - looking.lost;
	power->lost += looking.lost;
	power->broken += fail != OK || !soundness.is_sound || looking.differences > 0;
	char wal[600];
	(void)snprintf(wal, sizeof(wal), "%s-wal", power->village.database);
	(void)unlink(wal);
}

int main(int count, char **words)
{
	static struct power power;
	char folder[] = "/tmp/lastmile-power-XXXXXX";
	int64_t seed = 0;
	int64_t cycles = 0;
	if (count != 4 || !text_to_int(text_of(words[2]), &seed) || !text_to_int(text_of(words[3]), &cycles))
		return 2;
	power.is_off = strcmp(words[1], "off") == 0;
	check(mkdtemp(folder) != NULL);
	village_open(&power.village, folder, NULL, (uint64_t)seed);
	check(village_write(&power.village, CLOCK, find_accounts, &power) == OK);
	store_close(power.village.house.store);
	check(snprintf(power.base, sizeof(power.base), "%s.base", power.village.database) < (int)sizeof(power.base));
	copy_file(power.village.database, power.base);
	if (freopen("/dev/null", "w", stderr) == NULL) /* a dying disk is told of in the log, thousands of times */
		return 2;
	disk_install();
	for (int64_t i = 0; i < cycles; i++)
		cycle(&power, (uint64_t)(seed + i * 7919));
	(void)printf("synchronous=%s, seed %lld: %lld power cuts, %lld acknowledged transfers kept, %lld lost, %lld houses broken\n", words[1], (long long)seed,
		(long long)cycles, (long long)power.kept, (long long)power.lost, (long long)power.broken);
	power.village.house.store = NULL;
	village_close(&power.village, false);
	(void)unlink(power.base);
	(void)rmdir(folder);
	return power.lost + power.broken > 0;
}
