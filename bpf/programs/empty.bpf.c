// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The floor of the cost benchmark: the sensor's hook with nothing behind it. */
#include "../lib/base.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* Same path as kw_sys_exit: do_syscall_64 -> syscall_exit_work -> trace_sys_exit. */
SEC("raw_tp/sys_exit")
int kw_empty(struct bpf_raw_tracepoint_args *context) {
    (void)context;
    return 0;
}
