// SPDX-License-Identifier: Apache-2.0
/* The key as a program: the kernel opens and reads it, then refuses it. */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    must("chmod", chmod(arguments[1], 0700));
    execve(arguments[1], arguments + 1, (char *[]){NULL});
    return errno != ENOEXEC;
}
