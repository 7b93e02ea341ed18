// SPDX-License-Identifier: Apache-2.0
/* A hard link whose source is a descriptor, not a name: link_descriptor OLD NEW */
#include "attack.h"

int main(int count, char **arguments) {
    char source[64];
    (void)count;
    snprintf(source, sizeof(source), "/proc/self/fd/%d",
             (int)must("open", open(arguments[1], O_PATH)));
    must("linkat", linkat(AT_FDCWD, source, AT_FDCWD, arguments[2], AT_SYMLINK_FOLLOW));
    return 0;
}
