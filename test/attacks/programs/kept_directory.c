// SPDX-License-Identifier: Apache-2.0
/* A directory descriptor that was kept when the mount namespace was left:
 * kept_directory DIRECTORY NAME */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    int directory = must("open", open(arguments[1], O_PATH | O_DIRECTORY));
    private_mounts();
    swallow(must("openat", openat(directory, arguments[2], O_RDONLY)));
    return 0;
}
