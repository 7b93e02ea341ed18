// SPDX-License-Identifier: Apache-2.0
/* The bytes are taken without read(2): take mmap|sendfile|splice|copy PATH OUTPUT */
#include "attack.h"
#include <sys/mman.h>
#include <sys/sendfile.h>

int main(int count, char **arguments) {
    (void)count;
    const char *way = arguments[1];
    int ends[2];
    int in = must("open", open(arguments[2], O_RDONLY));
    int out = must("output", open(arguments[3], O_RDWR | O_CREAT | O_TRUNC, 0600));
    if (strcmp(way, "mmap") == 0) {
        char *bytes = mmap(NULL, 64, PROT_READ, MAP_PRIVATE, in, 0);
        must("mmap", bytes == MAP_FAILED ? -1 : write(out, bytes, 8));
    } else if (strcmp(way, "sendfile") == 0) {
        must("sendfile", sendfile(out, in, NULL, 64));
    } else if (strcmp(way, "splice") == 0) {
        must("pipe", pipe(ends));
        must("splice", splice(in, NULL, ends[1], NULL, 64, 0));
    } else {
        must("copy_file_range", copy_file_range(in, NULL, out, NULL, 64, 0));
    }
    return 0;
}
