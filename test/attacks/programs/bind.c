// SPDX-License-Identifier: Apache-2.0
/* A bind mount of a file or a directory, then a read below it: bind SOURCE TARGET READ */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    private_mounts();
    must("bind", mount(arguments[1], arguments[2], NULL, MS_BIND | MS_REC, NULL));
    read_file(arguments[3]);
    return 0;
}
