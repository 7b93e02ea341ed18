// SPDX-License-Identifier: Apache-2.0
/* A grandchild of a process that is gone opens the file and dies in the same breath: flash PATH */
#include "attack.h"
#include <signal.h>

int main(int count, char **arguments) {
    char byte;
    int gone[2];
    (void)count;
    must("pipe", pipe(gone));
    if (must("fork", fork()) == 0) {
        close(gone[1]);
        /* Ends when the last writer has: the parent is no more. */
        read(gone[0], &byte, 1);
        open(arguments[1], O_RDONLY);
        kill(getpid(), SIGKILL);
    }
    return 0;
}
