// SPDX-License-Identifier: Apache-2.0
/* The key is removed; an innocent file gets its inode number, and is read:
 * reused_inode KEY DIRECTORY */
#include "attack.h"

int main(int count, char **arguments) {
    struct stat key, file;
    (void)count;
    must("stat", stat(arguments[1], &key));
    must("chdir", chdir(arguments[2]));
    must("unlink", unlink(arguments[1]));
    for (int i = 0; i < 64; i++) {
        char name[32];
        snprintf(name, sizeof(name), "file%d", i);
        write_file(name);
        must("stat", stat(name, &file));
        if (file.st_ino == key.st_ino) {
            read_file(name);
            return 0;
        }
    }
    skip("this file system does not hand out the number again");
}
