/* SPDX-License-Identifier: Apache-2.0
 *
 * What lists may show of a person. Masking happens here, on the server; the
 * whole value is opened by domain/access alone. All results live in the arena
 * and are empty when it is exhausted or the value is empty.
 */
#ifndef TEXT_MASK_H
#define TEXT_MASK_H

#include "base/arena.h"

/* 138****8000; a landline keeps its area code and last two digits (0536-*****34);
 * anything shorter than seven characters becomes ****. */
struct text mask_phone(struct arena *arena, struct text phone);
/* 370799********0128: the first six and last four; a document of another length
 * keeps its last four at most. */
struct text mask_document(struct arena *arena, struct text number);
/* 张* and 张*明; a compound surname stays whole (欧阳*, 欧阳*娜); a name with
 * an interpunct keeps its first character (阿***). A name of one character is *. */
struct text mask_name(struct arena *arena, struct text name);
/* Surname and one star, whatever the length: 张*, 欧阳*. For public lists. */
struct text mask_name_short(struct arena *arena, struct text name);
/* Somebody's own words with each run of seven digits or more made stars: who wrote a telephone or
 * ID number into them does not give it to everybody who reads. Dates stay (2026-03-05). Empty when the arena is exhausted. */
struct text mask_numbers(struct arena *arena, struct text words);
/* As far as the estate or village: 恒盛花园3号楼2单元501 → 恒盛花园. Borrows
 * from `address`. Empty when the address begins with the house number. */
struct text mask_address(struct text address);

#endif
