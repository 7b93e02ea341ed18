// SPDX-License-Identifier: Apache-2.0
/* Replaced as atomic writers do, and read at once: replace_read PATH TEMPORARY */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    write_file(arguments[2]);
    must("rename", rename(arguments[2], arguments[1]));
    read_file(arguments[1]);
    return 0;
}
