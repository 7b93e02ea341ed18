/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Does a path text, as a caller wrote it, mention a name that belongs to a watched object? */
#ifndef KEYWARDEN_NAMES_BPF_H
#define KEYWARDEN_NAMES_BPF_H

#include "maps.bpf.h"

/* The verifier keeps a branch in reserve for every character, so the scan is bounded. A longer text
 * counts as a mention: user space decides. */
#define KW_TEXT_SCANNED 1024

static __always_inline __u32 kw_name_flags(__u64 hash) {
    __u32 *flags = bpf_map_lookup_elem(&names, &hash);
    return flags ? *flags : 0;
}

/* 1 when the text at `offset` of the slot's strings has a component that is a watched name. */
__noinline int kw_mentions_watched(__u32 type, __u64 offset) {
    struct kw_scratch *scratch = kw_slot(type);
    if (!scratch || offset >= KW_STRINGS_MAX)
        return 0;
    /* Through the map, so that the verifier does not tell a fresh hash from any other. */
    volatile __u64 *seed = &scratch->walker.shared, *empty = &scratch->walker.flags;
    *seed = KW_NAME_SEED;
    *empty = 0;
    __u64 hash = *seed, last = *empty;
    const char *text = &scratch->strings[offset];
    for (__u64 i = 0; i < KW_TEXT_SCANNED; i++) {
        __u8 character = text[i];
        if (character != 0 && character != '/') {
            hash = (hash ^ character) * KW_NAME_PRIME;
            continue;
        }
        if (hash != KW_NAME_SEED) {
            last = hash;
            hash = *seed;
            if (kw_name_flags(last) & KW_NAME_ANY)
                return 1;
        }
        if (character == 0)
            return last && kw_name_flags(last) & KW_NAME_LAST ? 1 : 0;
    }
    return 1;
}

/* 1 when the text names an entry of its starting directory: no slash in it. */
__noinline int kw_is_plain_name(__u32 type, __u64 offset) {
    struct kw_scratch *scratch = kw_slot(type);
    if (!scratch || offset >= KW_STRINGS_MAX)
        return 0;
    const char *text = &scratch->strings[offset];
    for (__u64 i = 0; i < 256; i++) {
        if (text[i] == '/')
            return 0;
        if (text[i] == 0)
            return i != 0;
    }
    return 0;
}

#endif
