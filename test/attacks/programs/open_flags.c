// SPDX-License-Identifier: Apache-2.0
/* openat(2) with flags of the caller's choice, given as a number: open_flags FLAGS PATH */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    must("openat", openat(AT_FDCWD, arguments[2], atoi(arguments[1]), 0600));
    return 0;
}
