/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The mount by which a task most likely reached a file system: the inode hooks are given dentries
 * alone, and a path in the mount view needs a mount to start from.
 */
#ifndef KEYWARDEN_LIKELY_MOUNT_BPF_H
#define KEYWARDEN_LIKELY_MOUNT_BPF_H

#include "maps.bpf.h"

#define KW_MOUNTS_SCANNED 64

/* A mount of the whole file system in this namespace; a mount of a part of it comes second. */
static __always_inline bool kw_prefer(struct mount *mount, struct mnt_namespace *namespace,
                                      struct dentry *root, struct mount **second) {
    if (BPF_CORE_READ(mount, mnt_ns) != namespace)
        return false;
    *second = mount;
    return BPF_CORE_READ(mount, mnt.mnt_root) == root;
}

/* Two forms of the same list, in functions of their own: see moved.bpf.h. */
static __noinline __u64 kw_scan_mount_list(__u64 address, __u64 namespace) {
    struct super_block *super = (struct super_block *)address;
    struct list_head *head = __builtin_preserve_access_index(&super->s_mounts);
    struct list_head *node = BPF_CORE_READ(super, s_mounts.next);
    struct dentry *root = BPF_CORE_READ(super, s_root);
    struct mount *second = NULL;
    for (int i = 0; i < KW_MOUNTS_SCANNED; i++) {
        if (!node || node == head)
            break;
        struct mount *mount =
            (struct mount *)((__u64)node - bpf_core_field_offset(struct mount, mnt_instance));
        if (kw_prefer(mount, (struct mnt_namespace *)namespace, root, &second))
            break;
        node = BPF_CORE_READ(node, next);
    }
    return (__u64)second;
}

static __noinline __u64 kw_scan_mount_chain(__u64 address, __u64 namespace) {
    struct mount *mount = BPF_CORE_READ((struct super_block___chain *)address, s_mounts);
    struct dentry *root = BPF_CORE_READ((struct super_block *)address, s_root);
    struct mount *second = NULL;
    for (int i = 0; i < KW_MOUNTS_SCANNED; i++) {
        if (!mount || kw_prefer(mount, (struct mnt_namespace *)namespace, root, &second))
            break;
        mount = BPF_CORE_READ((struct mount___chain *)mount, mnt_next_for_sb);
    }
    return (__u64)second;
}

/*
 * Address of a struct vfsmount of a super block (by its address): that of the working directory or
 * of the root where it fits, else one that the task's mount namespace has, else 0 and the path
 * begins at the root of the file system.
 */
__noinline __u64 kw_likely_mount(__u64 super) {
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    struct vfsmount *mnt = BPF_CORE_READ(task, fs, pwd.mnt);
    __u64 namespace = (__u64)BPF_CORE_READ(task, nsproxy, mnt_ns), mount;
    if ((__u64)BPF_CORE_READ(mnt, mnt_sb) == super)
        return (__u64)mnt;
    mnt = BPF_CORE_READ(task, fs, root.mnt);
    if ((__u64)BPF_CORE_READ(mnt, mnt_sb) == super)
        return (__u64)mnt;
    if (bpf_core_field_exists(struct mount___chain, mnt_next_for_sb))
        mount = kw_scan_mount_chain(super, namespace);
    else
        mount = kw_scan_mount_list(super, namespace);
    return mount ? mount + bpf_core_field_offset(struct mount, mnt) : 0;
}

#endif
