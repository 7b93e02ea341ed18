/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Begins a record with the facts of the current process, and sends it. */
#ifndef KEYWARDEN_RECORD_BPF_H
#define KEYWARDEN_RECORD_BPF_H

#include "cgroup.bpf.h"
#include "facts.bpf.h"
#include "path.bpf.h"

/* The slot for `type` with header and body set for `task`, or NULL (counted). */
static __always_inline struct kw_scratch *kw_begin(__u32 type, struct task_struct *task) {
    struct kw_scratch *scratch = kw_slot(type);
    if (!scratch) {
        kw_count(type, KW_COUNT_LOST_SCRATCH);
        return NULL;
    }
    struct kw_header *header = &scratch->record.header;
    struct task_struct *parent = BPF_CORE_READ(task, real_parent, group_leader);
    __builtin_memset(&scratch->record, 0, sizeof(scratch->record));
    header->version = KW_EVENT_VERSION;
    header->type = type;
    header->time = bpf_ktime_get_boot_ns();
    header->start_time = BPF_CORE_READ(task, group_leader, start_boottime);
    header->parent_start_time = BPF_CORE_READ(parent, start_boottime);
    header->parent_pid = BPF_CORE_READ(parent, tgid);
    header->cgroup_id = bpf_get_current_cgroup_id();
    header->pid = BPF_CORE_READ(task, tgid);
    header->tid = BPF_CORE_READ(task, pid);
    header->uid = BPF_CORE_READ(task, cred, uid.val);
    header->euid = BPF_CORE_READ(task, cred, euid.val);
    BPF_CORE_READ_INTO(&header->comm, task, comm);
    kw_fill_exe(header, task);
    kw_fill_confinement(header, task);
    return scratch;
}

/* The chain of parents, nearest first, as the kernel sees it now. */
__noinline int kw_append_ancestors(__u32 type) {
    struct kw_scratch *scratch = kw_slot(type);
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    if (!scratch)
        return 0;
    __u64 used = (scratch->record.header.used + 7) & ~7U, count = 0;
    scratch->record.header.sections[KW_SECTION_ANCESTORS].offset = used;
    for (; count < KW_ANCESTORS_MAX; count++) {
        struct task_struct *parent = BPF_CORE_READ(task, real_parent, group_leader);
        KW_OPAQUE(used);
        if (!parent || parent == task || used >= KW_STRINGS_MAX)
            break;
        struct kw_ancestor *ancestor = (struct kw_ancestor *)&scratch->strings[used];
        __u32 pid = BPF_CORE_READ(parent, tgid);
        if (pid == 0)
            break;
        ancestor->start_time = BPF_CORE_READ(parent, start_boottime);
        ancestor->pid = pid;
        ancestor->reserved = 0;
        BPF_CORE_READ_INTO(&ancestor->comm, parent, comm);
        used += sizeof(struct kw_ancestor);
        task = parent;
    }
    scratch->record.header.sections[KW_SECTION_ANCESTORS].length =
        count * sizeof(struct kw_ancestor);
    scratch->record.header.used = used;
    return 0;
}

/* What every credential event tells of its process beyond the header. */
static __always_inline void kw_append_process(__u32 type) {
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    struct file *exe = BPF_CORE_READ(task, mm, exe_file);
    if (exe)
        kw_walk_path(type, __builtin_preserve_access_index(&exe->f_path), KW_SECTION_EXE);
    struct fs_struct *fs = BPF_CORE_READ(task, fs);
    if (fs)
        kw_walk_path(type, __builtin_preserve_access_index(&fs->pwd), KW_SECTION_CWD);
    kw_append_ancestors(type);
    kw_append_cgroup_of_task(type);
}

static __always_inline void kw_send(struct kw_scratch *scratch) {
    __u64 size = (sizeof(struct kw_record) + scratch->record.header.used + 7) & ~7ULL;
    scratch->record.header.size = size;
    KW_OPAQUE(size);
    if (size > sizeof(struct kw_record) + KW_STRINGS_MAX + KW_SECTION_MAX)
        size = sizeof(struct kw_record) + KW_STRINGS_MAX + KW_SECTION_MAX;
    if (bpf_ringbuf_output(&ring, &scratch->record, size, 0))
        kw_count(scratch->record.header.type, KW_COUNT_LOST_RING_FULL);
    else
        kw_count(scratch->record.header.type, KW_COUNT_EMITTED);
}

#endif
