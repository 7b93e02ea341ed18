// SPDX-License-Identifier: Apache-2.0
/* In a mount namespace of its own, a program stands where a component stands on the node:
 * mounted_exec PROGRAM DIRECTORY NAME ARGUMENT */
#include "attack.h"
#include <sys/sendfile.h>

int main(int count, char **arguments) {
    char path[4096];
    (void)count;
    snprintf(path, sizeof(path), "%s/%s", arguments[2], arguments[3]);
    int from = must("open", open(arguments[1], O_RDONLY));
    private_mounts();
    must("tmpfs", mount("none", arguments[2], "tmpfs", 0, NULL));
    int to = must("create", open(path, O_WRONLY | O_CREAT, 0755));
    while (must("sendfile", sendfile(to, from, NULL, 1 << 20)) > 0)
        ;
    close(to);
    execv(path, arguments + 3);
    return must("execv", -1);
}
