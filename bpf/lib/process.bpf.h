/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Process lifecycle, the same for every backend: each object includes it once. */
#ifndef KEYWARDEN_PROCESS_BPF_H
#define KEYWARDEN_PROCESS_BPF_H

#include "cgroup.bpf.h"
#include "preload.bpf.h"
#include "record.bpf.h"

/* Which group exits went up: in exit_group several threads can see the live count at 0. */
struct kw_process_key {
    __u64 start_time;
    __u64 pid;
};

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 4096);
    __type(key, struct kw_process_key);
    __type(value, __u8);
} exited SEC(".maps");

/*
 * kernel_clone -> copy_process -> trace_sched_process_fork, after the child has its pid, start
 * time and parent and before it runs for the first time, so that its fork precedes its exec.
 */
SEC("raw_tp/sched_process_fork")
int kw_fork(struct bpf_raw_tracepoint_args *context) {
    struct task_struct *parent = (struct task_struct *)context->args[0];
    struct task_struct *child = (struct task_struct *)context->args[1];
    int tgid = BPF_CORE_READ(child, tgid);
    if (tgid != BPF_CORE_READ(child, pid))
        return 0;
    struct kw_scratch *scratch = kw_begin(KW_PROCESS_FORK, parent);
    if (!scratch)
        return 0;
    scratch->record.process.child_pid = tgid;
    scratch->record.process.child_start_time = BPF_CORE_READ(child, start_boottime);
    kw_send(scratch);
    return 0;
}

static __always_inline void kw_append_argv(struct kw_scratch *scratch, struct task_struct *task) {
    __u64 begin = BPF_CORE_READ(task, mm, arg_start), end = BPF_CORE_READ(task, mm, arg_end);
    __u64 used = scratch->record.header.used, length = end - begin;
    KW_OPAQUE(used);
    if (end <= begin || used >= KW_STRINGS_MAX)
        return;
    KW_OPAQUE(length);
    if (length > KW_SECTION_MAX) {
        length = KW_SECTION_MAX;
        scratch->record.header.sections[KW_SECTION_ARGV].flags = KW_SECTION_TRUNCATED;
    }
    if (bpf_probe_read_user(&scratch->strings[used], length, (void *)begin))
        return;
    scratch->record.header.sections[KW_SECTION_ARGV].offset = used;
    scratch->record.header.sections[KW_SECTION_ARGV].length = length;
    scratch->record.header.used = used + length;
}

/*
 * execve -> bprm_execve -> exec_binprm -> trace_sched_process_exec, after begin_new_exec: other
 * threads are gone, and a thread that called exec has taken over the leader's pid and start time.
 */
SEC("raw_tp/sched_process_exec")
int kw_exec(struct bpf_raw_tracepoint_args *context) {
    struct task_struct *task = (struct task_struct *)context->args[0];
    struct linux_binprm *binprm = (struct linux_binprm *)context->args[2];
    struct kw_scratch *scratch = kw_begin(KW_PROCESS_EXEC, task);
    if (!scratch)
        return 0;
    /* What the old program held is gone with its memory. */
    __u32 pid = scratch->record.header.pid;
    bpf_map_delete_elem(&holders, &pid);
    long length = bpf_probe_read_kernel_str(scratch->strings, KW_SECTION_MAX,
                                            BPF_CORE_READ(binprm, filename));
    if (length > 0 && length <= KW_SECTION_MAX) {
        scratch->record.header.sections[KW_SECTION_FILENAME].length = length;
        scratch->record.header.used = length;
    }
    kw_append_argv(scratch, task);
    struct file *exe = BPF_CORE_READ(task, mm, exe_file);
    if (exe)
        kw_walk_path(KW_PROCESS_EXEC, __builtin_preserve_access_index(&exe->f_path),
                     KW_SECTION_EXE);
    struct fs_struct *fs = BPF_CORE_READ(task, fs);
    if (fs)
        kw_walk_path(KW_PROCESS_EXEC, __builtin_preserve_access_index(&fs->pwd), KW_SECTION_CWD);
    kw_append_cgroup_of_task(KW_PROCESS_EXEC);
    kw_append_preload(KW_PROCESS_EXEC);
    kw_send(scratch);
    return 0;
}

/*
 * do_exit -> trace_sched_process_exit, once per thread, after signal->live went down: 0 means
 * that this is the end of the group. The address space is gone by now, so there is no exe.
 */
SEC("raw_tp/sched_process_exit")
int kw_exit(struct bpf_raw_tracepoint_args *context) {
    struct task_struct *task = (struct task_struct *)context->args[0];
    __u8 one = 1;
    if (BPF_CORE_READ(task, signal, live.counter) != 0)
        return 0;
    struct kw_process_key key = {
        .start_time = BPF_CORE_READ(task, group_leader, start_boottime),
        .pid = BPF_CORE_READ(task, tgid),
    };
    if (bpf_map_update_elem(&exited, &key, &one, BPF_NOEXIST))
        return 0;
    __u32 pid = key.pid;
    bpf_map_delete_elem(&holders, &pid);
    struct kw_scratch *scratch = kw_begin(KW_PROCESS_EXIT, task);
    if (!scratch)
        return 0;
    int code = BPF_CORE_READ(task, signal, group_exit_code);
    scratch->record.process.exit_code = code ? code : BPF_CORE_READ(task, exit_code);
    kw_send(scratch);
    return 0;
}

static __always_inline int kw_report_cgroup(__u32 type, struct cgroup *cgroup) {
    struct kw_scratch *scratch = kw_begin(type, (struct task_struct *)bpf_get_current_task());
    if (!scratch)
        return 0;
    kw_append_cgroup(type, (__u64)BPF_CORE_READ(cgroup, kn));
    kw_send(scratch);
    return 0;
}

/* cgroup_mkdir, cgroup_rmdir -> trace_cgroup_*: in every hierarchy, so v1 tells it several times.
 */
SEC("raw_tp/cgroup_mkdir")
int kw_cgroup_mkdir(struct bpf_raw_tracepoint_args *context) {
    return kw_report_cgroup(KW_CGROUP_MKDIR, (struct cgroup *)context->args[0]);
}

SEC("raw_tp/cgroup_rmdir")
int kw_cgroup_rmdir(struct bpf_raw_tracepoint_args *context) {
    return kw_report_cgroup(KW_CGROUP_RMDIR, (struct cgroup *)context->args[0]);
}

/*
 * Run once by user space through BPF_PROG_TEST_RUN: the caller is the sensor itself, and its pid as
 * the kernel counts it differs from getpid() inside a pid namespace.
 */
SEC("raw_tp")
int kw_identify_self(void *context) {
    (void)context;
    __u32 zero = 0;
    struct kw_settings *value = bpf_map_lookup_elem(&settings, &zero);
    if (value)
        value->own_tgid = bpf_get_current_pid_tgid() >> 32;
    return 0;
}

#endif
