# SPDX-License-Identifier: Apache-2.0
# Each line of a text as a line of a C string.
s/\\/\\\\/g
s/"/\\"/g
s/.*/"&\\n"/
