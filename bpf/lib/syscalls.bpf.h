/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Which system call just ended, by architecture: numbers from
 * arch/x86/entry/syscalls/syscall_{64,32}.tbl and include/uapi/asm-generic/unistd.h.
 * The result of kw_call_of is a small set that the programs switch over.
 */
#ifndef KEYWARDEN_SYSCALLS_BPF_H
#define KEYWARDEN_SYSCALLS_BPF_H

#include "maps.bpf.h"
#include "typed.bpf.h"

enum kw_call {
    KW_CALL_OTHER = 0,
    KW_CALL_OPEN,
    KW_CALL_OPENAT,
    KW_CALL_OPENAT2,
    KW_CALL_CREAT,
    KW_CALL_OPEN_BY_HANDLE,
    KW_CALL_RENAME,
    KW_CALL_RENAMEAT,
    KW_CALL_RENAMEAT2,
    KW_CALL_LINK,
    KW_CALL_LINKAT,
    KW_CALL_CONNECT,
    KW_CALL_RECVMSG,
    KW_CALL_PTRACE,
    KW_CALL_VM_READV,
    KW_CALL_PIDFD_GETFD,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
#if defined(__TARGET_ARCH_x86)
struct pt_regs {
    unsigned long r10, r9, r8, bp, bx, cx, dx, si, di, orig_ax;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
    __u64 regs[31];
    __u64 orig_x0;
    int syscallno;
};
#else
#error "no system call table for this architecture"
#endif
#pragma clang attribute pop

#if defined(__TARGET_ARCH_x86)

#define KW_CALL_REGISTER orig_ax
#define KW_TS_COMPAT     2
#define KW_X32_BIT       0x40000000UL

static __always_inline bool kw_is_compat(void) {
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    return BPF_CORE_READ(task, thread_info.status) & KW_TS_COMPAT;
}

/* `regs` by KW_AT. */
static __always_inline __u64 kw_call_number(struct pt_regs *regs) {
    return KW_GET(regs, KW_CALL_REGISTER);
}

static __always_inline enum kw_call kw_call_64(__u64 number) {
    switch (number) {
    case 2:
        return KW_CALL_OPEN;
    case 42:
        return KW_CALL_CONNECT;
    case 47:
        return KW_CALL_RECVMSG;
    case 82:
        return KW_CALL_RENAME;
    case 85:
        return KW_CALL_CREAT;
    case 86:
        return KW_CALL_LINK;
    case 101:
        return KW_CALL_PTRACE;
    case 257:
        return KW_CALL_OPENAT;
    case 264:
        return KW_CALL_RENAMEAT;
    case 265:
        return KW_CALL_LINKAT;
    case 304:
        return KW_CALL_OPEN_BY_HANDLE;
    case 310:
        return KW_CALL_VM_READV;
    case 316:
        return KW_CALL_RENAMEAT2;
    case 437:
        return KW_CALL_OPENAT2;
    case 438:
        return KW_CALL_PIDFD_GETFD;
    }
    return KW_CALL_OTHER;
}

static __always_inline enum kw_call kw_call_32(__u64 number) {
    switch (number) {
    case 5:
        return KW_CALL_OPEN;
    case 8:
        return KW_CALL_CREAT;
    case 9:
        return KW_CALL_LINK;
    case 26:
        return KW_CALL_PTRACE;
    case 38:
        return KW_CALL_RENAME;
    case 295:
        return KW_CALL_OPENAT;
    case 302:
        return KW_CALL_RENAMEAT;
    case 303:
        return KW_CALL_LINKAT;
    case 342:
        return KW_CALL_OPEN_BY_HANDLE;
    case 347:
        return KW_CALL_VM_READV;
    case 353:
        return KW_CALL_RENAMEAT2;
    case 362:
        return KW_CALL_CONNECT;
    case 437:
        return KW_CALL_OPENAT2;
    case 438:
        return KW_CALL_PIDFD_GETFD;
    }
    return KW_CALL_OTHER;
}

/* A number means another call in a 32-bit task (5 is open there and fstat here), so the task's
 * own state decides; it is only looked at when either table knows the number. */
static __always_inline enum kw_call kw_call_of(struct pt_regs *regs, bool *compat) {
    __u64 number = kw_call_number(regs) & ~KW_X32_BIT;
    enum kw_call native = kw_call_64(number), other = kw_call_32(number);
    *compat = false;
    if (native == KW_CALL_OTHER && other == KW_CALL_OTHER)
        return KW_CALL_OTHER;
    *compat = kw_is_compat();
    return *compat ? other : native;
}

static __always_inline __u64 kw_argument(struct pt_regs *regs, int index, bool compat) {
    __u64 value;
    switch (index) {
    case 0:
        value = compat ? BPF_CORE_READ(regs, bx) : BPF_CORE_READ(regs, di);
        break;
    case 1:
        value = compat ? BPF_CORE_READ(regs, cx) : BPF_CORE_READ(regs, si);
        break;
    case 2:
        value = BPF_CORE_READ(regs, dx);
        break;
    case 3:
        value = compat ? BPF_CORE_READ(regs, si) : BPF_CORE_READ(regs, r10);
        break;
    default:
        value = compat ? BPF_CORE_READ(regs, di) : BPF_CORE_READ(regs, r8);
        break;
    }
    return compat ? (__u32)value : value;
}

#else /* arm64: open, creat, rename and link do not exist */

#define KW_CALL_REGISTER syscallno
#define KW_TIF_32BIT     (1UL << 22)

/* `regs` by KW_AT. */
static __always_inline __u64 kw_call_number(struct pt_regs *regs) {
    return KW_GET(regs, KW_CALL_REGISTER);
}

static __always_inline enum kw_call kw_call_of(struct pt_regs *regs, bool *compat) {
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    enum kw_call call = KW_CALL_OTHER;
    *compat = false;
    switch (BPF_CORE_READ(regs, syscallno)) {
    case 37:
        call = KW_CALL_LINKAT;
        break;
    case 38:
        call = KW_CALL_RENAMEAT;
        break;
    case 56:
        call = KW_CALL_OPENAT;
        break;
    case 117:
        call = KW_CALL_PTRACE;
        break;
    case 203:
        call = KW_CALL_CONNECT;
        break;
    case 212:
        call = KW_CALL_RECVMSG;
        break;
    case 265:
        call = KW_CALL_OPEN_BY_HANDLE;
        break;
    case 270:
        call = KW_CALL_VM_READV;
        break;
    case 276:
        call = KW_CALL_RENAMEAT2;
        break;
    case 437:
        call = KW_CALL_OPENAT2;
        break;
    case 438:
        call = KW_CALL_PIDFD_GETFD;
        break;
    default:
        return KW_CALL_OTHER;
    }
    if (BPF_CORE_READ(task, thread_info.flags) & KW_TIF_32BIT) {
        kw_count(0, KW_COUNT_LOST_COMPAT);
        return KW_CALL_OTHER;
    }
    return call;
}

static __always_inline __u64 kw_argument(struct pt_regs *regs, int index, bool compat) {
    switch (index) {
    case 0:
        return BPF_CORE_READ(regs, orig_x0);
    case 1:
        return BPF_CORE_READ(regs, regs[1]);
    case 2:
        return BPF_CORE_READ(regs, regs[2]);
    case 3:
        return BPF_CORE_READ(regs, regs[3]);
    default:
        return BPF_CORE_READ(regs, regs[4]);
    }
}

#endif
#endif
