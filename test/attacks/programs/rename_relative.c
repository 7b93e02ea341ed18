// SPDX-License-Identifier: Apache-2.0
/* Names without their directories: rename_relative DIRECTORY NAME NEW-DIRECTORY NEW-NAME */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    int to = must("open", open(arguments[3], O_PATH | O_DIRECTORY));
    must("chdir", chdir(arguments[1]));
    must("renameat", renameat(AT_FDCWD, arguments[2], to, arguments[4]));
    return 0;
}
