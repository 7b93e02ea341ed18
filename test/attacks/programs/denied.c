// SPDX-License-Identifier: Apache-2.0
/* Nobody tries, and is refused: denied DIRECTORY NAME */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    must("chdir", chdir(arguments[1]));
    must("setuid", setuid(65534));
    if (open(arguments[2], O_RDONLY) >= 0)
        return 1;
    return errno != EACCES;
}
