// SPDX-License-Identifier: Apache-2.0
/* A name without its directory: relative cwd|dirfd DIRECTORY NAME */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    int directory = AT_FDCWD;
    if (strcmp(arguments[1], "cwd") == 0)
        must("chdir", chdir(arguments[2]));
    else
        directory = must("open", open(arguments[2], O_PATH | O_DIRECTORY));
    swallow(must("openat", openat(directory, arguments[3], O_RDONLY)));
    return 0;
}
