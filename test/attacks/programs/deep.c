// SPDX-License-Identifier: Apache-2.0
/* A tree deeper than any path can say, built step by step; a key at its end is read:
 * deep LEVELS DIRECTORY */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    int levels = atoi(arguments[1]);
    must("chdir", chdir(arguments[2]));
    for (int i = 0; i < levels; i++)
        must("mkdir", mkdir("d", 0700) | chdir("d"));
    write_file("ca.key");
    read_file("ca.key");
    must("unlink", unlink("ca.key"));
    for (int i = 0; i < levels; i++)
        must("rmdir", chdir("..") | rmdir("d"));
    return 0;
}
