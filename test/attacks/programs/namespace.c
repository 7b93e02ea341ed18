// SPDX-License-Identifier: Apache-2.0
/* The same path in a mount namespace of its own: namespace PATH */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    private_mounts();
    read_file(arguments[1]);
    return 0;
}
