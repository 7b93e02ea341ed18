/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * io_uring on the syscall backend: no system call opens the file, but the completion of the request
 * is a tracepoint. It runs in the task that submitted or in a worker, which share descriptors.
 */
#ifndef KEYWARDEN_RINGS_BPF_H
#define KEYWARDEN_RINGS_BPF_H

#include "peers.bpf.h"

/* enum io_uring_op of include/uapi/linux/io_uring.h */
#define KW_RING_OPENAT   18
#define KW_RING_OPENAT2  28
#define KW_RING_RENAMEAT 35

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct io_cqe {
    __s32 res;
};

struct io_kiocb {
    __u8 opcode;
    struct io_cqe cqe;
    struct io_ring_ctx *ctx;
};

struct io_open {
    __u32 file_slot;
};

struct io_rsrc_node {
    unsigned long file_ptr;
};

struct io_rsrc_data {
    unsigned int nr;
    struct io_rsrc_node **nodes;
};

struct io_file_table {
    struct io_rsrc_data data;
};

struct io_ring_ctx {
    struct io_file_table file_table;
};

#pragma clang attribute pop

/* Low bits of file_ptr hold flags (io_uring/filetable.h, FFS_MASK). */
#define KW_RING_FILE_MASK (~7UL)
/* The kernel chooses the slot and returns it (IORING_FILE_INDEX_ALLOC). */
#define KW_RING_SLOT_ANY (~0U)

/* The file of a direct descriptor, which is in a table of the ring alone: its address, or 0. */
static __always_inline __u64 kw_ring_file(struct io_kiocb *request, __u32 slot, int result) {
    struct io_ring_ctx *ring = BPF_CORE_READ(request, ctx);
    struct io_rsrc_node **nodes, *node = NULL;
    __u32 index = slot == KW_RING_SLOT_ANY ? (__u32)result : slot - 1;
    if (!bpf_core_field_exists(ring->file_table.data.nodes) ||
        index >= BPF_CORE_READ(ring, file_table.data.nr))
        return 0;
    nodes = BPF_CORE_READ(ring, file_table.data.nodes);
    bpf_probe_read_kernel(&node, sizeof(node), (void *)((__u64)nodes + 8ULL * index));
    return BPF_CORE_READ(node, file_ptr) & KW_RING_FILE_MASK;
}

/* The request itself is in place of `file` in an io_kiocb, whatever its operation. */
static __always_inline int kw_ring_opened(struct io_kiocb *request, int result) {
    struct kw_file_report report = {.type = KW_FILE_OPEN, .marks = KW_FILE_IO_URING};
    struct io_open *open = (struct io_open *)request;
    __u32 slot = bpf_core_type_exists(struct io_open) ? BPF_CORE_READ(open, file_slot) : 0;
    __u64 address = slot ? kw_ring_file(request, slot, result) : kw_address_of(result);
    if (kw_look_at_file(&report, address))
        kw_report_file(&report);
    return 0;
}

/*
 * Older kernels tell the result alone, so any of them may be a descriptor: it is looked at as one.
 * A count that happens to be the number of an open credential tells of that once more.
 */
static __noinline int kw_ring_result(int result) {
    struct kw_file_report report = {.type = KW_FILE_OPEN, .marks = KW_FILE_IO_URING};
    if (result >= 3 && kw_look_at(&report, result))
        kw_report_file(&report);
    return 0;
}

/* io_req_complete ... -> trace_io_uring_complete(ring, request, ...); before 5.18
 * trace_io_uring_complete(ring, user_data, result, ...). */
SEC("raw_tp/io_uring_complete")
int kw_ring_complete(struct bpf_raw_tracepoint_args *context) {
    struct io_kiocb *request = (struct io_kiocb *)context->args[1];
    if (!bpf_core_field_exists(request->cqe))
        return kw_ring_result(context->args[2]);
    __u8 operation = BPF_CORE_READ(request, opcode);
    int result = BPF_CORE_READ(request, cqe.res);
    if (result < 0)
        return 0;
    if (operation == KW_RING_OPENAT || operation == KW_RING_OPENAT2)
        return kw_ring_opened(request, result);
    return 0;
}

#endif
