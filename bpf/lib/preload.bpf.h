/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * A library forced into a new program. Only the one assignment leaves the kernel: the rest of an
 * environment may hold secrets. Read at exec, because the program can overwrite it later.
 */
#ifndef KEYWARDEN_PRELOAD_BPF_H
#define KEYWARDEN_PRELOAD_BPF_H

#include "maps.bpf.h"

#define KW_ENVIRONMENT_CHUNK  64
#define KW_ENVIRONMENT_CHUNKS 16
#define KW_LD_PRELOAD         0x4f4c4552505f444cULL /* "LD_PRELO", little-endian */
#define KW_LD_AUDIT           0x54494455415f444cULL /* "LD_AUDIT" */

/* The next variables of an environment; 0 at its end, or when one was found and kept. */
__noinline int kw_preload_chunk(__u32 type) {
    struct kw_scratch *scratch = kw_slot(type);
    if (!scratch)
        return 0;
    struct kw_walker *walker = &scratch->walker;
    for (int i = 0; i < KW_ENVIRONMENT_CHUNK; i++) {
        __u64 used = scratch->record.header.used;
        KW_OPAQUE(used);
        if (walker->dentry >= walker->mnt_root || used >= KW_STRINGS_MAX)
            return 0;
        long length = bpf_probe_read_user_str(&scratch->strings[used], KW_SECTION_MAX,
                                              (void *)walker->dentry);
        if (length <= 0 || length > KW_SECTION_MAX)
            return 0;
        walker->dentry += length;
        __u64 name = 0;
        bpf_probe_read_kernel(&name, sizeof(name), &scratch->strings[used]);
        if (length < 10 || (name != KW_LD_PRELOAD && name != KW_LD_AUDIT))
            continue;
        scratch->record.header.sections[KW_SECTION_PRELOAD].offset = used;
        scratch->record.header.sections[KW_SECTION_PRELOAD].length = length;
        scratch->record.header.used = used + length;
        return 0;
    }
    return 1;
}

/* Looks through the environment of the current task. The walker holds where it is and its end. */
static __always_inline void kw_append_preload(__u32 type) {
    struct kw_scratch *scratch = kw_slot(type);
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    if (!scratch)
        return;
    scratch->walker.dentry = BPF_CORE_READ(task, mm, env_start);
    scratch->walker.mnt_root = BPF_CORE_READ(task, mm, env_end);
    for (int i = 0; i < KW_ENVIRONMENT_CHUNKS; i++)
        if (!kw_preload_chunk(type))
            break;
}

#endif
