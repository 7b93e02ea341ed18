// SPDX-License-Identifier: Apache-2.0
/* io_uring opens the file, no open system call is made: uring_open WAY PATH */
#include "attack.h"
#include "uring.h"
#include <linux/openat2.h>

int main(int count, char **arguments) {
    (void)count;
    const char *way = arguments[1];
    struct open_how how = {.flags = O_RDONLY};
    struct io_uring_sqe entry = {.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD};
    unsigned setup = strcmp(way, "sqpoll") == 0 ? IORING_SETUP_SQPOLL : 0;
    int slots[1] = {-1};
    ring_open(setup);
    entry.addr = (unsigned long)arguments[2];
    entry.open_flags = O_RDONLY;
    if (strcmp(way, "openat2") == 0) {
        entry.opcode = IORING_OP_OPENAT2;
        entry.addr2 = (unsigned long)&how;
        entry.len = sizeof(how);
    }
    if (strcmp(way, "worker") == 0)
        entry.flags = IOSQE_ASYNC;
    if (strcmp(way, "direct") == 0) {
        if (ring_register(IORING_REGISTER_FILES, slots, 1) < 0)
            skip("no sparse table of direct descriptors");
        entry.file_index = 1;
    }
    int fd = ring_do(&entry);
    if (fd == -EINVAL)
        skip("io_uring does not know this operation");
    errno = -fd;
    must("io_uring open", fd < 0 ? -1 : 0);
    if (entry.file_index == 0)
        swallow(fd);
    return 0;
}
