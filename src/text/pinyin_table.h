/* SPDX-License-Identifier: Apache-2.0
 *
 * The reading of each character as the build made it (tools/pinyinc.c):
 * numbers into pinyin_syllables; 0 is "no reading". Only pinyin.c reads it.
 */
#ifndef TEXT_PINYIN_TABLE_H
#define TEXT_PINYIN_TABLE_H

#include <stdint.h>

#define PINYIN_SYLLABLE_ROOM 7
#define PINYIN_EXTENSION_A_FROM 0x3400
#define PINYIN_EXTENSION_A_TO 0x4DBF
#define PINYIN_BASIC_FROM 0x4E00
#define PINYIN_BASIC_TO 0x9FFF

extern const uint16_t pinyin_extension_a[PINYIN_EXTENSION_A_TO - PINYIN_EXTENSION_A_FROM + 1];
extern const uint16_t pinyin_basic[PINYIN_BASIC_TO - PINYIN_BASIC_FROM + 1];
extern const char pinyin_syllables[][PINYIN_SYLLABLE_ROOM];

#endif
