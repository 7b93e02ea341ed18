// SPDX-License-Identifier: Apache-2.0
/* Plain open(2) and read(2): read PATH */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
#if defined(SYS_open)
    swallow(must("open", syscall(SYS_open, arguments[1], O_RDONLY)));
#else
    read_file(arguments[1]);
#endif
    return 0;
}
