// SPDX-License-Identifier: Apache-2.0
/* The key as a program: the kernel opens and reads it, then refuses it: exec_key PATH */
#include "attack.h"

int main(int count, char **arguments) {
    char *none[] = {NULL};
    (void)count;
    must("chmod", chmod(arguments[1], 0700));
    syscall(SYS_execveat, AT_FDCWD, arguments[1], arguments + 1, none, 0);
    return errno != ENOEXEC;
}
