// SPDX-License-Identifier: Apache-2.0
/* The key as swap space: the kernel opens and reads it, then refuses it. */
#include "attack.h"
#include <sys/swap.h>

int main(int count, char **arguments) {
    (void)count;
    if (swapon(arguments[1], 0) == 0)
        return 1;
    if (errno == ENOSYS || errno == EPERM)
        skip("swapping is not possible here");
    return 0;
}
