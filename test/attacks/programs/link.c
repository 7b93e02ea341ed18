// SPDX-License-Identifier: Apache-2.0
/* A hard link, and if wanted a read of it: link OLD NEW [READ] */
#include "attack.h"

int main(int count, char **arguments) {
    must("link", link(arguments[1], arguments[2]));
    if (count > 3)
        read_file(arguments[3]);
    return 0;
}
