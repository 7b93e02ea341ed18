/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every attack program ends with: exit status 0 means done, 77 that this kernel or host has no
 * such way (the reason is on stderr), 1 that it failed. Nothing is printed of what is read.
 */
#ifndef KEYWARDEN_ATTACK_H
#define KEYWARDEN_ATTACK_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static inline void skip(const char *reason) {
    fprintf(stderr, "%s\n", reason);
    _exit(77);
}

/* The result of a call that must not fail; a call that does not exist skips the attack. */
static inline long must(const char *what, long result) {
    if (result >= 0)
        return result;
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    _exit(errno == ENOSYS || errno == EOPNOTSUPP ? 77 : 1);
}

static inline void swallow(int fd) {
    char bytes[64];
    must("read", read(fd, bytes, sizeof(bytes)));
}

static inline int read_file(const char *path) {
    int fd = must(path, open(path, O_RDONLY));
    swallow(fd);
    return fd;
}

static inline void write_file(const char *path) {
    int fd = must(path, open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
    must("write", write(fd, "not a key\n", 10));
    close(fd);
}

/* A mount namespace of this process's own, from which nothing spreads. */
static inline void private_mounts(void) {
    must("unshare", unshare(CLONE_NEWNS));
    must("private", mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
}

static inline int finish_child(pid_t child) {
    int status = 0;
    must("fork", child);
    must("waitpid", waitpid(child, &status, 0));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

#endif
