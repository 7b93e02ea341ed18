// SPDX-License-Identifier: Apache-2.0
/* Created and read at once: create_read PATH */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    write_file(arguments[1]);
    read_file(arguments[1]);
    return 0;
}
