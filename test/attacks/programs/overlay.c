// SPDX-License-Identifier: Apache-2.0
/* The directory as the lower layer of an overlay: overlay LOWER EMPTY TARGET READ */
#include "attack.h"

int main(int count, char **arguments) {
    char options[8192];
    (void)count;
    private_mounts();
    snprintf(options, sizeof(options), "lowerdir=%s:%s", arguments[1], arguments[2]);
    int result = mount("overlay", arguments[3], "overlay", MS_RDONLY, options);
    if (result < 0 && errno == ENODEV)
        skip("this kernel has no overlayfs (a module that is not loaded?)");
    must("overlay", result);
    read_file(arguments[4]);
    return 0;
}
