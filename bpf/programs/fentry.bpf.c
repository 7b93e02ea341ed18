// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * The `fentry` backend: trampolines on the functions that call the LSM hooks. The kernel hands over
 * the objects of the call, so every event is about a known inode.
 */
#define KW_TYPED_ARGUMENTS
#include "../lib/hooks.bpf.h"
#include "../lib/process.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* An argument of the hooked function as a plain number: the verifier would not let a pointer that
 * it knows the type of into a global function. */
static __always_inline __u64 kw_argument_of(__u64 *context, int index) {
    __u64 value = 0;
    bpf_probe_read_kernel(&value, sizeof(value), &context[index]);
    return value;
}

/*
 * do_sys_openat2, io_uring, execve, open_by_handle_at ... -> vfs_open -> do_dentry_open ->
 * security_file_open(file): permission is granted and the file operations are about to be called.
 * An O_PATH open never comes here.
 */
SEC("fentry/security_file_open")
int kw_security_file_open(__u64 *context) {
    __u64 file = kw_argument_of(context, 0);
    return kw_on_file(KW_FILE_OPEN, kw_match_file(KW_FILE_OPEN, (struct file *)context[0], file),
                      file);
}

/* unix_stream_recvmsg -> scm_detach_fds, pidfd_getfd, ... -> receive_fd -> security_file_receive.
 */
SEC("fentry/security_file_receive")
int kw_security_file_receive(__u64 *context) {
    __u64 file = kw_argument_of(context, 0);
    return kw_on_file(KW_FILE_RECEIVE,
                      kw_match_file(KW_FILE_RECEIVE, (struct file *)context[0], file), file);
}

/*
 * do_renameat2 -> vfs_rename -> security_inode_rename(old_dir, old_dentry, new_dir, new_dentry,
 * flags), under both parents' locks and before anything moves. Called once for RENAME_EXCHANGE.
 */
SEC("fentry/security_inode_rename")
int kw_security_inode_rename(__u64 *context) {
    return kw_report_pair(KW_INODE_RENAME, kw_argument_of(context, 1), kw_argument_of(context, 3),
                          kw_argument_of(context, 4));
}

/* do_linkat -> vfs_link -> security_inode_link(old_dentry, dir, new_dentry). */
SEC("fentry/security_inode_link")
int kw_security_inode_link(__u64 *context) {
    return kw_report_pair(KW_INODE_LINK, kw_argument_of(context, 0), kw_argument_of(context, 2), 0);
}

/* do_unlinkat -> vfs_unlink -> security_inode_unlink(dir, dentry). */
SEC("fentry/security_inode_unlink")
int kw_security_inode_unlink(__u64 *context) {
    return kw_report_entry(kw_argument_of(context, 1));
}

/* do_symlinkat -> vfs_symlink -> security_inode_symlink(dir, dentry, old_name). */
SEC("fentry/security_inode_symlink")
int kw_security_inode_symlink(__u64 *context) {
    return kw_report_entry(kw_argument_of(context, 1));
}

/* ptrace_attach, mm_access (/proc/PID/mem, process_vm_readv), pidfd_getfd -> ptrace_may_access ->
 * security_ptrace_access_check(child, mode). */
SEC("fentry/security_ptrace_access_check")
int kw_security_ptrace_access_check(__u64 *context) {
    return kw_on_ptrace_access(kw_argument_of(context, 0), kw_argument_of(context, 1));
}

/* __sys_connect, io_uring -> __sys_connect_file -> security_socket_connect(sock, address, length),
 * the address in kernel memory. */
SEC("fentry/security_socket_connect")
int kw_security_socket_connect(__u64 *context) {
    return kw_on_connect(kw_argument_of(context, 1));
}
