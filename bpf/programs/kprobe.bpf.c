// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * The `kprobe` backend: breakpoints on the same functions as `fentry`, for kernels without BPF
 * trampolines. fentry.bpf.c tells of each how the kernel comes there.
 */
#include "../lib/hooks.bpf.h"
#include "../lib/process.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* Arguments of a kernel function: the System V and AAPCS calling conventions. */
#if defined(__TARGET_ARCH_x86)
#define KW_ARGUMENT_0(context) ((context)->di)
#define KW_ARGUMENT_1(context) ((context)->si)
#define KW_ARGUMENT_2(context) ((context)->dx)
#define KW_ARGUMENT_3(context) ((context)->cx)
#define KW_ARGUMENT_4(context) ((context)->r8)
#else
#define KW_ARGUMENT_0(context) ((context)->regs[0])
#define KW_ARGUMENT_1(context) ((context)->regs[1])
#define KW_ARGUMENT_2(context) ((context)->regs[2])
#define KW_ARGUMENT_3(context) ((context)->regs[3])
#define KW_ARGUMENT_4(context) ((context)->regs[4])
#endif

SEC("kprobe/security_file_open")
int kw_security_file_open(struct pt_regs *context) {
    __u64 file = KW_ARGUMENT_0(context);
    return kw_on_file(KW_FILE_OPEN, kw_match_address(KW_FILE_OPEN, file), file);
}

SEC("kprobe/security_file_receive")
int kw_security_file_receive(struct pt_regs *context) {
    __u64 file = KW_ARGUMENT_0(context);
    return kw_on_file(KW_FILE_RECEIVE, kw_match_address(KW_FILE_RECEIVE, file), file);
}

SEC("kprobe/security_inode_rename")
int kw_security_inode_rename(struct pt_regs *context) {
    return kw_report_pair(KW_INODE_RENAME, KW_ARGUMENT_1(context), KW_ARGUMENT_3(context),
                          KW_ARGUMENT_4(context));
}

SEC("kprobe/security_inode_link")
int kw_security_inode_link(struct pt_regs *context) {
    return kw_report_pair(KW_INODE_LINK, KW_ARGUMENT_0(context), KW_ARGUMENT_2(context), 0);
}

SEC("kprobe/security_inode_unlink")
int kw_security_inode_unlink(struct pt_regs *context) {
    return kw_report_entry(KW_ARGUMENT_1(context));
}

SEC("kprobe/security_inode_symlink")
int kw_security_inode_symlink(struct pt_regs *context) {
    return kw_report_entry(KW_ARGUMENT_1(context));
}

SEC("kprobe/security_ptrace_access_check")
int kw_security_ptrace_access_check(struct pt_regs *context) {
    return kw_on_ptrace_access(KW_ARGUMENT_0(context), KW_ARGUMENT_1(context));
}

SEC("kprobe/security_socket_connect")
int kw_security_socket_connect(struct pt_regs *context) {
    return kw_on_connect(KW_ARGUMENT_1(context));
}
