/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* The maps every sensor object has, and the counters in them. */
#ifndef KEYWARDEN_MAPS_BPF_H
#define KEYWARDEN_MAPS_BPF_H

#include "base.bpf.h"

/* Room for one name beyond the last byte that may be used, so that a bounded offset plus a
 * bounded length is plainly inside the buffer for the verifier. */
#define KW_NAME_SLACK 512

/* Where a path walk is. In the map and not in registers: what is loaded from a map is unknown to
 * the verifier, so that every turn of the loop looks the same and is checked once. */
struct kw_walker {
    __u64 dentry;
    __u64 mnt;
    __u64 mnt_root;
    __u64 mount;
    __u64 shared_end;
    __u64 shared;
    __u64 complete;
    __u64 flags;
    __u64 start; /* where the section begins */
    __u64 root_dentry;
    __u64 root_mnt;
};

/*
 * A record under construction. The walker in front keeps string reads away from byte 0 of the
 * per-CPU area: on 5.8 to 6.1 a failing string read stores a NUL one byte before its destination.
 */
struct kw_scratch {
    struct kw_walker walker;
    struct kw_record record;
    struct kw_ancestor
        ancestors[0]; /* among the strings; named here so that the BTF has its type */
    char strings[KW_STRINGS_MAX + KW_SECTION_MAX + KW_NAME_SLACK];
};

/* One slot per event type: a program that is preempted half way keeps its slot, because the kernel
 * does not run the same program twice on one CPU. */
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, KW_EVENT_TYPES);
    __type(key, __u32);
    __type(value, struct kw_scratch);
} scratch SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1 << 22);
} ring SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, KW_EVENT_TYPES *KW_COUNTERS);
    __type(key, __u32);
    __type(value, __u64);
} counters SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct kw_settings);
} settings SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __uint(map_flags, BPF_F_MMAPABLE);
    __type(key, __u32);
    __type(value, struct kw_bloom);
} bloom SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 262144);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, struct kw_watch_key);
    __type(value, __u32);
} watches SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 65536);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, __u64);
    __type(value, __u32);
} names SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 4096);
    __type(key, __u32);   /* pid */
    __type(value, __u64); /* its start time */
} holders SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, struct kw_address_key);
    __type(value, __u8);
} addresses SEC(".maps");

/* One count for an event of `type`. */
static __always_inline void kw_count(__u32 type, __u32 counter) {
    __u32 index = type * KW_COUNTERS + counter;
    __u64 *value = bpf_map_lookup_elem(&counters, &index);
    if (value)
        *value += 1;
}

static __always_inline struct kw_settings *kw_settings(void) {
    __u32 zero = 0;
    return bpf_map_lookup_elem(&settings, &zero);
}

static __always_inline struct kw_bloom *kw_bloom(void) {
    __u32 zero = 0;
    return bpf_map_lookup_elem(&bloom, &zero);
}

static __always_inline struct kw_scratch *kw_slot(__u32 type) {
    return bpf_map_lookup_elem(&scratch, &type);
}

#endif
