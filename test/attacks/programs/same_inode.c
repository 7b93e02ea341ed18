// SPDX-License-Identifier: Apache-2.0
/* A file with the key's inode number on another device: same_inode KEY DIRECTORY */
#include "attack.h"

int main(int count, char **arguments) {
    struct stat key, file;
    (void)count;
    must("stat", stat(arguments[1], &key));
    private_mounts();
    must("tmpfs", mount("none", arguments[2], "tmpfs", 0, NULL));
    must("chdir", chdir(arguments[2]));
    for (int i = 0; i < 1000; i++) {
        char name[32];
        snprintf(name, sizeof(name), "file%d", i);
        write_file(name);
        must("stat", stat(name, &file));
        if (file.st_ino == key.st_ino) {
            read_file(name);
            return 0;
        }
    }
    skip("this file system does not number its files one after the other");
}
