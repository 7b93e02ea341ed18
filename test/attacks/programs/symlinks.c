// SPDX-License-Identifier: Apache-2.0
/* Makes symbolic links, then reads through them: symlinks (TARGET LINK)... [READ] */
#include "attack.h"

int main(int count, char **arguments) {
    int at = 1;
    for (; at + 1 < count; at += 2)
        must("symlink", symlink(arguments[at], arguments[at + 1]));
    if (at < count)
        read_file(arguments[at]);
    return 0;
}
