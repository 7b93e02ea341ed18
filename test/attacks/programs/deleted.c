// SPDX-License-Identifier: Apache-2.0
/* Removes its own executable, then reads: deleted PATH */
#include "attack.h"

int main(int count, char **arguments) {
    char own[4096] = "";
    (void)count;
    must("readlink", readlink("/proc/self/exe", own, sizeof(own) - 1));
    must("unlink", unlink(own));
    read_file(arguments[1]);
    return 0;
}
