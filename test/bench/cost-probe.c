/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a system call costs a process that has nothing to do with credentials. Prints
 * "GETPPID OPEN_CLOSE": medians over batches, in ns per call and per pair of calls.
 *
 *   cost-probe FILE
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BATCHES 15
#define CALLS   20000
#define PAIRS   4000

static double now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

static void getppid_batch(const char *file) {
    (void)file;
    for (int i = 0; i < CALLS; i++)
        syscall(SYS_getppid);
}

static void open_batch(const char *file) {
    for (int i = 0; i < PAIRS; i++)
        close(open(file, O_RDONLY | O_CLOEXEC));
}

static int by_value(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median_of(void (*batch)(const char *), const char *file, int calls) {
    double samples[BATCHES];
    batch(file);
    for (int i = 0; i < BATCHES; i++) {
        double begin = now_ns();
        batch(file);
        samples[i] = (now_ns() - begin) / calls;
    }
    qsort(samples, BATCHES, sizeof(samples[0]), by_value);
    return samples[BATCHES / 2];
}

int main(int count, char **arguments) {
    if (count != 2 || access(arguments[1], R_OK) != 0) {
        fprintf(stderr, "usage: cost-probe FILE (a readable file)\n");
        return 2;
    }
    double call = median_of(getppid_batch, arguments[1], CALLS);
    double pair = median_of(open_batch, arguments[1], PAIRS);
    printf("%.2f %.2f\n", call, pair);
    return 0;
}
