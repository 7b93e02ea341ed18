/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Renames and links where the kernel gives both dentries. */
#ifndef KEYWARDEN_INODE_HOOKS_BPF_H
#define KEYWARDEN_INODE_HOOKS_BPF_H

#include "io_uring.bpf.h"
#include "likely_mount.bpf.h"
#include "open.bpf.h"
#include "record.bpf.h"
#include "sessions.bpf.h"
#include "watch.bpf.h"

/* Looks at both ends: what moves, what stood there before, and the directories around them. */
static __always_inline int kw_report_pair(__u32 type, __u64 old, __u64 new, __u32 flags) {
    struct kw_settings *settings = kw_settings();
    struct inode *inode = BPF_CORE_READ((struct dentry *)old, d_inode);
    struct inode *replaced = BPF_CORE_READ((struct dentry *)new, d_inode);
    if (!settings)
        return 0;
    __u32 watch = kw_watch_of_dentry(old);
    watch |= kw_watch_of_dentry(new);
    watch |= kw_watch_around(type, (__u64)BPF_CORE_READ((struct dentry *)old, d_parent));
    watch |= kw_watch_around(type, (__u64)BPF_CORE_READ((struct dentry *)new, d_parent));
    if (!watch || kw_is_own(settings, watch))
        return 0;
    struct kw_scratch *scratch = kw_begin(type, (struct task_struct *)bpf_get_current_task());
    if (!scratch)
        return 0;
    struct kw_file_body *body = &scratch->record.file;
    body->inode = BPF_CORE_READ(inode, i_ino);
    body->device = BPF_CORE_READ(inode, i_sb, s_dev);
    body->mode = BPF_CORE_READ(inode, i_mode);
    body->new_inode = BPF_CORE_READ(replaced, i_ino);
    body->flags = flags;
    body->watch = watch & ~KW_WATCH_UNSURE;
    body->marks = kw_io_uring_mark();
    __u64 mnt = kw_likely_mount((__u64)BPF_CORE_READ(inode, i_sb));
    kw_walk_mounts(type, mnt, old, KW_SECTION_PATH);
    kw_walk_rest(type, KW_SECTION_PATH_ROOT);
    kw_walk_mounts(type, mnt, new, KW_SECTION_NEW_PATH);
    kw_walk_rest(type, KW_SECTION_NEW_PATH_ROOT);
    kw_append_process(type);
    kw_remember_session(watch);
    kw_send(scratch);
    return 0;
}

/* An entry of a directory (by its dentry's address) is made or removed: user space looks again. */
static __always_inline int kw_report_entry(__u64 entry) {
    struct kw_settings *settings = kw_settings();
    if (!settings || kw_is_own(settings, 0))
        return 0;
    __u64 directory = (__u64)BPF_CORE_READ((struct dentry *)entry, d_parent);
    if (!kw_watch_of_dentry(entry) && !kw_watch_around(KW_DIRECTORY, directory))
        return 0;
    struct kw_scratch *scratch =
        kw_begin(KW_DIRECTORY, (struct task_struct *)bpf_get_current_task());
    if (scratch)
        kw_send(scratch);
    return 0;
}

#endif
