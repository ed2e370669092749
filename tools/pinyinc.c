/* SPDX-License-Identifier: Apache-2.0
 *
 * pinyinc OUTPUT.c: writes the table of one Mandarin reading for each Chinese
 * character of the basic block and extension A, taken from ICU's Han-Latin
 * rules (Unicode's Unihan data). Tones are dropped and ü is written v, as
 * people type it. ICU is needed by the build only; the program carries the
 * table (two bytes a character).
 */
#include <stdio.h>
#include <stdint.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define SYLLABLE_MAX 6   /* zhuang */
#define SYLLABLES_MAX 600
#define ROOM 64

static char syllables[SYLLABLES_MAX][SYLLABLE_MAX + 1];
static size_t syllable_count = 1; /* number 0 is "no reading" */

static UTransliterator *open_rules(void);
static int read_syllable(UTransliterator *rules, UChar32 point, char ret_syllable[SYLLABLE_MAX + 1]);
static size_t number_of(const char *syllable);
static int write_block(FILE *file, UTransliterator *rules, const char *name, UChar32 from, UChar32 to);
static int write_table(FILE *file, UTransliterator *rules);

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: pinyinc OUTPUT.c\n");
		return 2;
	}
	UTransliterator *rules = open_rules();
	FILE *file = rules ? fopen(argv[1], "w") : NULL;
	if (!file) {
		fprintf(stderr, "pinyinc: no ICU rules Han-Latin, or cannot write %s\n", argv[1]);
		return 1;
	}
	int written = write_table(file, rules);
	utrans_close(rules);
	if (fclose(file) != 0 || !written) {
		fprintf(stderr, "pinyinc: could not write the table\n");
		return 1;
	}
	return 0;
}

static UTransliterator *open_rules(void)
{
	static const char name[] = "Han-Latin; Lower; NFD; [\\u0300\\u0301\\u0304\\u030C] Remove; NFC";
	UErrorCode error = U_ZERO_ERROR;
	UChar id[sizeof(name)];
	u_uastrcpy(id, name);
	UTransliterator *rules = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
	return U_SUCCESS(error) ? rules : NULL;
}

static int write_table(FILE *file, UTransliterator *rules)
{
	fprintf(file, "#include \"text/pinyin_table.h\"\n\n");
	if (!write_block(file, rules, "pinyin_extension_a", 0x3400, 0x4DBF) || !write_block(file, rules, "pinyin_basic", 0x4E00, 0x9FFF))
		return 0;
	fprintf(file, "const char pinyin_syllables[][PINYIN_SYLLABLE_ROOM] = {\n");
	for (size_t i = 0; i < syllable_count; i++)
		fprintf(file, "\t\"%s\",\n", syllables[i]);
	fprintf(file, "};\n");
	/* Fewer would mean that the rules are not the ones we know. */
	return syllable_count > 380 && !ferror(file);
}

static int write_block(FILE *file, UTransliterator *rules, const char *name, UChar32 from, UChar32 to)
{
	fprintf(file, "const uint16_t %s[%d] = {", name, (int)(to - from + 1));
	for (UChar32 point = from; point <= to; point++) {
		char syllable[SYLLABLE_MAX + 1] = "";
		size_t number = read_syllable(rules, point, syllable) ? number_of(syllable) : 0;
		if (number >= SYLLABLES_MAX)
			return 0;
		fprintf(file, "%s%zu,", (point - from) % 24 == 0 ? "\n\t" : "", number);
	}
	fprintf(file, "\n};\n\n");
	return 1;
}

/* False when ICU has no reading (the character comes back) or a strange one. */
static int read_syllable(UTransliterator *rules, UChar32 point, char ret_syllable[SYLLABLE_MAX + 1])
{
	UChar text[ROOM] = { (UChar)point };
	UErrorCode error = U_ZERO_ERROR;
	int32_t len = 1, limit = 1;
	utrans_transUChars(rules, text, &len, ROOM, 0, &limit, &error);
	if (U_FAILURE(error) || len < 1 || len > SYLLABLE_MAX)
		return 0;
	for (int32_t i = 0; i < len; i++) {
		UChar letter = text[i] == 0xFC ? 'v' : text[i];
		if (letter < 'a' || letter > 'z')
			return 0;
		ret_syllable[i] = (char)letter;
	}
	ret_syllable[len] = 0;
	return 1;
}

static size_t number_of(const char *syllable)
{
	for (size_t i = 1; i < syllable_count; i++)
		if (strcmp(syllables[i], syllable) == 0)
			return i;
	if (syllable_count < SYLLABLES_MAX)
		memcpy(syllables[syllable_count], syllable, SYLLABLE_MAX + 1);
	return syllable_count < SYLLABLES_MAX ? syllable_count++ : SYLLABLES_MAX;
}
