// SPDX-License-Identifier: Apache-2.0
/* renameat2(2), and if wanted a read of what it led to: rename FLAGS OLD NEW [READ] */
#include "attack.h"

int main(int count, char **arguments) {
    unsigned flags = atoi(arguments[1]);
#if defined(SYS_rename)
    if (flags == 0)
        must("rename", syscall(SYS_rename, arguments[2], arguments[3]));
    else
#endif
        must("renameat2",
             syscall(SYS_renameat2, AT_FDCWD, arguments[2], AT_FDCWD, arguments[3], flags));
    if (count > 4)
        read_file(arguments[4]);
    return 0;
}
