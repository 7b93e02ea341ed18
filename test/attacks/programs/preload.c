// SPDX-License-Identifier: Apache-2.0
/* Starts a program with a library forced into it: preload LIBRARY PROGRAM ARGUMENT */
#include "attack.h"

int main(int count, char **arguments) {
    char variable[4096];
    (void)count;
    snprintf(variable, sizeof(variable), "LD_PRELOAD=%s", arguments[1]);
    execve(arguments[2], arguments + 2, (char *[]){"LANG=C", variable, NULL});
    return must("execve", -1);
}
