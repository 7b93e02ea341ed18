// SPDX-License-Identifier: Apache-2.0
/*
 * The attacker of the sensor's tests: each command is one way to reach a file. Exit status 0 means
 * done, 77 that this kernel has no such way, 1 that it failed (errno on stderr).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SKIP 77

static int finish(long result) {
    if (result >= 0)
        return 0;
    fprintf(stderr, "%s\n", strerror(errno));
    return errno == ENOSYS || errno == EOPNOTSUPP ? SKIP : 1;
}

static int directory(const char *path) {
    int fd = open(path, O_PATH | O_DIRECTORY);
    if (fd < 0)
        exit(finish(-1));
    return fd;
}

static int open_by_handle(char **arguments) {
    struct {
        struct file_handle handle;
        unsigned char bytes[MAX_HANDLE_SZ];
    } name = {.handle = {.handle_bytes = MAX_HANDLE_SZ}};
    int mount_id, mount = open(arguments[0], O_RDONLY | O_DIRECTORY);
    if (name_to_handle_at(AT_FDCWD, arguments[1], &name.handle, &mount_id, 0) < 0)
        return finish(-1);
    return finish(open_by_handle_at(mount, &name.handle, O_RDONLY));
}

/* open(2) by the 32-bit system call table, from a 64-bit program. */
static int open_compat(char **arguments) {
#if defined(__x86_64__)
    char *low =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    long result;
    if (low == MAP_FAILED)
        return SKIP;
    strncpy(low, arguments[0], 4095);
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(5L), "b"(low), "c"(O_RDONLY), "d"(0)
                     : "memory", "r8", "r9", "r10", "r11");
    if ((int)result < 0) {
        errno = -(int)result;
        return finish(-1);
    }
    return 0;
#else
    (void)arguments;
    return SKIP;
#endif
}

static int bind_and_open(char **arguments) {
    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount(arguments[0], arguments[1], NULL, MS_BIND, NULL) < 0)
        return finish(-1);
    return finish(open(arguments[2], O_RDONLY));
}

static int chroot_and_open(char **arguments) {
    if (chroot(arguments[0]) < 0 || chdir("/") < 0)
        return finish(-1);
    return finish(open(arguments[1], O_RDONLY));
}

/* Forks `generations` deep, then opens; every parent waits for its child. */
static int chain(int generations, const char *path) {
    if (generations == 0)
        return finish(open(path, O_RDONLY));
    pid_t child = fork();
    int status = 0;
    if (child == 0)
        _exit(chain(generations - 1, path));
    waitpid(child, &status, 0);
    return child < 0 ? 1 : WEXITSTATUS(status);
}

static void *exec_true(void *arguments) {
    execv(((char **)arguments)[0], (char **)arguments);
    _exit(1);
}

/* A thread that is not the leader becomes the process. */
static int exec_from_thread(char **arguments) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, exec_true, arguments) != 0)
        return 1;
    pthread_join(thread, NULL);
    return 1;
}

static void *nap(void *unused) {
    pause();
    return unused;
}

/* exit_group with other threads alive: one exit of one process. */
static int exit_with_threads(void) {
    pthread_t threads[8];
    for (int i = 0; i < 8; i++)
        pthread_create(&threads[i], NULL, nap, NULL);
    exit(3);
}

static int open_often(int count, const char *path) {
    for (int i = 0; i < count; i++) {
        int fd = open(path, O_RDONLY);
        if (fd < 0)
            return finish(-1);
        close(fd);
    }
    return 0;
}

/* Opens every file of a directory: for names that no argument can carry. */
static int open_listed(const char *path) {
    DIR *entries = opendir(path);
    struct dirent *entry;
    if (entries == NULL)
        return finish(-1);
    while ((entry = readdir(entries)) != NULL)
        if (entry->d_type == DT_REG && openat(dirfd(entries), entry->d_name, O_RDONLY) < 0)
            return finish(-1);
    return 0;
}

static int open_how(const char *path, int flags) {
    struct open_how how = {.flags = flags};
    return finish(syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how)));
}

static struct sockaddr_in peer_at(const char *address, int port) {
    struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, address, &peer.sin_addr);
    return peer;
}

/* A network of this process's own, whose loopback is a way to 10.0.0.0/8 too. */
static int own_network(void) {
    struct ifreq request = {.ifr_name = "lo"};
    struct sockaddr_in address = peer_at("10.0.0.1", 0);
    int fd = unshare(CLONE_NEWNET) < 0 ? -1 : socket(AF_INET, SOCK_DGRAM, 0);
    memcpy(&request.ifr_addr, &address, sizeof(address));
    if (fd < 0 || ioctl(fd, SIOCSIFADDR, &request) < 0)
        return -1;
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    return ioctl(fd, SIOCSIFFLAGS, &request);
}

static void connect_to(const char *address, int port) {
    struct sockaddr_in peer = peer_at(address, port);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (connect(fd, (struct sockaddr *)&peer, sizeof(peer)) < 0)
        exit(finish(-1));
    close(fd);
}

/* One child opens the file, then another connects: in the same session, or in one of its own. */
static int take_and_connect(const char *path, bool own_session) {
    int status;
    pid_t taker, sender;
    if (own_network() < 0 || setsid() < 0)
        return SKIP;
    taker = fork();
    if (taker == 0)
        exit(finish(open(path, O_RDONLY)));
    waitpid(taker, &status, 0);
    if (status != 0)
        return 1;
    sender = fork();
    if (sender == 0) {
        if (own_session)
            setsid();
        connect_to("127.0.0.1", 4444);
        connect_to("10.9.8.7", 4444);
        connect_to("10.9.8.7", 4444);
        connect_to("10.9.8.7", 4445);
        exit(0);
    }
    waitpid(sender, &status, 0);
    return status == 0 ? 0 : 1;
}

/* Opens the file as the first process of a pid namespace. */
static int open_as_init(const char *path) {
    int status;
    pid_t init;
    if (unshare(CLONE_NEWPID) < 0)
        return SKIP;
    init = fork();
    if (init == 0)
        exit(finish(open(path, O_RDONLY)));
    waitpid(init, &status, 0);
    return status == 0 ? 0 : 1;
}

int main(int count, char **arguments) {
    const char *command = count > 1 ? arguments[1] : "";
    char **a = arguments + 2;
#define IS(name, wanted) (strcmp(command, name) == 0 && count == 2 + (wanted))
    if (IS("open", 2))
        return finish(open(a[0], atoi(a[1]), 0600));
#if defined(SYS_open)
    if (IS("old-open", 2))
        return finish(syscall(SYS_open, a[0], atoi(a[1]), 0600));
    if (IS("creat", 1))
        return finish(syscall(SYS_creat, a[0], 0600));
    if (IS("old-rename", 2))
        return finish(syscall(SYS_rename, a[0], a[1]));
    if (IS("old-link", 2))
        return finish(syscall(SYS_link, a[0], a[1]));
#else
    if (IS("old-open", 2) || IS("creat", 1) || IS("old-rename", 2) || IS("old-link", 2))
        return SKIP;
#endif
    if (IS("openat", 2))
        return finish(openat(directory(a[0]), a[1], O_RDONLY));
    if (IS("openat2", 2))
        return open_how(a[0], atoi(a[1]));
    if (IS("handle", 2))
        return open_by_handle(a);
    if (IS("compat", 1))
        return open_compat(a);
    if (IS("bind", 3))
        return bind_and_open(a);
    if (IS("chroot", 2))
        return chroot_and_open(a);
    if (IS("renameat", 4))
        return finish(renameat(directory(a[0]), a[1], directory(a[2]), a[3]));
    if (IS("renameat2", 3))
        return finish(syscall(SYS_renameat2, AT_FDCWD, a[0], AT_FDCWD, a[1], atoi(a[2])));
    if (IS("cd-rename", 3))
        return finish(chdir(a[0]) < 0 ? -1 : rename(a[1], a[2]));
    if (IS("linkat", 4))
        return finish(linkat(directory(a[0]), a[1], directory(a[2]), a[3], 0));
    if (IS("take-connect", 1))
        return take_and_connect(a[0], false);
    if (IS("take-connect-apart", 1))
        return take_and_connect(a[0], true);
    if (IS("open-as-init", 1))
        return open_as_init(a[0]);
    if (IS("chain", 2))
        return chain(atoi(a[0]), a[1]);
    if (strcmp(command, "thread-exec") == 0 && count > 2)
        return exec_from_thread(a);
    if (IS("exit-threads", 0))
        return exit_with_threads();
    if (IS("often", 2))
        return open_often(atoi(a[0]), a[1]);
    if (IS("list-open", 1))
        return open_listed(a[0]);
    fprintf(stderr, "unknown attempt: %s\n", command);
    return 2;
}
