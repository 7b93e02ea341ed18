/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What one process gets from another, and whom it talks to, on the syscall backend: taken from the
 * arguments when the call has returned. */
#ifndef KEYWARDEN_PEERS_BPF_H
#define KEYWARDEN_PEERS_BPF_H

#include "connect.bpf.h"
#include "descriptors.bpf.h"
#include "open.bpf.h"

/* -EINPROGRESS: how a connect that does not block begins. */
#define KW_IN_PROGRESS (-115)

#define KW_PTRACE_ATTACH 16
#define KW_PTRACE_SEIZE  0x4206

#define KW_SOL_SOCKET     1
#define KW_SCM_RIGHTS     1
#define KW_RECEIVED_FILES 16
#define KW_PROC_MAGIC     0x9fa0
#define KW_NAME_MEM       0x006d656dU /* "mem" */

/* Part of struct user_msghdr, and struct cmsghdr, of 64-bit tasks. */
#define KW_MESSAGE_CONTROL 32
struct kw_message {
    __u64 control, control_length;
};

struct kw_control {
    __u64 length;
    int level, type;
    int files[KW_RECEIVED_FILES];
};

/* A process got at a holder, of which the pid is all that is known; nothing for one that holds
 * nothing. */
static __noinline int kw_report_access_to_pid(__u32 pid) {
    __u64 *start_time = bpf_map_lookup_elem(&holders, &pid);
    if (!start_time || pid == bpf_get_current_pid_tgid() >> 32)
        return 0;
    return kw_report_access(pid, *start_time);
}

/* /proc/PID/mem of a holder: the inode of procfs knows the process (fs/proc/internal.h, PROC_I). */
static __noinline int kw_opened_memory(int fd) {
    struct file *file = kw_file_of(fd);
    struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
    struct inode *inode = BPF_CORE_READ(file, f_inode);
    __u32 name = 0;
    if (BPF_CORE_READ(dentry, d_name.len) != 3)
        return 0;
    bpf_probe_read_kernel(&name, sizeof(name), BPF_CORE_READ(dentry, d_name.name));
    if (name != KW_NAME_MEM)
        return 0;
    struct proc_inode *proc =
        (struct proc_inode *)((__u64)inode - bpf_core_field_offset(struct proc_inode, vfs_inode));
    return kw_report_access_to_pid(BPF_CORE_READ(proc, pid, numbers[0].nr));
}

/* Fills in what is known of a file by its address; false when it is not watched. */
static __always_inline bool kw_look_at_file(struct kw_file_report *report, __u64 address) {
    struct kw_settings *settings = kw_settings();
    if (!settings)
        return false;
    if (!address) {
        kw_count(report->type, KW_COUNT_FILE_VANISHED);
        return false;
    }
    struct file *file = KW_AT(struct file, address);
    struct inode *inode = KW_GET(file, f_inode);
    struct super_block *super = KW_GET(inode, i_sb);
    if (KW_GET(super, s_magic) == KW_PROC_MAGIC) {
        report->is_proc = true;
        return false;
    }
    report->file = address;
    report->watch = kw_match_address(report->type, address);
    return report->watch && !kw_is_own(settings, report->watch);
}

static __always_inline bool kw_look_at(struct kw_file_report *report, int fd) {
    return kw_look_at_file(report, kw_address_of(fd));
}

/* A descriptor that came from another process. */
__noinline int kw_received(int fd) {
    struct kw_file_report report = {.type = KW_FILE_RECEIVE};
    if (kw_look_at(&report, fd))
        kw_report_file(&report);
    return 0;
}

/* recvmsg(2) has written how much control data there is; descriptors come first in what is sent
 * by a caller that sends nothing else. */
static __noinline int kw_received_message(__u64 address) {
    struct kw_message message = {};
    struct kw_control control = {};
    if (bpf_probe_read_user(&message, sizeof(message), (void *)(address + KW_MESSAGE_CONTROL)) ||
        message.control_length < 20)
        return 0;
    if (bpf_probe_read_user(&control, sizeof(control), (void *)message.control) &&
        bpf_probe_read_user(&control, 20, (void *)message.control))
        return 0;
    if (control.level != KW_SOL_SOCKET || control.type != KW_SCM_RIGHTS)
        return 0;
    for (__u32 i = 0; i < KW_RECEIVED_FILES && 16 + 4 * (i + 1) <= control.length; i++)
        kw_received(control.files[i]);
    return 0;
}

static __always_inline int kw_traced(__u64 request, __u32 pid) {
    if (request != KW_PTRACE_ATTACH && request != KW_PTRACE_SEIZE)
        return 0;
    return kw_report_access_to_pid(pid);
}

static __noinline int kw_connected(__u64 address) {
    struct kw_sockaddr peer = {};
    if (bpf_probe_read_user(&peer, sizeof(peer), (void *)address) &&
        bpf_probe_read_user(&peer, 16, (void *)address))
        return 0;
    return kw_report_connect(&peer);
}

#endif
