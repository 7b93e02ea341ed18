// SPDX-License-Identifier: Apache-2.0
/* Another process opens the file and passes the descriptor over a socket: receive PATH */
#include "attack.h"
#include <sys/socket.h>

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

int main(int count, char **arguments) {
    int ends[2], fd = -1;
    char byte = 0;
    union control control = {0};
    struct iovec vector = {&byte, 1};
    struct msghdr message = {.msg_iov = &vector,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    (void)count;
    must("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    pid_t child = fork();
    if (child == 0) {
        fd = open(arguments[1], O_RDONLY);
        control.header.cmsg_len = CMSG_LEN(sizeof(int));
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
        _exit(sendmsg(ends[1], &message, 0) < 0);
    }
    must("recvmsg", recvmsg(ends[0], &message, MSG_CMSG_CLOEXEC));
    memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
    swallow(fd);
    return finish_child(child);
}
