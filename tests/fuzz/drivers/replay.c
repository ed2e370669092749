/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a driver over the files and folders named, without a fuzzer.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define INPUT_MAX (1024 * 1024)

static int replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return 0;
	uint8_t *bytes = malloc(INPUT_MAX);
	size_t count = bytes != NULL ? fread(bytes, 1, INPUT_MAX, file) : 0;
	(void)fclose(file);
	uint8_t *exact = malloc(count + 1); /* so that a read behind the end is seen */
	if (exact != NULL)
		memcpy(exact, bytes, count);
	free(bytes);
	(void)LLVMFuzzerTestOneInput(exact, count);
	free(exact);
	return 1;
}

int main(int count, char **words)
{
	int played = 0;
	for (int i = 1; i < count; i++) {
		DIR *folder = opendir(words[i]);
		if (folder == NULL) {
			played += replay_file(words[i]);
			continue;
		}
		for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
			char path[1024];
			if (entry->d_name[0] != '.' && snprintf(path, sizeof(path), "%s/%s", words[i], entry->d_name) < (int)sizeof(path))
				played += replay_file(path);
		}
		(void)closedir(folder);
	}
	(void)printf("%d inputs\n", played);
	return played == 0;
}
