// SPDX-License-Identifier: Apache-2.0
/* O_PATH opens nothing that can be read; the second open does, without the file's name. */
#include "attack.h"

int main(int count, char **arguments) {
    char again[64];
    (void)count;
    int handle = must("open", open(arguments[1], O_PATH));
    snprintf(again, sizeof(again), "/proc/self/fd/%d", handle);
    read_file(again);
    return 0;
}
