// SPDX-License-Identifier: Apache-2.0
/* A copy of a mount that is in no namespace (detached), or put somewhere (attached):
 * tree detached|attached DIRECTORY TARGET NAME */
#include "attack.h"
#include <linux/mount.h>

#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif

int main(int count, char **arguments) {
    (void)count;
    private_mounts();
    int tree = must("open_tree", syscall(SYS_open_tree, AT_FDCWD, arguments[2], OPEN_TREE_CLONE));
    if (strcmp(arguments[1], "attached") == 0) {
        must("move_mount", syscall(SYS_move_mount, tree, "", AT_FDCWD, arguments[3], 4));
        tree = must("open", open(arguments[3], O_PATH | O_DIRECTORY));
    }
    swallow(must("openat", openat(tree, arguments[4], O_RDONLY)));
    return 0;
}
