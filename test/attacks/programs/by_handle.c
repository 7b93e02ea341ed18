// SPDX-License-Identifier: Apache-2.0
/* A file handle instead of a path ("shocker"): by_handle DIRECTORY-OF-MOUNT PATH */
#include "attack.h"

int main(int count, char **arguments) {
    struct {
        struct file_handle handle;
        unsigned char bytes[MAX_HANDLE_SZ];
    } name = {.handle = {.handle_bytes = MAX_HANDLE_SZ}};
    int mount_id;
    (void)count;
    int mount = must("open", open(arguments[1], O_RDONLY | O_DIRECTORY));
    must("handle", name_to_handle_at(AT_FDCWD, arguments[2], &name.handle, &mount_id, 0));
    swallow(must("open_by_handle_at", open_by_handle_at(mount, &name.handle, O_RDONLY)));
    return 0;
}
