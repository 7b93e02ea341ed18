// SPDX-License-Identifier: Apache-2.0
/* Takes the name of a component: spoof NAME PATH */
#include "attack.h"
#include <sys/prctl.h>

int main(int count, char **arguments) {
    (void)count;
    must("prctl", prctl(PR_SET_NAME, arguments[1]));
    read_file(arguments[2]);
    return 0;
}
