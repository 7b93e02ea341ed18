/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Was a hook reached by io_uring? A filter on system calls sees none of its opens. */
#ifndef KEYWARDEN_IO_URING_BPF_H
#define KEYWARDEN_IO_URING_BPF_H

#include "maps.bpf.h"
#include "syscalls.bpf.h"

/* include/linux/sched.h: a worker of io_uring, or the thread that polls a submission queue. */
#define KW_PF_IO_WORKER        0x00000010
#define KW_CALL_IO_URING_ENTER 426
/* Where bpf_task_pt_regs is not known (before 5.15): THREAD_SIZE of x86_64 and arm64, at the end of
 * which the registers lie. Newer kernels may keep a frame above them. */
#define KW_THREAD_SIZE 16384

/* The number of the system call that the current task is in. */
static __always_inline __u64 kw_running_call(struct task_struct *task) {
    if (LINUX_KERNEL_VERSION >= (5 << 16 | 15 << 8)) {
        struct pt_regs *own = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
        return own->KW_CALL_REGISTER;
    }
    __u64 end = (__u64)BPF_CORE_READ(task, stack) + KW_THREAD_SIZE;
    struct pt_regs *regs = (struct pt_regs *)(end - bpf_core_type_size(struct pt_regs));
    return BPF_CORE_READ(regs, KW_CALL_REGISTER);
}

/* KW_FILE_IO_URING when the current task works for a ring: as its worker, or inside of
 * io_uring_enter(2), where most requests are done at once. */
static __always_inline __u32 kw_io_uring_mark(void) {
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    if (BPF_CORE_READ(task, flags) & KW_PF_IO_WORKER)
        return KW_FILE_IO_URING;
    return kw_running_call(task) == KW_CALL_IO_URING_ENTER ? KW_FILE_IO_URING : 0;
}

#endif
