/* SPDX-License-Identifier: Apache-2.0
 *
 * What people type as numbers: telephones, identity numbers, credit codes,
 * dates, times, ids. What is read once reads the same when written out.
 */
#include "fuzz.h"

#include <stdio.h>

#include "base/ids.h"
#include "base/when.h"
#include "text/idcard.h"
#include "text/phone.h"
#include "text/uscc.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct text typed = {(const char *)bytes, count};
	struct phone phone;
	struct phone same;
	struct idcard card;
	struct idcard card_again;
	struct uscc code;
	int32_t day = 0;
	int32_t minute = 0;
	int64_t number = 0;
	if (count > 4096 || !text_is_utf8(typed))
		return 0;
	if (phone_read(typed, TEXT("0536"), &phone) == PHONE_OK)
		check(phone_read(text_of(phone.number), TEXT("0536"), &same) == PHONE_OK && text_equal(text_of(same.number), text_of(phone.number)));
	if (idcard_read(typed, 20500, &card) == IDCARD_OK)
		check(idcard_read(text_of(card.number), 20500, &card_again) == IDCARD_OK && card_again.birth_day == card.birth_day && card.birth_day <= 20500);
	(void)uscc_read(typed, &code);
	if (when_parse_day(typed, &day)) {
		struct arena *arena CLEANUP(arena_done) = arena_make(65536);
		int32_t again = 0;
		check(arena != NULL && when_parse_day(when_iso_day(arena, day), &again) && again == day);
	}
	minute = -1;
	if (when_read_min(typed, &minute) == WHEN_READ) {
		char written[24];
		int32_t again = -1;
		check(minute >= 0 && minute < 24 * 60);
		(void)snprintf(written, sizeof(written), "%02d:%02d", (int)minute / 60, (int)minute % 60);
		check(when_read_min(text_of(written), &again) == WHEN_READ && again == minute);
	} else {
		check(minute == -1);
	}
	if (ids_read(typed, &number)) {
		char written[ID_TEXT_LEN + 1];
		int64_t again = 0;
		ids_write(number, written);
		check(ids_read((struct text){written, ID_TEXT_LEN}, &again) && again == number);
	}
	(void)text_to_int(typed, &number);
	return 0;
}
