/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* An opened struct file that is watched, and its event. */
#ifndef KEYWARDEN_OPEN_BPF_H
#define KEYWARDEN_OPEN_BPF_H

#include "holders.bpf.h"
#include "record.bpf.h"
#include "sessions.bpf.h"
#include "watch.bpf.h"

/* The kernel adds this one to every open of a 64-bit task; the caller did not ask for it. */
#define KW_O_LARGEFILE 0100000
/* Bits above the ones that open(2) knows: the kernel's own, as FMODE_EXEC in f_flags. */
#define KW_O_KNOWN 037777703

/* A file event to be made. The addresses are plain numbers: see kw_match_file. */
struct kw_file_report {
    __u64 file;
    __u64 text;     /* the path as the caller gave it, 0 if there is none */
    bool user_text; /* `text` lies in user memory */
    bool is_proc;   /* it lies in procfs: it may be a process's memory */
    __u32 type;
    __u32 watch, marks;
    __u32 asked; /* flags of the call that the kernel removes from f_flags once the file is open */
};

/* What the sensor does itself is no news, except that it proves the sensor to be alive. */
static __always_inline bool kw_is_own(struct kw_settings *settings, __u32 watch) {
    return !(watch & KW_WATCH_CANARY) && settings->own_tgid == bpf_get_current_pid_tgid() >> 32;
}

/* Appends the path as the caller gave it: only that shows a link or a detour through /proc. */
__noinline int kw_append_text(__u32 type, __u64 address, __u32 is_user) {
    struct kw_scratch *scratch = kw_slot(type);
    if (!scratch || !address)
        return 0;
    __u64 used = scratch->record.header.used;
    KW_OPAQUE(used);
    if (used >= KW_STRINGS_MAX)
        return 0;
    long length =
        is_user
            ? bpf_probe_read_user_str(&scratch->strings[used], KW_SECTION_MAX, (void *)address)
            : bpf_probe_read_kernel_str(&scratch->strings[used], KW_SECTION_MAX, (void *)address);
    if (length <= 0 || length > KW_SECTION_MAX)
        return 0;
    scratch->record.header.sections[KW_SECTION_TEXT].offset = used;
    scratch->record.header.sections[KW_SECTION_TEXT].length = length;
    scratch->record.header.used = used + length;
    return length;
}

/* Address of the path text that the current task looks up (fs/namei.c, set_nameidata), or 0. */
static __always_inline __u64 kw_lookup_text(void) {
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    return (__u64)BPF_CORE_READ(task, nameidata, name, name);
}

static __always_inline void kw_report_file(struct kw_file_report *report) {
    struct file *file = (struct file *)report->file;
    struct inode *inode = BPF_CORE_READ(file, f_inode);
    struct vfsmount *mnt = BPF_CORE_READ(file, f_path.mnt);
    __u64 mount = (__u64)mnt - bpf_core_field_offset(struct mount, mnt);
    struct kw_scratch *scratch =
        kw_begin(report->type, (struct task_struct *)bpf_get_current_task());
    if (!scratch)
        return;
    struct kw_file_body *body = &scratch->record.file;
    body->inode = BPF_CORE_READ(inode, i_ino);
    body->device = BPF_CORE_READ(inode, i_sb, s_dev);
    body->flags = (BPF_CORE_READ(file, f_flags) | report->asked) & KW_O_KNOWN & ~KW_O_LARGEFILE;
    body->mode = BPF_CORE_READ(inode, i_mode);
    if (report->watch & KW_WATCH_DISK)
        body->new_inode = BPF_CORE_READ(inode, i_rdev);
    body->watch = report->watch & ~KW_WATCH_UNSURE;
    body->marks = report->marks;
    if (report->watch & KW_WATCH_UNSURE)
        body->marks |= KW_FILE_UNCONFIRMED;
    body->mount_namespace = BPF_CORE_READ((struct mount *)mount, mnt_ns, ns.inum);
    kw_walk_both(report->type, (__u64)__builtin_preserve_access_index(&file->f_path),
                 KW_SECTION_PATH);
    int length = kw_append_text(report->type, report->text, report->user_text);
    if (length == 1)
        body->marks |= KW_FILE_BY_HANDLE;
    kw_append_process(report->type);
    kw_hold(&scratch->record.header, report->watch);
    kw_remember_session(report->watch);
    kw_send(scratch);
}

#endif
