/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What the LSM hook functions tell, by whichever way a program was called from them. All arguments
 * are plain numbers. */
#ifndef KEYWARDEN_HOOKS_BPF_H
#define KEYWARDEN_HOOKS_BPF_H

#include "connect.bpf.h"
#include "inode_hooks.bpf.h"

/* A file (by its address) that is watched was opened or received. */
static __always_inline int kw_on_file(__u32 type, __u32 watch, __u64 address) {
    struct kw_settings *settings = kw_settings();
    if (!watch || !settings || kw_is_own(settings, watch))
        return 0;
    struct kw_file_report report = {
        .file = address,
        .text = type == KW_FILE_OPEN ? kw_lookup_text() : 0,
        .type = type,
        .watch = watch,
        .marks = kw_io_uring_mark(),
    };
    kw_report_file(&report);
    return 0;
}

static __always_inline int kw_on_connect(__u64 address) {
    struct kw_sockaddr peer = {};
    /* An IPv4 address is 16 bytes long: what follows may not be there. */
    if (bpf_probe_read_kernel(&peer, sizeof(peer), (void *)address) &&
        bpf_probe_read_kernel(&peer, 16, (void *)address))
        return 0;
    return kw_report_connect(&peer);
}

static __always_inline int kw_on_ptrace_access(__u64 child, __u32 mode) {
    struct task_struct *task = (struct task_struct *)child;
    if (!(mode & KW_PTRACE_MODE_ATTACH))
        return 0;
    __u32 pid = BPF_CORE_READ(task, tgid);
    __u64 *start_time = bpf_map_lookup_elem(&holders, &pid);
    struct kw_settings *settings = kw_settings();
    if (!start_time || !settings || kw_is_own(settings, 0))
        return 0;
    /* What user space found in /proc has its start time in ticks. */
    __u64 started = BPF_CORE_READ(task, group_leader, start_boottime);
    if (*start_time / KW_TICK_NS != started / KW_TICK_NS)
        return 0;
    return kw_report_access(pid, started);
}

#endif
