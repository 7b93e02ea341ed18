/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Is an inode watched, by itself, by a directory above it, or by its device? */
#ifndef KEYWARDEN_WATCH_BPF_H
#define KEYWARDEN_WATCH_BPF_H

#include "maps.bpf.h"

#define KW_WATCH_DEPTH 128

/* The same function is in libs/sensor/src/native/watch_set.cc. */
static __always_inline __u32 kw_bloom_bit(__u64 device, __u64 inode) {
    __u64 hash = (inode ^ (device * KW_BLOOM_DEVICE)) * KW_BLOOM_MIX;
    return hash >> 48;
}

static __always_inline bool kw_bloom_has(struct kw_settings *settings, __u64 device, __u64 inode) {
    __u32 bit = kw_bloom_bit(device, inode);
    return settings->bloom[(bit >> 6) & (KW_BLOOM_WORDS - 1)] & (1ULL << (bit & 63));
}

/*
 * KW_WATCH_* of this very inode, 0 when it is not watched. Like the functions below it is global
 * and takes numbers only: it is verified once, and its branches do not multiply those of its
 * callers.
 */
__noinline int kw_watch_of(__u64 device, __u64 inode) {
    struct kw_watch_key key = {.device = device, .inode = inode};
    struct kw_settings *settings = kw_settings();
    if (!settings || !kw_bloom_has(settings, device, inode))
        return 0;
    __u32 *flags = bpf_map_lookup_elem(&watches, &key);
    return flags ? *flags : 0;
}

/* The same of what a dentry (by its address) stands for; 0 for none. */
__noinline int kw_watch_of_dentry(__u64 address) {
    struct inode *inode = BPF_CORE_READ((struct dentry *)address, d_inode);
    if (!inode)
        return 0;
    return kw_watch_of(BPF_CORE_READ(inode, i_sb, s_dev), BPF_CORE_READ(inode, i_ino));
}

/*
 * KW_WATCH_DIRECTORY when a dentry (by its address) is a watched directory or lies below one.
 * Walks d_parent, which crosses no mount: a subtree belongs to one file system.
 */
__noinline int kw_below_watched(__u64 address, __u64 device) {
    struct dentry *dentry = (struct dentry *)address;
    for (int depth = 0; depth < KW_WATCH_DEPTH; depth++) {
        struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
        if (kw_watch_of(device, BPF_CORE_READ(dentry, d_inode, i_ino)) & KW_WATCH_DIRECTORY)
            return KW_WATCH_DIRECTORY;
        if (parent == dentry || !parent)
            return 0;
        dentry = parent;
    }
    kw_count(KW_COUNT_WALK_LIMIT);
    return 0;
}

/* Flags by which the subtree or the whole device around a dentry (by its address) is watched. */
__noinline int kw_watch_around(__u64 address) {
    struct kw_settings *settings = kw_settings();
    __u64 device = BPF_CORE_READ((struct dentry *)address, d_inode, i_sb, s_dev);
    if (!settings || !address)
        return 0;
    if (kw_watch_of(device, KW_DEVICE_ITSELF) & KW_WATCH_FILESYSTEM)
        return KW_WATCH_FILESYSTEM;
    if (!kw_bloom_has(settings, device, KW_DEVICE_HAS_DIR))
        return 0;
    return kw_below_watched(address, device);
}

#endif
