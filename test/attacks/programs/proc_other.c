// SPDX-License-Identifier: Apache-2.0
/* Through the root or working directory of a process in another mount namespace:
 * proc_other root|cwd DIRECTORY NAME */
#include "attack.h"

int main(int count, char **arguments) {
    char path[8192], byte;
    int ready[2], hold[2];
    (void)count;
    must("pipe", pipe(ready) | pipe(hold));
    pid_t child = fork();
    if (child == 0) {
        close(hold[1]);
        private_mounts();
        must("chdir", chdir(arguments[2]));
        must("ready", write(ready[1], "", 1));
        _exit(read(hold[0], &byte, 1) != 0);
    }
    close(ready[1]);
    must("ready", read(ready[0], &byte, 1) - 1);
    snprintf(path, sizeof(path), "/proc/%d/%s%s/%s", (int)child, arguments[1],
             strcmp(arguments[1], "root") == 0 ? arguments[2] : "", arguments[3]);
    read_file(path);
    close(hold[1]);
    return finish_child(child);
}
