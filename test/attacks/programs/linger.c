// SPDX-License-Identifier: Apache-2.0
/* Reads, and stays until it is told to go by the end of its input: linger PATH */
#include "attack.h"

int main(int count, char **arguments) {
    char byte;
    (void)count;
    read_file(arguments[1]);
    return read(STDIN_FILENO, &byte, 1) != 0;
}
