// SPDX-License-Identifier: Apache-2.0
/* Through the root, working directory or namespace of a process in another mount namespace:
 * proc_other root|cwd|ns DIRECTORY NAME */
#include "attack.h"

int main(int count, char **arguments) {
    char path[8192], byte;
    int ready[2], hold[2];
    (void)count;
    const char *way = arguments[1], *directory = arguments[2], *name = arguments[3];
    must("pipe", pipe(ready) | pipe(hold));
    pid_t child = fork();
    if (child == 0) {
        close(hold[1]);
        private_mounts();
        must("chdir", chdir(directory));
        must("ready", write(ready[1], "", 1));
        _exit(read(hold[0], &byte, 1) != 0);
    }
    close(ready[1]);
    must("ready", read(ready[0], &byte, 1) - 1);
    if (strcmp(way, "ns") == 0) {
        snprintf(path, sizeof(path), "/proc/%d/ns/mnt", (int)child);
        must("setns", setns(must("open", open(path, O_RDONLY)), CLONE_NEWNS));
        snprintf(path, sizeof(path), "%s/%s", directory, name);
    } else if (strcmp(way, "root") == 0) {
        snprintf(path, sizeof(path), "/proc/%d/root%s/%s", (int)child, directory, name);
    } else {
        snprintf(path, sizeof(path), "/proc/%d/cwd/%s", (int)child, name);
    }
    read_file(path);
    close(hold[1]);
    return finish_child(child);
}
