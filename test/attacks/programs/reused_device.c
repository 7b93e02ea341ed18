// SPDX-License-Identifier: Apache-2.0
/* A pod's volume goes; another file system gets its device number, a file in it the token's inode
 * number: reused_device VOLUME NAME DIRECTORY */
#include "attack.h"

int main(int count, char **arguments) {
    struct stat token, file;
    char name[4096];
    (void)count;
    snprintf(name, sizeof(name), "%s/%s", arguments[1], arguments[2]);
    must("stat", stat(name, &token));
    must("umount", umount2(arguments[1], 0));
    private_mounts();
    must("tmpfs", mount("none", arguments[3], "tmpfs", 0, NULL));
    must("chdir", chdir(arguments[3]));
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof(name), "file%d", i);
        write_file(name);
        must("stat", stat(name, &file));
        if (file.st_dev == token.st_dev && file.st_ino == token.st_ino) {
            read_file(name);
            return 0;
        }
    }
    skip("the device or inode number was not handed out again");
}
