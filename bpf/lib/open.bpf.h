/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* An opened struct file: watched or not, and if so, its event. */
#ifndef KEYWARDEN_OPEN_BPF_H
#define KEYWARDEN_OPEN_BPF_H

#include "record.bpf.h"
#include "watch.bpf.h"

#define KW_S_IFMT  0170000
#define KW_S_IFDIR 0040000

/* The kernel adds this one to every open of a 64-bit task; the caller did not ask for it. */
#define KW_O_LARGEFILE 0100000
/* Bits above the ones that open(2) knows: the kernel's own, as FMODE_EXEC in f_flags. */
#define KW_O_KNOWN 037777703

static __always_inline bool kw_is_own(struct kw_settings *settings) {
    return settings->own_tgid == bpf_get_current_pid_tgid() >> 32;
}

/* KW_WATCH_* flags by which this file is watched. Listing a directory opens no credential. */
static __always_inline __u32 kw_match_file(struct kw_settings *settings, struct file *file) {
    struct inode *inode = BPF_CORE_READ(file, f_inode);
    __u64 number = BPF_CORE_READ(inode, i_ino);
    __u64 device = BPF_CORE_READ(inode, i_sb, s_dev);
    if (kw_bloom_has(settings, device, number) && kw_watch_of(device, number) & KW_WATCH_FILE)
        return KW_WATCH_FILE;
    if (!kw_bloom_has(settings, device, KW_DEVICE_ITSELF) &&
        !kw_bloom_has(settings, device, KW_DEVICE_HAS_DIR))
        return 0;
    if ((BPF_CORE_READ(inode, i_mode) & KW_S_IFMT) == KW_S_IFDIR)
        return 0;
    return kw_watch_around((__u64)BPF_CORE_READ(file, f_path.dentry));
}

/* `asked` are flags of the call that the kernel removes from f_flags once the file is open. */
static __always_inline void kw_report_open(struct file *file, __u32 watch, __u32 asked) {
    struct inode *inode = BPF_CORE_READ(file, f_inode);
    struct kw_scratch *scratch =
        kw_begin(KW_FILE_OPEN, (struct task_struct *)bpf_get_current_task());
    if (!scratch)
        return;
    struct kw_file_body *body = &scratch->record.file;
    body->inode = BPF_CORE_READ(inode, i_ino);
    body->device = BPF_CORE_READ(inode, i_sb, s_dev);
    body->flags = (BPF_CORE_READ(file, f_flags) | asked) & KW_O_KNOWN & ~KW_O_LARGEFILE;
    body->mode = BPF_CORE_READ(inode, i_mode);
    body->watch = watch;
    kw_walk_both(KW_FILE_OPEN, (__u64)__builtin_preserve_access_index(&file->f_path),
                 KW_SECTION_PATH);
    kw_append_process(KW_FILE_OPEN);
    kw_send(scratch);
}

#endif
