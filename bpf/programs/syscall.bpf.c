// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * The `syscall` backend, for kernels that refuse trampolines and kprobes: every call is seen when
 * it returns, and the facts are taken from the task, not from the caller's memory.
 */
#include "../lib/moved.bpf.h"
#include "../lib/peers.bpf.h"
#include "../lib/process.bpf.h"
#include "../lib/rings.bpf.h"
#include "../lib/syscalls.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* Flags that are not kept in f_flags: do_dentry_open removes O_CREAT, O_EXCL, O_NOCTTY, O_TRUNC,
 * and build_open_flags removes O_CLOEXEC. */
#define KW_O_TRANSIENT 02001700
#define KW_O_CREAT     0100
#define KW_O_TRUNC     01000

static __always_inline __u32 kw_asked_flags(struct pt_regs *regs, enum kw_call call, bool compat) {
    __u64 flags = 0;
    switch (call) {
    case KW_CALL_OPEN:
        flags = kw_argument(regs, 1, compat);
        break;
    case KW_CALL_CREAT:
        flags = KW_O_CREAT | KW_O_TRUNC;
        break;
    case KW_CALL_OPENAT2:
        bpf_probe_read_user(&flags, sizeof(flags), (void *)kw_argument(regs, 2, compat));
        break;
    default:
        flags = kw_argument(regs, 2, compat);
        break;
    }
    return flags & KW_O_TRANSIENT;
}

/* Address of the path that was given to an open, in user memory. */
static __always_inline __u64 kw_given_path(struct pt_regs *regs, enum kw_call call, bool compat) {
    switch (call) {
    case KW_CALL_OPEN:
    case KW_CALL_CREAT:
        return kw_argument(regs, 0, compat);
    case KW_CALL_OPENAT:
    case KW_CALL_OPENAT2:
        return kw_argument(regs, 1, compat);
    default:
        return 0;
    }
}

/* Functions of their own, because all frames of a chain of calls share 512 bytes. This one gives 1
 * for a file of procfs. */
static __noinline int kw_opened(struct pt_regs *regs, enum kw_call call, bool compat, int fd) {
    struct kw_file_report report = {.type = KW_FILE_OPEN, .user_text = true};
    if (!kw_look_at(&report, fd))
        return report.is_proc;
    report.asked = kw_asked_flags(regs, call, compat);
    report.text = kw_given_path(regs, call, compat);
    if (call == KW_CALL_OPEN_BY_HANDLE)
        report.marks = KW_FILE_BY_HANDLE;
    kw_report_file(&report);
    return 0;
}

/* rename(old, new), renameat(olddir, old, newdir, new), renameat2(..., flags); links likewise. */
static __noinline int kw_moved(struct pt_regs *regs, bool compat, __u32 type, bool plain,
                               bool has_flags) {
    struct kw_moved_call call = {.type = type, .old_fd = KW_AT_FDCWD, .new_fd = KW_AT_FDCWD};
    if (plain) {
        call.old_text = kw_argument(regs, 0, compat);
        call.new_text = kw_argument(regs, 1, compat);
    } else {
        call.old_fd = kw_argument(regs, 0, compat);
        call.old_text = kw_argument(regs, 1, compat);
        call.new_fd = kw_argument(regs, 2, compat);
        call.new_text = kw_argument(regs, 3, compat);
    }
    if (has_flags)
        call.flags = kw_argument(regs, 4, compat);
    return kw_report_moved(&call);
}

/*
 * entry_SYSCALL_64 -> do_syscall_64 -> syscall_exit_work -> trace_sys_exit: the call is done and
 * its result is stored, the arguments are still in the saved registers, and an opened file is in
 * the descriptor table. Most calls leave after one comparison and one read.
 */
SEC("raw_tp/sys_exit")
int kw_sys_exit(struct bpf_raw_tracepoint_args *context) {
    struct pt_regs *regs = (struct pt_regs *)context->args[0];
    long result = context->args[1];
    bool compat;
    if (result < 0 && result != KW_IN_PROGRESS)
        return 0;
    enum kw_call call = kw_call_of(KW_AT(struct pt_regs, regs), &compat);
    if (result < 0 && call != KW_CALL_CONNECT)
        return 0;
    switch (call) {
    case KW_CALL_OPEN:
    case KW_CALL_OPENAT:
    case KW_CALL_OPENAT2:
    case KW_CALL_CREAT:
    case KW_CALL_OPEN_BY_HANDLE:
        return kw_opened(regs, call, compat, result) ? kw_opened_memory(result) : 0;
    case KW_CALL_RENAME:
    case KW_CALL_LINK:
        return kw_moved(regs, compat, call == KW_CALL_LINK ? KW_INODE_LINK : KW_INODE_RENAME, true,
                        false);
    case KW_CALL_RENAMEAT:
    case KW_CALL_RENAMEAT2:
        return kw_moved(regs, compat, KW_INODE_RENAME, false, call == KW_CALL_RENAMEAT2);
    case KW_CALL_LINKAT:
        return kw_moved(regs, compat, KW_INODE_LINK, false, true);
    case KW_CALL_CONNECT:
        return kw_connected(kw_argument(regs, 1, compat));
    case KW_CALL_RECVMSG:
        return compat ? 0 : kw_received_message(kw_argument(regs, 1, compat));
    case KW_CALL_PTRACE:
        return kw_traced(kw_argument(regs, 0, compat), kw_argument(regs, 1, compat));
    case KW_CALL_VM_READV:
        return kw_report_access_to_pid(kw_argument(regs, 0, compat));
    case KW_CALL_PIDFD_GETFD:
        return kw_received(result);
    default:
        return 0;
    }
}
