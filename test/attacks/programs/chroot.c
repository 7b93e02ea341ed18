// SPDX-License-Identifier: Apache-2.0
/* Another root directory: chroot ROOT PATH */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    must("chroot", chroot(arguments[1]));
    must("chdir", chdir("/"));
    read_file(arguments[2]);
    return 0;
}
