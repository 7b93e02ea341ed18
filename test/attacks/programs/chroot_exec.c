// SPDX-License-Identifier: Apache-2.0
/* Below another root a program has the path of a component; the working directory stays outside:
 * chroot_exec ROOT DIRECTORY PROGRAM ARGUMENT */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    int directory = must("open", open(arguments[2], O_PATH | O_DIRECTORY));
    must("chroot", chroot(arguments[1]));
    must("fchdir", fchdir(directory));
    execv(arguments[3], arguments + 3);
    return must("execv", -1);
}
