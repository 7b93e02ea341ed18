// SPDX-License-Identifier: Apache-2.0
/* Overwrites its own command line, then reads: rewrite PATH */
#include "attack.h"

int main(int count, char **arguments) {
    char path[4096];
    (void)count;
    snprintf(path, sizeof(path), "%s", arguments[1]);
    memset(arguments[1], ' ', strlen(arguments[1]));
    snprintf(arguments[0], strlen(arguments[0]), "kubelet");
    read_file(path);
    return 0;
}
