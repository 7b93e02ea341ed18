/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* The cgroup of a task as names, leaf first like a path: container and pod are in them. */
#ifndef KEYWARDEN_CGROUP_BPF_H
#define KEYWARDEN_CGROUP_BPF_H

#include "maps.bpf.h"
#include "path.bpf.h"

/* kubepods.slice/kubepods-burstable.slice/kubepods-....slice/cri-containerd-....scope below some
 * machine's own slices. */
#define KW_CGROUP_DEPTH 32

static __always_inline struct kernfs_node *kw_kernfs_parent(struct kernfs_node *node) {
    if (bpf_core_field_exists(node->parent))
        return BPF_CORE_READ(node, parent);
    return BPF_CORE_READ((struct kernfs_node___rcu *)node, __parent);
}

/*
 * The task's cgroup: in the unified hierarchy, or in that of the memory controller where the
 * unified one is not used (v1, where every task is at its root).
 */
static __always_inline struct kernfs_node *kw_cgroup_of(struct task_struct *task) {
    struct css_set *set = BPF_CORE_READ(task, cgroups);
    struct kernfs_node *node = BPF_CORE_READ(set, dfl_cgrp, kn);
    if (kw_kernfs_parent(node) ||
        !bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id))
        return node;
    struct cgroup_subsys_state *state = NULL;
    __u64 slots = (__u64)__builtin_preserve_access_index(&set->subsys[0]);
    __u64 index = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
    bpf_probe_read_kernel(&state, sizeof(state), (void *)(slots + 8 * index));
    return BPF_CORE_READ(state, cgroup, kn);
}

/* Appends the names from a kernfs node (by its address) up to its root as KW_SECTION_CGROUP. */
__noinline int kw_append_cgroup(__u32 type, __u64 address) {
    struct kw_scratch *scratch = kw_slot(type);
    struct kernfs_node *node = (struct kernfs_node *)address;
    if (!scratch)
        return 0;
    __u64 start = scratch->record.header.used;
    for (int i = 0; i < KW_CGROUP_DEPTH; i++) {
        struct kernfs_node *parent = kw_kernfs_parent(node);
        __u64 used = scratch->record.header.used;
        KW_OPAQUE(used);
        if (!parent || used >= KW_STRINGS_MAX)
            break;
        long length = bpf_probe_read_kernel_str(&scratch->strings[used], KW_NAME_MAX + 1,
                                                BPF_CORE_READ(node, name));
        if (length <= 0)
            break;
        scratch->record.header.used = used + length;
        node = parent;
    }
    scratch->record.header.sections[KW_SECTION_CGROUP].offset = start;
    scratch->record.header.sections[KW_SECTION_CGROUP].length = scratch->record.header.used - start;
    return 0;
}

static __always_inline void kw_append_cgroup_of_task(__u32 type) {
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    kw_append_cgroup(type, (__u64)kw_cgroup_of(task));
}

#endif
