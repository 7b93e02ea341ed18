/* SPDX-License-Identifier: Apache-2.0 */
/* The least of io_uring, by its own system calls: one ring, one operation at a time. */
#ifndef KEYWARDEN_URING_H
#define KEYWARDEN_URING_H

#include "attack.h"
#include <linux/io_uring.h>
#include <sys/mman.h>

static int ring = -1;
static unsigned ring_setup;
static char *ring_queue;
static struct io_uring_sqe *ring_entries;
static struct io_uring_params ring_parameters;

static inline void ring_open(unsigned setup) {
    ring_parameters.flags = ring_setup = setup;
    ring_parameters.sq_thread_idle = 2000;
    ring = syscall(SYS_io_uring_setup, 4, &ring_parameters);
    if (ring < 0 && (errno == ENOSYS || errno == EPERM))
        skip("io_uring is not there or switched off");
    must("io_uring_setup", ring);
    if (!(ring_parameters.features & IORING_FEAT_SINGLE_MMAP))
        skip("an io_uring of before 5.4");
    ring_queue = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
                      IORING_OFF_SQ_RING);
    if (ring_queue == MAP_FAILED)
        ring_queue = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
    ring_entries = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
    must("mmap", ring_queue == MAP_FAILED || (void *)ring_entries == MAP_FAILED ? -1 : 0);
}

static inline int ring_register(unsigned operation, void *argument, unsigned count) {
    return syscall(SYS_io_uring_register, ring, operation, argument, count);
}

/* Submits one entry, waits for its completion, and gives its result (a negative errno for a
 * failure). */
static inline int ring_do(const struct io_uring_sqe *entry) {
    unsigned *tail = (unsigned *)(ring_queue + ring_parameters.sq_off.tail);
    unsigned *head = (unsigned *)(ring_queue + ring_parameters.cq_off.head);
    unsigned *array = (unsigned *)(ring_queue + ring_parameters.sq_off.array);
    struct io_uring_cqe *done = (struct io_uring_cqe *)(ring_queue + ring_parameters.cq_off.cqes);
    unsigned mask = *(unsigned *)(ring_queue + ring_parameters.cq_off.ring_mask);
    unsigned flags = IORING_ENTER_GETEVENTS;
    ring_entries[0] = *entry;
    array[*tail & 3] = 0;
    __atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
    if (ring_setup & IORING_SETUP_SQPOLL)
        flags |= IORING_ENTER_SQ_WAKEUP;
    must("io_uring_enter", syscall(SYS_io_uring_enter, ring, 1, 1, flags, NULL, 0));
    int result = done[*head & mask].res;
    __atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
    return result;
}

#endif
