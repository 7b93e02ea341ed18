/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* The file behind a descriptor of the current task. */
#ifndef KEYWARDEN_DESCRIPTORS_BPF_H
#define KEYWARDEN_DESCRIPTORS_BPF_H

#include "maps.bpf.h"
#include "typed.bpf.h"

/* Its address, 0 for a descriptor that is not open. */
static __always_inline __u64 kw_address_of(int fd) {
    struct task_struct *task = KW_AT(struct task_struct, bpf_get_current_task());
    struct files_struct *files = KW_GET(task, files);
    struct fdtable *table = KW_GET(files, fdt);
    __u64 file = 0, slots = (__u64)KW_GET(table, fd);
    if (fd < 0 || (__u32)fd >= KW_GET(table, max_fds))
        return 0;
    bpf_probe_read_kernel(&file, sizeof(file), (void *)(slots + 8ULL * (__u32)fd));
    return file;
}

static __always_inline struct file *kw_file_of(int fd) {
    return (struct file *)kw_address_of(fd);
}

#endif
