// SPDX-License-Identifier: Apache-2.0
/* openat2(2) below a directory, with RESOLVE_* flags: openat2 DIRECTORY NAME RESOLVE */
#include "attack.h"
#include <linux/openat2.h>

int main(int count, char **arguments) {
    (void)count;
    struct open_how how = {.flags = O_RDONLY, .resolve = strtoul(arguments[3], NULL, 0)};
    int directory = must("open", open(arguments[1], O_PATH | O_DIRECTORY));
    swallow(must("openat2", syscall(SYS_openat2, directory, arguments[2], &how, sizeof(how))));
    return 0;
}
