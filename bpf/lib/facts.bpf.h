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

/* enum pid_type of include/linux/pid_types.h, the same since 4.19. */
#define KW_PIDTYPE_SID 3

/* The number of a task in its innermost pid namespace: task_active_pid_ns() of kernel/pid.c. */
static __always_inline struct upid *kw_own_number(struct task_struct *task) {
    struct pid *pid = BPF_CORE_READ(task, thread_pid);
    struct upid *numbers = __builtin_preserve_access_index(&pid->numbers[0]);
    __u64 level = BPF_CORE_READ(pid, level);
    return (struct upid *)((__u64)numbers + level * bpf_core_type_size(struct upid));
}

/* The session of a task: what setsid(2) made, which every child inherits. */
static __always_inline struct pid *kw_session_of(struct task_struct *task) {
    return BPF_CORE_READ(task, signal, pids[KW_PIDTYPE_SID]);
}

/* Root directory, namespaces, session, capabilities, login user and terminal. */
static __always_inline void kw_fill_confinement(struct kw_header *header,
                                                struct task_struct *task) {
    struct inode *root = BPF_CORE_READ(task, fs, root.dentry, d_inode);
    struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);
    header->root_inode = BPF_CORE_READ(root, i_ino);
    header->root_device = BPF_CORE_READ(root, i_sb, s_dev);
    header->mount_namespace = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
    struct upid *thread = kw_own_number(task);
    struct upid *group = kw_own_number(BPF_CORE_READ(task, group_leader));
    struct pid *session = kw_session_of(task);
    header->pid_namespace = BPF_CORE_READ(thread, ns, ns.inum);
    header->ns_pid = BPF_CORE_READ(group, nr);
    header->session = BPF_CORE_READ(session, numbers[0].nr);
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
