// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * The other way to see the calls that the `syscall` backend needs: one tracepoint for each, with
 * nothing behind it. The cost benchmark holds it against the empty raw tracepoint.
 */
#include "../lib/base.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* do_syscall_64 -> trace_sys_exit -> perf_syscall_exit -> perf_call_bpf_exit. */
#define KW_EMPTY(call)                                                                             \
    SEC("tp/syscalls/sys_exit_" #call)                                                             \
    int kw_##call(void *context) {                                                                 \
        (void)context;                                                                             \
        return 0;                                                                                  \
    }

KW_EMPTY(openat)
KW_EMPTY(openat2)
KW_EMPTY(open_by_handle_at)
KW_EMPTY(renameat)
KW_EMPTY(renameat2)
KW_EMPTY(linkat)
#if defined(__TARGET_ARCH_x86)
KW_EMPTY(open)
KW_EMPTY(creat)
KW_EMPTY(rename)
KW_EMPTY(link)
#endif
