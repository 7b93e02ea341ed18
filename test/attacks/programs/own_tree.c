// SPDX-License-Identifier: Apache-2.0
/* A container's own /etc/kubernetes/pki, in a file system of its own, read or renamed:
 * own_tree read|rename DIRECTORY */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    private_mounts();
    must("tmpfs", mount("none", arguments[2], "tmpfs", 0, NULL));
    must("chroot", chroot(arguments[2]));
    must("chdir", chdir("/"));
    must("mkdir",
         mkdir("etc", 0755) | mkdir("etc/kubernetes", 0755) | mkdir("etc/kubernetes/pki", 0755));
    write_file("/etc/kubernetes/pki/ca.key");
    if (strcmp(arguments[1], "read") == 0)
        read_file("/etc/kubernetes/pki/ca.key");
    else
        must("rename", rename("/etc/kubernetes/pki/ca.key", "/etc/kubernetes/pki/old.key"));
    return 0;
}
