/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Is an inode watched, by itself, by a directory above it, or by its device? */
#ifndef KEYWARDEN_WATCH_BPF_H
#define KEYWARDEN_WATCH_BPF_H

#include "maps.bpf.h"
#include "typed.bpf.h"

#define KW_S_IFMT  0170000
#define KW_S_IFDIR 0040000
#define KW_S_IFBLK 0060000

/* Levels that are walked where the file is matched: almost all paths are shorter. */
#define KW_WALK_INLINE 24
/* Levels beyond those, in two loops (see path.bpf.h): a path text has at most 2,048, but a tree can
 * be made deeper by going down step by step. */
#define KW_WALK_CHUNK  64
#define KW_WALK_CHUNKS 128
/* Not a watch but a doubt: the walk did not reach the top. */
#define KW_WATCH_UNSURE 0x200

/* The same function is in libs/sensor/src/native/watch_set.cc. */
static __always_inline __u32 kw_bloom_bit(__u64 device, __u64 inode) {
    __u64 hash = (inode ^ (device * KW_BLOOM_DEVICE)) * KW_BLOOM_MIX;
    return hash >> 44;
}

static __always_inline bool kw_bloom_has(struct kw_bloom *bloom, __u64 device, __u64 inode) {
    __u32 bit = kw_bloom_bit(device, inode);
    return bloom->words[(bit >> 6) & (KW_BLOOM_WORDS - 1)] & (1ULL << (bit & 63));
}

static __always_inline __u32 kw_watch_entry(__u64 device, __u64 inode) {
    struct kw_watch_key key = {.device = device, .inode = inode};
    __u32 *flags = bpf_map_lookup_elem(&watches, &key);
    return flags ? *flags : 0;
}

/*
 * KW_WATCH_* of this very inode, 0 when it is not watched. Like the functions below it is global
 * and takes numbers only: it is verified once, and its branches do not multiply those of its
 * callers.
 */
__noinline int kw_watch_of(__u64 device, __u64 inode) {
    struct kw_bloom *bloom = kw_bloom();
    if (!bloom || !kw_bloom_has(bloom, device, inode))
        return 0;
    return kw_watch_entry(device, inode);
}

/* The same of what a dentry (by its address) stands for; 0 for none. */
__noinline int kw_watch_of_dentry(__u64 address) {
    struct inode *inode = BPF_CORE_READ((struct dentry *)address, d_inode);
    if (!inode)
        return 0;
    return kw_watch_of(BPF_CORE_READ(inode, i_sb, s_dev), BPF_CORE_READ(inode, i_ino));
}

/* Where a walk goes on that has not come to an end. */
#define KW_WALK_MORE 0x400

/* A piece of the walk below; where to go on is left in the slot. */
__noinline int kw_below_watched_chunk(__u32 type, __u64 device) {
    struct kw_scratch *scratch = kw_slot(type);
    if (!scratch)
        return 0;
    __u64 *at = &scratch->walker.dentry;
    for (int i = 0; i < KW_WALK_CHUNK; i++) {
        struct dentry *dentry = (struct dentry *)*at;
        struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
        if (kw_watch_of(device, BPF_CORE_READ(dentry, d_inode, i_ino)) & KW_WATCH_DIRECTORY)
            return KW_WATCH_DIRECTORY;
        if (parent == dentry || !parent)
            return 0;
        *at = (__u64)parent;
    }
    return KW_WALK_MORE;
}

/*
 * KW_WATCH_DIRECTORY when a dentry (by its address) is a watched directory or lies below one.
 * Walks d_parent, which crosses no mount: a subtree belongs to one file system. `type` is that of
 * the caller's event: its slot is no other program's.
 */
__noinline int kw_below_watched(__u32 type, __u64 address, __u64 device) {
    struct kw_scratch *scratch = kw_slot(type);
    if (!scratch)
        return 0;
    scratch->walker.dentry = address;
    for (int i = 0; i < KW_WALK_CHUNKS; i++) {
        int found = kw_below_watched_chunk(type, device);
        if (found != KW_WALK_MORE)
            return found;
    }
    kw_count(type, KW_COUNT_WALK_LIMIT);
    return KW_WATCH_UNSURE;
}

/* Flags by which the subtree or the whole device around a dentry (by its address) is watched. */
__noinline int kw_watch_around(__u32 type, __u64 address) {
    struct kw_bloom *bloom = kw_bloom();
    __u64 device = BPF_CORE_READ((struct dentry *)address, d_inode, i_sb, s_dev);
    if (!bloom || !address)
        return 0;
    if (kw_watch_of(device, KW_DEVICE_ITSELF) & KW_WATCH_FILESYSTEM)
        return KW_WATCH_FILESYSTEM;
    if (!kw_bloom_has(bloom, device, KW_DEVICE_HAS_DIR))
        return 0;
    return kw_below_watched(type, address, device);
}

/*
 * KW_WATCH_* flags by which an opened file is watched. Listing a directory opens no credential.
 *
 * This runs for every open of the machine, so the checks are in the order of their price: the bits
 * of this inode and of its device (no map look-up), then, only on a device that holds a watched
 * directory, the directories above it. `address` is the file again, as a plain number: a pointer
 * of a known type may not be given to a global function.
 */
static __always_inline __u32 kw_match_file(__u32 type, struct file *file, __u64 address) {
    struct kw_bloom *bloom = kw_bloom();
    if (!bloom)
        return 0;
    struct inode *inode = KW_GET(file, f_inode);
    struct super_block *super = KW_GET(inode, i_sb);
    __u64 device = KW_GET(super, s_dev), number = KW_GET(inode, i_ino);
    __u32 mode = KW_GET(inode, i_mode) & KW_S_IFMT, flags;
    if (kw_bloom_has(bloom, device, number)) {
        flags = kw_watch_entry(device, number);
        if (flags & KW_WATCH_FILE)
            return flags;
    }
    if (mode == KW_S_IFBLK)
        return kw_watch_of(KW_GET(inode, i_rdev), KW_DEVICE_ITSELF) & KW_WATCH_DISK;
    if (mode == KW_S_IFDIR)
        return 0;
    if (kw_bloom_has(bloom, device, KW_DEVICE_ITSELF)) {
        flags = kw_watch_entry(device, KW_DEVICE_ITSELF);
        if (flags & KW_WATCH_FILESYSTEM)
            return KW_WATCH_FILESYSTEM;
    }
    if (!kw_bloom_has(bloom, device, KW_DEVICE_HAS_DIR))
        return 0;
    struct dentry *dentry = KW_GET(file, f_path.dentry);
    for (int depth = 0; depth < KW_WALK_INLINE; depth++) {
        struct dentry *parent = KW_GET(dentry, d_parent);
        struct inode *above = KW_GET(parent, d_inode);
        __u64 up = KW_GET(above, i_ino);
        if (kw_bloom_has(bloom, device, up) && kw_watch_entry(device, up) & KW_WATCH_DIRECTORY)
            return KW_WATCH_DIRECTORY;
        if (parent == dentry)
            return 0;
        dentry = parent;
    }
    return kw_below_watched(type, (__u64)BPF_CORE_READ((struct file *)address, f_path.dentry),
                            device);
}

#ifndef KW_TYPED_ARGUMENTS
/* The same by the address alone, verified once for all callers. */
__noinline int kw_match_address(__u32 type, __u64 address) {
    return kw_match_file(type, KW_AT(struct file, address), address);
}
#endif

#endif
