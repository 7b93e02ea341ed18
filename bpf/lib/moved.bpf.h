/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Renames and links on the syscall backend: only texts and starting directories are at hand when
 * the call has returned. docs/adr/0004-rename-without-an-lsm-hook.md argues each step.
 */
#ifndef KEYWARDEN_MOVED_BPF_H
#define KEYWARDEN_MOVED_BPF_H

#include "descriptors.bpf.h"
#include "names.bpf.h"
#include "open.bpf.h"
#include "record.bpf.h"
#include "watch.bpf.h"

#define KW_AT_FDCWD          (-100)
#define KW_AT_SYMLINK_FOLLOW 0x400
#define KW_AT_EMPTY_PATH     0x1000
#define KW_CHILDREN_SCANNED  16
#define KW_NAME_WORDS        32

struct kw_moved_call {
    int old_fd, new_fd;
    __u64 old_text, new_text; /* user addresses */
    __u32 type, flags;
};

/* Two names side by side, zero padded, so that equality is a comparison of words. */
struct kw_names {
    __u64 guard[2]; /* as in struct kw_scratch: no string read to byte 0 */
    char wanted[8 * KW_NAME_WORDS];
    char found[8 * KW_NAME_WORDS];
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct kw_names);
} name_pair SEC(".maps");

/* Address of the struct path where the kernel starts to resolve the text at `offset`: root, working
 * directory or dirfd; 0 when the descriptor is gone. */
__noinline __u64 kw_start_of(__u32 type, __u64 offset, int fd) {
    struct kw_scratch *scratch = kw_slot(type);
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    struct fs_struct *fs = BPF_CORE_READ(task, fs);
    if (!scratch || offset >= KW_STRINGS_MAX)
        return 0;
    if (scratch->strings[offset] == '/')
        return (__u64)__builtin_preserve_access_index(&fs->root);
    if (fd == KW_AT_FDCWD)
        return (__u64)__builtin_preserve_access_index(&fs->pwd);
    struct file *file = kw_file_of(fd);
    return file ? (__u64)__builtin_preserve_access_index(&file->f_path) : 0;
}

static __always_inline bool kw_same_name(struct kw_names *pair, struct dentry *dentry) {
    __u64 length = BPF_CORE_READ(dentry, d_name.len);
    __builtin_memset(pair->found, 0, sizeof(pair->found));
    KW_OPAQUE(length);
    if (length > KW_NAME_MAX)
        return false;
    bpf_probe_read_kernel(pair->found, length, BPF_CORE_READ(dentry, d_name.name));
    for (int i = 0; i < KW_NAME_WORDS; i++)
        if (((__u64 *)pair->wanted)[i] != ((__u64 *)pair->found)[i])
            return false;
    return true;
}

/*
 * The entry named pair->wanted among the first children of a directory: d_move and d_alloc put a
 * dentry at the head, so what the call touched is there. One function for each form of the list:
 * the accesses that the running kernel does not have stay in a function that is never called.
 */
static __noinline __u64 kw_scan_list(struct kw_names *pair, struct dentry *parent) {
    struct list_head *head = __builtin_preserve_access_index(&parent->d_subdirs);
    struct list_head *node = BPF_CORE_READ(parent, d_subdirs.next);
    for (int i = 0; i < KW_CHILDREN_SCANNED; i++) {
        if (!node || node == head)
            return 0;
        struct dentry *child =
            (struct dentry *)((__u64)node - bpf_core_field_offset(struct dentry, d_child));
        if (BPF_CORE_READ(child, d_inode) && kw_same_name(pair, child))
            return (__u64)child;
        node = BPF_CORE_READ(node, next);
    }
    return 0;
}

static __noinline __u64 kw_scan_hlist(struct kw_names *pair, struct dentry *parent) {
    struct hlist_node *node = BPF_CORE_READ((struct dentry___hlist *)parent, d_children.first);
    for (int i = 0; i < KW_CHILDREN_SCANNED; i++) {
        if (!node)
            return 0;
        struct dentry *child =
            (struct dentry *)((__u64)node - bpf_core_field_offset(struct dentry___hlist, d_sib));
        if (BPF_CORE_READ(child, d_inode) && kw_same_name(pair, child))
            return (__u64)child;
        node = BPF_CORE_READ(node, next);
    }
    return 0;
}

/*
 * Address of the dentry at one end of a call: the entry that the text at `offset` names in the
 * directory of the struct path `start`. 0 when the text is not a plain name, or it is not found.
 */
__noinline __u64 kw_find_end(__u32 type, __u64 start, __u64 offset) {
    __u32 zero = 0;
    struct kw_scratch *scratch = kw_slot(type);
    struct kw_names *pair = bpf_map_lookup_elem(&name_pair, &zero);
    struct dentry *parent = BPF_CORE_READ((struct path *)start, dentry);
    if (!scratch || !pair || !parent || offset >= KW_STRINGS_MAX || !kw_is_plain_name(type, offset))
        return 0;
    __builtin_memset(pair->wanted, 0, sizeof(pair->wanted));
    bpf_probe_read_kernel_str(pair->wanted, sizeof(pair->wanted), &scratch->strings[offset]);
    if (bpf_core_field_exists(struct dentry, d_subdirs))
        return kw_scan_list(pair, parent);
    return kw_scan_hlist(pair, parent);
}

/* KW_WATCH_* around the starting directory of one end, with the bit beside it that says whether
 * that settles the matter: a plain name is an entry of that very directory. */
#define KW_SETTLED 0x100

__noinline int kw_watch_at_end(__u32 type, __u64 start, __u64 offset) {
    __u64 directory = (__u64)BPF_CORE_READ((struct path *)start, dentry);
    int watch = kw_watch_around(type, directory);
    return watch && kw_is_plain_name(type, offset) ? watch | KW_SETTLED : watch;
}

static __always_inline void kw_set_text(struct kw_scratch *scratch, __u32 section, __u32 offset,
                                        __u32 length) {
    scratch->record.header.sections[section].offset = offset;
    scratch->record.header.sections[section].length = length;
}

static __always_inline void kw_set_identity(struct kw_file_body *body, __u64 moved, __u64 other) {
    struct inode *inode = BPF_CORE_READ((struct dentry *)moved, d_inode);
    body->inode = BPF_CORE_READ(inode, i_ino);
    body->device = BPF_CORE_READ(inode, i_sb, s_dev);
    body->mode = BPF_CORE_READ(inode, i_mode);
    body->new_inode = BPF_CORE_READ((struct dentry *)other, d_inode, i_ino);
}

/* The texts of a call into the slot's strings, one after the other; length of both, or 0. */
static __always_inline bool kw_read_texts(struct kw_scratch *scratch, struct kw_moved_call *call,
                                          __u64 *old_length, __u64 *new_length) {
    long length = bpf_probe_read_user_str(scratch->strings, KW_SECTION_MAX, (void *)call->old_text);
    if (length <= 0 || length > KW_SECTION_MAX)
        return false;
    *old_length = length;
    length =
        bpf_probe_read_user_str(&scratch->strings[length], KW_SECTION_MAX, (void *)call->new_text);
    if (length <= 0 || length > KW_SECTION_MAX)
        return false;
    *new_length = length;
    return true;
}

/* A rename or link that succeeded. */
static __always_inline int kw_report_moved(struct kw_moved_call *call) {
    struct kw_settings *settings = kw_settings();
    __u32 type = call->type;
    struct kw_scratch *scratch = kw_slot(type);
    __u64 old_length = 0, new_length = 0;
    if (!settings || !scratch)
        return 0;
    if (!kw_read_texts(scratch, call, &old_length, &new_length)) {
        kw_count(type, KW_COUNT_LOST_USER_STRING);
        return 0;
    }
    __u64 old_start = kw_start_of(type, 0, call->old_fd);
    __u64 new_start = kw_start_of(type, old_length, call->new_fd);
    /* After the call the old name holds something only when the two were exchanged or linked. */
    __u64 other = kw_find_end(type, old_start, 0);
    __u64 moved = kw_find_end(type, new_start, old_length);
    __u32 watch = kw_watch_of_dentry(moved) | kw_watch_of_dentry(other);
    if (watch)
        watch |= KW_SETTLED;
    watch |= kw_watch_at_end(type, old_start, 0);
    watch |= kw_watch_at_end(type, new_start, old_length);
    if (kw_is_own(settings, watch)) {
        /* The sensor's owner renames nothing that is watched but its canary. */
        if (!kw_mentions_watched(type, 0))
            return 0;
        watch = KW_WATCH_CANARY | KW_SETTLED;
    }
    /* With these flags linkat(2) takes a descriptor, and the text may be /proc/self/fd/N. */
    bool any_name =
        type == KW_INODE_LINK && call->flags & (KW_AT_SYMLINK_FOLLOW | KW_AT_EMPTY_PATH);
    if (!watch && !any_name && !kw_mentions_watched(type, 0) &&
        !kw_mentions_watched(type, old_length))
        return 0;

    if (!kw_begin(type, (struct task_struct *)bpf_get_current_task()))
        return 0;
    struct kw_file_body *body = &scratch->record.file;
    kw_set_identity(body, moved, other);
    body->flags = call->flags;
    body->watch = watch & ~(KW_SETTLED | KW_WATCH_UNSURE);
    body->marks = watch & KW_SETTLED ? 0 : KW_FILE_UNCONFIRMED;
    kw_set_text(scratch, KW_SECTION_TEXT, 0, old_length);
    kw_set_text(scratch, KW_SECTION_NEW_TEXT, old_length, new_length);
    scratch->record.header.used = old_length + new_length;
    kw_walk_both(type, old_start, KW_SECTION_PATH);
    kw_walk_both(type, new_start, KW_SECTION_NEW_PATH);
    kw_append_process(type);
    kw_remember_session(watch);
    kw_send(scratch);
    return 0;
}

#endif
