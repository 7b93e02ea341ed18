// SPDX-License-Identifier: Apache-2.0
/* A child that shares the parent's memory reads: vfork PATH */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    pid_t child = vfork();
    if (child == 0) {
        int fd = open(arguments[1], O_RDONLY);
        _exit(fd < 0);
    }
    return finish_child(child);
}
