/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Processes that opened a credential have it in their memory: who opens that, takes it too. */
#ifndef KEYWARDEN_HOLDERS_BPF_H
#define KEYWARDEN_HOLDERS_BPF_H

#include "record.bpf.h"
#include "sessions.bpf.h"

/* include/linux/ptrace.h: /proc/PID/mem, process_vm_readv, ptrace(2) and pidfd_getfd(2) ask for
 * this, what only reads a status does not. */
#define KW_PTRACE_MODE_ATTACH 2
/* USER_HZ is 100 on every architecture that is supported. */
#define KW_TICK_NS 10000000ULL

/* The process of a record holds what it opened. */
static __always_inline void kw_hold(struct kw_header *header, __u32 watch) {
    __u32 pid = header->pid;
    __u64 start_time = header->start_time;
    if (watch & (KW_WATCH_FILE | KW_WATCH_DIRECTORY | KW_WATCH_FILESYSTEM) &&
        !(watch & KW_WATCH_CANARY))
        bpf_map_update_elem(&holders, &pid, &start_time, BPF_ANY);
}

/* A process got at the memory or the descriptors of the holder with this pid. */
static __always_inline int kw_report_access(__u32 pid, __u64 start_time) {
    struct kw_scratch *scratch =
        kw_begin(KW_PTRACE_ACCESS, (struct task_struct *)bpf_get_current_task());
    if (!scratch)
        return 0;
    scratch->record.process.child_pid = pid;
    scratch->record.process.child_start_time = start_time;
    kw_append_process(KW_PTRACE_ACCESS);
    kw_remember_session(KW_WATCH_FILE);
    kw_send(scratch);
    return 0;
}

#endif
