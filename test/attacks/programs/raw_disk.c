// SPDX-License-Identifier: Apache-2.0
/* The block device on which a directory lies, by a node of its own making:
 * raw_disk DIRECTORY NODE */
#include "attack.h"
#include <sys/sysmacros.h>

int main(int count, char **arguments) {
    struct stat facts;
    (void)count;
    must("stat", stat(arguments[1], &facts));
    if (major(facts.st_dev) == 0)
        skip("the file system of the keys is on no block device");
    must("mknod", mknod(arguments[2], S_IFBLK | 0600, facts.st_dev));
    int fd = open(arguments[2], O_RDONLY);
    if (fd < 0 && (errno == ENXIO || errno == EPERM || errno == EACCES))
        skip("this host does not let its disk be opened");
    swallow(must("open", fd));
    return 0;
}
