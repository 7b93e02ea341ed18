// SPDX-License-Identifier: Apache-2.0
/* Another process has read the file; its memory or its descriptor is taken:
 * memory mem|attach|readv|getfd PATH */
#include "attack.h"
#include <sys/ptrace.h>
#include <sys/uio.h>

struct held {
    void *address;
    int fd;
};

static void hold(const char *path, int tell, int until) {
    static char secret[64];
    struct held held = {.address = secret, .fd = open(path, O_RDONLY)};
    if (read(held.fd, secret, sizeof(secret)) < 0)
        _exit(1);
    must("tell", write(tell, &held, sizeof(held)));
    _exit(read(until, secret, 1) != 0);
}

int main(int count, char **arguments) {
    char loot[64], path[64];
    int told[2], end[2];
    struct held held;
    (void)count;
    const char *way = arguments[1];
    must("pipe", pipe(told) | pipe(end));
    pid_t child = fork();
    if (child == 0) {
        close(end[1]);
        hold(arguments[2], told[1], end[0]);
    }
    must("told", read(told[0], &held, sizeof(held)));
    if (strcmp(way, "mem") == 0) {
        snprintf(path, sizeof(path), "/proc/%d/mem", (int)child);
        int memory = must("open", open(path, O_RDONLY));
        must("pread", pread(memory, loot, sizeof(loot), (long)held.address));
    } else if (strcmp(way, "attach") == 0) {
        must("seize", ptrace(PTRACE_SEIZE, child, NULL, NULL));
        must("interrupt", ptrace(PTRACE_INTERRUPT, child, NULL, NULL));
        must("waitpid", waitpid(child, NULL, __WALL));
        ptrace(PTRACE_PEEKDATA, child, held.address, NULL);
        must("detach", ptrace(PTRACE_DETACH, child, NULL, NULL));
    } else if (strcmp(way, "readv") == 0) {
        struct iovec to = {loot, sizeof(loot)}, from = {held.address, sizeof(loot)};
        must("process_vm_readv", process_vm_readv(child, &to, 1, &from, 1, 0));
    } else {
        int process = must("pidfd_open", syscall(SYS_pidfd_open, child, 0));
        int fd = must("pidfd_getfd", syscall(SYS_pidfd_getfd, process, held.fd, 0));
        must("pread", pread(fd, loot, sizeof(loot), 0));
    }
    close(end[1]);
    return finish_child(child);
}
