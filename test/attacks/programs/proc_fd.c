// SPDX-License-Identifier: Apache-2.0
/* Opens again what another process has open: proc_fd PATH */
#include "attack.h"

int main(int count, char **arguments) {
    char path[64];
    int told[2], hold[2], fd = -1;
    (void)count;
    must("pipe", pipe(told) | pipe(hold));
    pid_t child = fork();
    if (child == 0) {
        close(hold[1]);
        fd = open(arguments[1], O_RDONLY);
        must("tell", write(told[1], &fd, sizeof(fd)));
        _exit(read(hold[0], &fd, 1) != 0);
    }
    must("told", read(told[0], &fd, sizeof(fd)));
    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)child, fd);
    read_file(path);
    close(hold[1]);
    return finish_child(child);
}
