// SPDX-License-Identifier: Apache-2.0
/* io_uring moves or links the file: uring_move rename|link OLD NEW */
#include "attack.h"
#include "uring.h"

int main(int count, char **arguments) {
    (void)count;
    struct io_uring_sqe entry = {.fd = AT_FDCWD, .len = (unsigned)AT_FDCWD};
    entry.opcode = strcmp(arguments[1], "link") == 0 ? IORING_OP_LINKAT : IORING_OP_RENAMEAT;
    entry.addr = (unsigned long)arguments[2];
    entry.addr2 = (unsigned long)arguments[3];
    ring_open(0);
    int result = ring_do(&entry);
    if (result == -EINVAL)
        skip("io_uring does not know this operation");
    errno = -result;
    must("io_uring", result);
    return 0;
}
