// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * The `fentry` backend: trampolines on the functions that call the LSM hooks. The kernel hands over
 * the objects of the call, so every event is about a known inode.
 */
#include "../lib/inode_hooks.bpf.h"
#include "../lib/process.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/*
 * do_sys_openat2, io_uring, execve, open_by_handle_at ... -> vfs_open -> do_dentry_open ->
 * security_file_open(file): permission is granted and the file operations are about to be called.
 * An O_PATH open never comes here.
 */
SEC("fentry/security_file_open")
int kw_security_file_open(__u64 *context) {
    struct kw_settings *settings = kw_settings();
    struct file *file = (struct file *)kw_hook_argument(context, 0);
    if (!settings)
        return 0;
    __u32 watch = kw_match_file(settings, file);
    if (watch && !kw_is_own(settings))
        kw_report_open(file, watch, 0);
    return 0;
}

/*
 * do_renameat2 -> vfs_rename -> security_inode_rename(old_dir, old_dentry, new_dir, new_dentry,
 * flags), under both parents' locks and before anything moves. Called once for RENAME_EXCHANGE.
 */
SEC("fentry/security_inode_rename")
int kw_security_inode_rename(__u64 *context) {
    return kw_report_pair(KW_INODE_RENAME, kw_hook_argument(context, 1),
                          kw_hook_argument(context, 3), kw_hook_argument(context, 4));
}

/* do_linkat -> vfs_link -> security_inode_link(old_dentry, dir, new_dentry). */
SEC("fentry/security_inode_link")
int kw_security_inode_link(__u64 *context) {
    return kw_report_pair(KW_INODE_LINK, kw_hook_argument(context, 0), kw_hook_argument(context, 2),
                          0);
}
