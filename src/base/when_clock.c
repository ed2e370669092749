/* SPDX-License-Identifier: Apache-2.0
 *
 * Times of day as people write them. With blanks left out, full-width signs
 * half and capitals small:
 *
 *   time   = [half] clock | clock ampm | 正午 | 中午 | noon
 *   half   = 凌晨 (to its six) | 早上 早晨 清早 清晨 (from four to its eleven) | 上午 | 中午 正午 | 下午 午后 | 傍晚 晚上 夜里
 *   clock  = HHMM | HOUR:MM | HOUR 点 [ 钟 | 整 | 半 | 一刻 | 三刻 | MINUTE 分 | MM ] ;  点 also 时
 *   ampm   = am pm a.m. p.m. , and with it the clock may be the bare HOUR
 *   HOUR   = one or two digits, or 零 to 二十三 (两 is 二); MM = two digits or 零五 to 五十九; MINUTE = either, or one
 *
 * Traditional characters too. Not read: 差一刻三点, 三点五 (five or fifty?), seconds, spans, and words for midnight, which is 0:00.
 */
#include "base/when.h"

#define CLEAN_MAX 64
#define NOON_MIN (12 * 60)

enum half { HALF_NONE, HALF_NIGHT, HALF_EARLY, HALF_MORNING, HALF_NOON, HALF_AFTERNOON, HALF_EVENING, HALF_AM, HALF_PM };
struct spoken_time {
	int32_t hour, minute;
	enum half half;
	bool is_spoken; /* 三点: nobody says fifteen o'clock */
};

static bool read_whole(struct text text, struct spoken_time *clock);
static bool clean(struct text typed, char *kept, struct text *ret_clean);
static char clean_ascii(uint32_t point);
static enum half take_half(struct text *text);
static enum half take_ampm(struct text *text);
static bool take_any(struct text *text, const struct text *words, size_t count);
static bool read_clock(struct text *text, struct spoken_time *clock);
static bool read_spoken(struct text *text, struct spoken_time *clock);
static bool read_minutes(struct text *text, struct spoken_time *clock);
static bool read_number(struct text *text, int32_t *ret_number, size_t *ret_digits);
static bool read_han(struct text *text, int32_t *ret_number, size_t *ret_digits);
static bool take_han_digit(struct text *text, int32_t *ret_digit);
static bool set_half(struct spoken_time *clock);

enum when_typed when_read_min(struct text typed, int32_t *ret_min)
{
	char kept[CLEAN_MAX];
	struct text text;
	struct spoken_time clock = {.half = HALF_NONE};
	if (!clean(typed, kept, &text))
		return WHEN_UNREAD;
	if (text_equal(text, TEXT("noon")) || text_equal(text, TEXT("中午")) || text_equal(text, TEXT("正午"))) {
		*ret_min = NOON_MIN;
		return WHEN_READ;
	}
	if (!read_whole(text, &clock) || !set_half(&clock) || clock.hour > 23 || clock.minute > 59)
		return WHEN_UNREAD;
	if (clock.is_spoken && clock.half == HALF_NONE && clock.hour >= 1 && clock.hour <= 6)
		return WHEN_AMBIGUOUS;
	*ret_min = clock.hour * 60 + clock.minute;
	return WHEN_READ;
}

bool when_parse_min(struct text text, int32_t *ret_min)
{
	return when_read_min(text, ret_min) == WHEN_READ;
}

/* The half of the day before or behind the clock, never both. */
static bool read_whole(struct text text, struct spoken_time *clock)
{
	clock->half = take_half(&text);
	bool is_bare = !read_clock(&text, clock);
	if (clock->half == HALF_NONE)
		clock->half = take_ampm(&text);
	bool has_ampm = clock->half == HALF_AM || clock->half == HALF_PM;
	return (!is_bare || has_ampm) && text.len == 0 && clock->hour >= 0;
}

static bool clean(struct text typed, char *kept, struct text *ret_clean)
{
	size_t len = 0;
	if (!text_is_utf8(typed))
		return false;
	while (typed.len > 0) {
		const char *from = typed.at;
		uint32_t point = text_next_point(&typed);
		size_t bytes = (size_t)(typed.at - from);
		char ascii = clean_ascii(point);
		if (ascii == ' ')
			continue;
		if (len + bytes > CLEAN_MAX)
			return false;
		if (ascii != '\0')
			kept[len++] = ascii;
		for (size_t i = 0; i < bytes && ascii == '\0'; i++)
			kept[len++] = from[i];
	}
	*ret_clean = (struct text){kept, len};
	return true;
}

/* Half width and small; '\0' for what is no ASCII. */
static char clean_ascii(uint32_t point)
{
	if (point >= 0xFF01 && point <= 0xFF5E)
		point -= 0xFEE0;
	if (point == 0x3000 || point == 0xA0 || point == '\t')
		return ' ';
	if (point >= 'A' && point <= 'Z')
		point += 'a' - 'A';
	return point >= ' ' && point < 0x7F ? (char)point : '\0';
}

static enum half take_half(struct text *text)
{
	static const struct { struct text word; enum half half; } words[] = {
		{TEXT("凌晨"), HALF_NIGHT}, {TEXT("早上"), HALF_EARLY}, {TEXT("早晨"), HALF_EARLY}, {TEXT("清早"), HALF_EARLY}, {TEXT("清晨"), HALF_EARLY},
		{TEXT("上午"), HALF_MORNING}, {TEXT("中午"), HALF_NOON}, {TEXT("正午"), HALF_NOON}, {TEXT("下午"), HALF_AFTERNOON}, {TEXT("午后"), HALF_AFTERNOON},
		{TEXT("午後"), HALF_AFTERNOON}, {TEXT("傍晚"), HALF_EVENING}, {TEXT("晚上"), HALF_EVENING}, {TEXT("夜里"), HALF_EVENING}, {TEXT("夜裡"), HALF_EVENING}};
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (text_take(text, words[i].word))
			return words[i].half;
	}
	return HALF_NONE;
}

static enum half take_ampm(struct text *text)
{
	static const struct text am[] = {TEXT("am"), TEXT("a.m.")};
	static const struct text pm[] = {TEXT("pm"), TEXT("p.m.")};
	return take_any(text, am, COUNT_OF(am)) ? HALF_AM : take_any(text, pm, COUNT_OF(pm)) ? HALF_PM : HALF_NONE;
}

static bool take_any(struct text *text, const struct text *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (text_take(text, words[i]))
			return true;
	}
	return false;
}

/* False where there is a bare hour only, which wants am or pm; clock->hour is below nought where there is not even that. */
static bool read_clock(struct text *text, struct spoken_time *clock)
{
	size_t digits = 0;
	bool is_han = !read_number(text, &clock->hour, &digits);
	if (is_han && !read_han(text, &clock->hour, &digits)) {
		clock->hour = -1;
		return false;
	}
	if (!is_han && digits == 4) {
		clock->minute = clock->hour % 100;
		clock->hour /= 100;
		return true;
	}
	if (digits > 2) {
		clock->hour = -1;
		return false;
	}
	if (!is_han && text_take(text, TEXT(":"))) {
		if (!read_number(text, &clock->minute, &digits) || digits != 2)
			clock->hour = -1;
		return true;
	}
	return read_spoken(text, clock);
}

/* 点 and what may stand behind it. */
static bool read_spoken(struct text *text, struct spoken_time *clock)
{
	static const struct text marks[] = {TEXT("点"), TEXT("點"), TEXT("时"), TEXT("時")};
	static const struct text whole[] = {TEXT("钟"), TEXT("鐘"), TEXT("整")};
	static const struct text quarter[] = {TEXT("一刻"), TEXT("1刻")};
	static const struct text three_quarters[] = {TEXT("三刻"), TEXT("3刻")};
	if (!take_any(text, marks, COUNT_OF(marks)))
		return false;
	clock->is_spoken = true;
	if (text->len == 0 || take_any(text, whole, COUNT_OF(whole)))
		return true;
	if (text_take(text, TEXT("半")))
		clock->minute = 30;
	else if (take_any(text, quarter, COUNT_OF(quarter)))
		clock->minute = 15;
	else if (take_any(text, three_quarters, COUNT_OF(three_quarters)))
		clock->minute = 45;
	else if (!read_minutes(text, clock))
		clock->hour = -1;
	return true;
}

/* One digit alone wants 分. */
static bool read_minutes(struct text *text, struct spoken_time *clock)
{
	size_t digits = 0;
	if (!read_number(text, &clock->minute, &digits) && !read_han(text, &clock->minute, &digits))
		return false;
	return digits <= 2 && (text_take(text, TEXT("分")) || digits == 2);
}

static bool read_number(struct text *text, int32_t *ret_number, size_t *ret_digits)
{
	int32_t number = 0;
	size_t digits = 0;
	while (digits < text->len && digits < 5 && text->at[digits] >= '0' && text->at[digits] <= '9')
		number = number * 10 + (text->at[digits++] - '0');
	if (digits == 0)
		return false;
	*text = text_slice(*text, digits, text->len);
	*ret_number = number;
	*ret_digits = digits;
	return true;
}

/* 零, 五, 零五, 十, 十五, 二十, 二十五: with its tens it counts as two digits. */
static bool read_han(struct text *text, int32_t *ret_number, size_t *ret_digits)
{
	int32_t first = 0;
	int32_t second = 0;
	bool has_first = take_han_digit(text, &first);
	bool has_ten = (!has_first || first > 0) && text_take(text, TEXT("十"));
	if (!has_first && !has_ten)
		return false;
	bool has_second = (has_ten || (has_first && first == 0)) && take_han_digit(text, &second);
	*ret_number = (has_ten ? (has_first ? first : 1) * 10 : first) + second;
	*ret_digits = has_ten || has_second ? 2 : 1;
	return !has_second || second > 0;
}

static bool take_han_digit(struct text *text, int32_t *ret_digit)
{
	static const struct { struct text word; int32_t digit; } words[] = {{TEXT("零"), 0}, {TEXT("〇"), 0}, {TEXT("一"), 1}, {TEXT("二"), 2}, {TEXT("两"), 2},
		{TEXT("兩"), 2}, {TEXT("三"), 3}, {TEXT("四"), 4}, {TEXT("五"), 5}, {TEXT("六"), 6}, {TEXT("七"), 7}, {TEXT("八"), 8}, {TEXT("九"), 9}};
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (!text_take(text, words[i].word))
			continue;
		*ret_digit = words[i].digit;
		return true;
	}
	return false;
}

/* "Two in the afternoon" is 14; an hour that the half of the day does not have is refused. */
static bool set_half(struct spoken_time *clock)
{
	int32_t hour = clock->hour;
	bool is_small = hour >= 1 && hour <= 11;
	switch (clock->half) {
	case HALF_NIGHT: /* its twelve is midnight */
		return hour <= 6;
	case HALF_EARLY: /* twelve in the early morning is neither noon nor midnight */
		return hour >= 4 && hour <= 11;
	case HALF_MORNING:
		return hour <= 12;
	case HALF_NOON:
		clock->hour += hour == 1 || hour == 2 ? 12 : 0;
		return clock->hour >= 11 && clock->hour <= 14;
	case HALF_AFTERNOON:
		clock->hour += is_small ? 12 : 0;
		return clock->hour >= 12;
	case HALF_EVENING:
		clock->hour += is_small && hour >= 5 ? 12 : 0;
		return clock->hour >= 17;
	case HALF_AM:
		clock->hour = hour == 12 ? 0 : hour;
		return hour >= 1 && hour <= 12;
	case HALF_PM:
		clock->hour += is_small ? 12 : 0;
		return hour >= 1 && hour <= 12;
	case HALF_NONE:
		return true;
	}
	return false;
}
