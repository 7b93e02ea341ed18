/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Kernel memory on the hot path. bpf_probe_read_kernel costs a call and two toggles of the page
 * fault handler for each member; a pointer whose type the verifier knows is read by one
 * instruction. fentry programs are given such pointers. The others make them with bpf_rdonly_cast
 * (since 6.3), and fall back to probe reads before. The kernel version is a constant at load time,
 * so the branch that is not taken is removed.
 */
#ifndef KEYWARDEN_TYPED_BPF_H
#define KEYWARDEN_TYPED_BPF_H

#include "base.bpf.h"

extern int LINUX_KERNEL_VERSION __kconfig;
extern void *bpf_rdonly_cast(void *address, __u32 type) __ksym __weak;

#ifdef KW_TYPED_ARGUMENTS
#define KW_DIRECT 1
#else
#define KW_DIRECT (LINUX_KERNEL_VERSION >= (6 << 16 | 3 << 8))
#endif

/* An address as a pointer to the kernel's struct of this name. */
#ifdef KW_TYPED_ARGUMENTS
#define KW_AT(structure, address) ((structure *)(address))
#else
#define KW_AT(structure, address)                                                                  \
    (KW_DIRECT                                                                                     \
         ? (structure *)bpf_rdonly_cast((void *)(address), bpf_core_type_id_kernel(structure))     \
         : (structure *)(address))
#endif

/* One member of what such a pointer points to. */
#ifdef KW_TYPED_ARGUMENTS
#define KW_GET(pointer, member) ((pointer)->member)
#else
#define KW_GET(pointer, member)                                                                    \
    ({                                                                                             \
        typeof((pointer)->member) value_;                                                          \
        if (KW_DIRECT)                                                                             \
            value_ = (pointer)->member;                                                            \
        else                                                                                       \
            bpf_core_read(&value_, sizeof(value_), &(pointer)->member);                            \
        value_;                                                                                    \
    })
#endif

#endif
