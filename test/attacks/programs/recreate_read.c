// SPDX-License-Identifier: Apache-2.0
/* Removed, made again (most file systems hand out the same inode number), read:
 * recreate_read PATH */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    must("unlink", unlink(arguments[1]));
    write_file(arguments[1]);
    read_file(arguments[1]);
    return 0;
}
