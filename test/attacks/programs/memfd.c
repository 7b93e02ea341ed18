// SPDX-License-Identifier: Apache-2.0
/* A program that is in no file system: memfd PROGRAM ARGUMENT */
#include "attack.h"
#include <sys/mman.h>
#include <sys/sendfile.h>

int main(int count, char **arguments) {
    (void)count;
    int from = must("open", open(arguments[1], O_RDONLY));
    int memory = must("memfd_create", memfd_create("worker", MFD_CLOEXEC));
    while (must("sendfile", sendfile(memory, from, NULL, 1 << 20)) > 0)
        ;
    fexecve(memory, arguments + 1, (char *[]){NULL});
    return must("fexecve", -1);
}
