/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Paths, written leaf first into the section area of a record, each name followed by a NUL.
 * Two views share their first part: the mount view goes on through mount points up to the task's
 * root, the file-system-rooted view goes on through d_parent up to the root of the file system.
 */
#ifndef KEYWARDEN_PATH_BPF_H
#define KEYWARDEN_PATH_BPF_H

#include "maps.bpf.h"

/* A path text of PATH_MAX bytes has at most 2,048 components. In two loops, the inner one in a
 * global function, because that is verified once and not for every turn of the outer one. */
#define KW_PATH_CHUNK  64
#define KW_PATH_CHUNKS 33
#define KW_NAME_MAX    255

/*
 * Appends one name to the section that began at `start`; false when it does not fit. The fill level
 * lives in the record and not in a register, so that each turn of a walk looks the same to the
 * verifier and is checked once.
 */
static __always_inline bool kw_append_name(struct kw_scratch *scratch, __u64 start,
                                           struct dentry *dentry) {
    __u64 used = scratch->record.header.used;
    __u64 length = BPF_CORE_READ(dentry, d_name.len) & KW_NAME_MAX;
    const unsigned char *name = BPF_CORE_READ(dentry, d_name.name);
    KW_OPAQUE(used);
    if (used - start + length >= KW_SECTION_MAX || used >= KW_STRINGS_MAX)
        return false;
    bpf_probe_read_kernel(&scratch->strings[used], length, name);
    used += length;
    scratch->strings[used] = 0;
    scratch->record.header.used = used + 1;
    return true;
}

/* The end of a walk in the mount view: at the task's root, or where nothing is above. */
static __always_inline bool kw_end_walk(struct kw_scratch *scratch, bool at_root, bool at_mount) {
    struct kw_walker *walker = &scratch->walker;
    if (!at_root)
        walker->flags |= KW_SECTION_UNREACHABLE;
    if (!at_root && !at_mount) {
        /* No directory and no mount holds it: a memfd, or what a handle was opened by. */
        walker->flags |= KW_SECTION_DISCONNECTED;
        if (scratch->record.header.used == walker->start)
            kw_append_name(scratch, walker->start, (struct dentry *)walker->dentry);
    }
    walker->complete = 1;
    return false;
}

/* One turn of a walk in the mount view: up by a name or across a mount point; false at its end. */
static __always_inline bool kw_step(struct kw_scratch *scratch) {
    struct kw_walker *walker = &scratch->walker;
    struct dentry *dentry = (struct dentry *)walker->dentry;
    struct mount *mount = (struct mount *)walker->mount;
    __u64 parent = (__u64)BPF_CORE_READ(dentry, d_parent);
    bool at_root = walker->dentry == walker->root_dentry && walker->mnt == walker->root_mnt;
    bool at_mount = walker->dentry == walker->mnt_root;
    if (!at_root && !at_mount && walker->dentry != parent) {
        if (!parent || !kw_append_name(scratch, walker->start, dentry))
            return false;
        walker->dentry = parent;
        return true;
    }
    if (!walker->shared_end) {
        walker->shared_end = walker->dentry;
        walker->shared = scratch->record.header.used - walker->start;
    }
    __u64 above = walker->mnt ? (__u64)BPF_CORE_READ(mount, mnt_parent) : 0;
    if (at_root || !at_mount || !above || above == walker->mount)
        return kw_end_walk(scratch, at_root, at_mount || !walker->mnt);
    walker->dentry = (__u64)BPF_CORE_READ(mount, mnt_mountpoint);
    walker->mount = above;
    struct vfsmount *mnt = (struct vfsmount *)(above + bpf_core_field_offset(struct mount, mnt));
    walker->mnt = (__u64)mnt;
    walker->mnt_root = (__u64)BPF_CORE_READ(mnt, mnt_root);
    return true;
}

/* A piece of a walk in the mount view; 0 at its end. */
__noinline int kw_walk_mounts_chunk(__u32 type) {
    struct kw_scratch *scratch = kw_slot(type);
    if (!scratch)
        return 0;
    for (int i = 0; i < KW_PATH_CHUNK; i++)
        if (!kw_step(scratch))
            return 0;
    return 1;
}

/* A piece of a walk to the root of the file system; 0 at its end. */
__noinline int kw_walk_rest_chunk(__u32 type) {
    struct kw_scratch *scratch = kw_slot(type);
    if (!scratch)
        return 0;
    struct kw_walker *walker = &scratch->walker;
    for (int i = 0; i < KW_PATH_CHUNK; i++) {
        struct dentry *dentry = (struct dentry *)walker->dentry;
        __u64 parent = (__u64)BPF_CORE_READ(dentry, d_parent);
        if (walker->dentry == parent || !parent) {
            walker->complete = 1;
            return 0;
        }
        if (!kw_append_name(scratch, walker->start, dentry))
            return 0;
        walker->dentry = parent;
    }
    return 1;
}

/* Notes where a section lies that began at `start` and ends at the fill level. */
static __always_inline void kw_close_section(struct kw_scratch *scratch, __u64 section, __u64 start,
                                             __u64 shared) {
    KW_OPAQUE(section);
    if (section >= KW_SECTIONS)
        return;
    struct kw_section *view = &scratch->record.header.sections[section];
    view->offset = start;
    view->length = scratch->record.header.used - start;
    view->shared = shared;
    view->flags = scratch->walker.flags;
    if (scratch->walker.complete)
        return;
    view->flags |= KW_SECTION_TRUNCATED;
    kw_count(scratch->record.header.type, KW_COUNT_PATH_TRUNCATED);
}

/* The name is gone, as d_unlinked() of include/linux/dcache.h tells: unhashed, and not a root. */
static __always_inline bool kw_is_unlinked(__u64 address) {
    struct dentry *dentry = (struct dentry *)address;
    return !BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_parent) != dentry;
}

/* Writes the mount view of the path (mnt, dentry) into `section`. */
__noinline int kw_walk_mounts(__u32 type, __u64 mnt, __u64 dentry, __u64 section) {
    struct kw_scratch *scratch = kw_slot(type);
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    if (!scratch)
        return 0;
    __u64 start = scratch->record.header.used;
    scratch->walker = (struct kw_walker){
        .dentry = dentry,
        .mnt = mnt,
        .mount = mnt - bpf_core_field_offset(struct mount, mnt),
        .flags = kw_is_unlinked(dentry) ? KW_SECTION_DELETED : 0,
        .start = start,
        .root_dentry = (__u64)BPF_CORE_READ(task, fs, root.dentry),
        .root_mnt = (__u64)BPF_CORE_READ(task, fs, root.mnt),
    };
    scratch->walker.mnt_root = mnt ? (__u64)BPF_CORE_READ((struct vfsmount *)mnt, mnt_root) : 0;
    for (int i = 0; i < KW_PATH_CHUNKS; i++)
        if (!kw_walk_mounts_chunk(type))
            break;
    __u64 shared = scratch->walker.shared;
    if (!scratch->walker.shared_end)
        shared = scratch->record.header.used - start;
    kw_close_section(scratch, section, start, shared);
    return 0;
}

/* Writes into `section` what the file-system-rooted view has beyond the part that both share. */
__noinline int kw_walk_rest(__u32 type, __u64 section) {
    struct kw_scratch *scratch = kw_slot(type);
    if (!scratch || !scratch->walker.shared_end)
        return 0;
    __u64 start = scratch->record.header.used;
    scratch->walker.dentry = scratch->walker.shared_end;
    scratch->walker.start = start;
    scratch->walker.complete = 0;
    scratch->walker.flags = 0;
    for (int i = 0; i < KW_PATH_CHUNKS; i++)
        if (!kw_walk_rest_chunk(type))
            break;
    kw_close_section(scratch, section, start, 0);
    return 0;
}

/* Both views of the struct path at an address; nothing for a null address. */
static __always_inline void kw_walk_both(__u32 type, __u64 address, __u32 section) {
    struct path *path = (struct path *)address;
    kw_walk_mounts(type, (__u64)BPF_CORE_READ(path, mnt), (__u64)BPF_CORE_READ(path, dentry),
                   section);
    kw_walk_rest(type, section + 1);
}

static __always_inline void kw_walk_path(__u32 type, struct path *path, __u32 section) {
    kw_walk_mounts(type, (__u64)BPF_CORE_READ(path, mnt), (__u64)BPF_CORE_READ(path, dentry),
                   section);
}

#endif
