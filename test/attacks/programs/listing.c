// SPDX-License-Identifier: Apache-2.0
/* What looks at files without opening one: listing DIRECTORY */
#include "attack.h"
#include <dirent.h>
#include <sys/xattr.h>

int main(int count, char **arguments) {
    struct stat facts;
    struct dirent *entry;
    char text[256];
    (void)count;
    DIR *entries = opendir(arguments[1]);
    must("opendir", entries == NULL ? -1 : 0);
    must("chdir", chdir(arguments[1]));
    while ((entry = readdir(entries)) != NULL) {
        must("stat", stat(entry->d_name, &facts));
        must("access", access(entry->d_name, R_OK));
        readlink(entry->d_name, text, sizeof(text));
        getxattr(entry->d_name, "user.none", text, sizeof(text));
    }
    return 0;
}
