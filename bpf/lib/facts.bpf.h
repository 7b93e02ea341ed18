/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Facts of a task that go into every header: its executable, and what confines it. */
#ifndef KEYWARDEN_FACTS_BPF_H
#define KEYWARDEN_FACTS_BPF_H

#include "maps.bpf.h"

static __always_inline void kw_fill_exe(struct kw_header *header, struct task_struct *task) {
    struct inode *inode = BPF_CORE_READ(task, mm, exe_file, f_inode);
    if (!inode)
        return;
    header->exe_inode = BPF_CORE_READ(inode, i_ino);
    header->exe_device = BPF_CORE_READ(inode, i_sb, s_dev);
    if (BPF_CORE_READ(inode, i_nlink) == 0)
        header->exe_flags = KW_EXE_DELETED;
}

/* Inode number in nsfs of the pid namespace of a task: task_active_pid_ns() of kernel/pid.c. */
static __always_inline __u32 kw_pid_namespace(struct task_struct *task) {
    struct pid *pid = BPF_CORE_READ(task, thread_pid);
    struct upid *numbers = __builtin_preserve_access_index(&pid->numbers[0]);
    __u64 level = BPF_CORE_READ(pid, level);
    struct upid *own = (struct upid *)((__u64)numbers + level * bpf_core_type_size(struct upid));
    return BPF_CORE_READ(own, ns, ns.inum);
}

/* Root directory, namespaces, capabilities, login user and terminal. */
static __always_inline void kw_fill_confinement(struct kw_header *header,
                                                struct task_struct *task) {
    struct inode *root = BPF_CORE_READ(task, fs, root.dentry, d_inode);
    struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);
    header->root_inode = BPF_CORE_READ(root, i_ino);
    header->root_device = BPF_CORE_READ(root, i_sb, s_dev);
    header->mount_namespace = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
    header->pid_namespace = kw_pid_namespace(task);
    const struct cred *cred = BPF_CORE_READ(task, cred);
    /* Two 32-bit words until 6.2, one of 64 bits since: the same bytes. */
    bpf_core_read(&header->capabilities, sizeof(header->capabilities), &cred->cap_effective);
    header->loginuid = ~0U;
    if (bpf_core_field_exists(task->loginuid))
        header->loginuid = BPF_CORE_READ(task, loginuid.val);
    if (tty)
        bpf_probe_read_kernel_str(&header->tty, sizeof(header->tty), BPF_CORE_READ(tty, name));
}

#endif
