// SPDX-License-Identifier: Apache-2.0
/* Every file of a directory, by the names that it has: open_listed DIRECTORY */
#include "attack.h"
#include <dirent.h>

int main(int count, char **arguments) {
    struct dirent *entry;
    (void)count;
    DIR *entries = opendir(arguments[1]);
    must("opendir", entries == NULL ? -1 : 0);
    while ((entry = readdir(entries)) != NULL)
        if (entry->d_name[0] != '.')
            swallow(must("openat", openat(dirfd(entries), entry->d_name, O_RDONLY)));
    return 0;
}
