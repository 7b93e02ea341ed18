/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The few kernel types that the programs look into. Only the members that are read are declared:
 * preserve_access_index makes libbpf move every access to where the running kernel has the member,
 * so that the build host needs no BTF and one object serves 5.10 and later.
 */
#ifndef KEYWARDEN_VMLINUX_MIN_H
#define KEYWARDEN_VMLINUX_MIN_H

#include <linux/types.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct list_head {
    struct list_head *next;
};

struct hlist_node {
    struct hlist_node *next;
};

struct hlist_head {
    struct hlist_node *first;
};

struct qstr {
    union {
        struct {
            __u32 hash;
            __u32 len;
        };
        __u64 hash_len;
    };
    const unsigned char *name;
};

struct mount;

struct super_block {
    __u32 s_dev;
    unsigned long s_magic;
    struct dentry *s_root;
    struct list_head s_mounts; /* by mount.mnt_instance, until 6.17 */
};

/* Since 6.18 the mounts of a file system are chained without a list head. */
struct super_block___chain {
    struct mount *s_mounts;
};

struct inode {
    unsigned short i_mode;
    struct super_block *i_sb;
    unsigned long i_ino;
    unsigned int i_nlink;
    __u32 i_rdev;
};

struct hlist_bl_node {
    struct hlist_bl_node **pprev;
};

struct dentry {
    struct hlist_bl_node d_hash; /* pprev is NULL once the name is gone */
    struct dentry *d_parent;
    struct qstr d_name;
    struct inode *d_inode;
    struct list_head d_child; /* until 6.7 */
    struct list_head d_subdirs;
};

/* Since 6.8 the children of a dentry are in an hlist. */
struct dentry___hlist {
    struct hlist_node d_sib;
    struct hlist_head d_children;
};

struct vfsmount {
    struct dentry *mnt_root;
    struct super_block *mnt_sb;
};

struct ns_common {
    unsigned int inum;
};

struct mnt_namespace {
    struct ns_common ns;
};

struct pid_namespace {
    struct ns_common ns;
};

struct mount {
    struct mount *mnt_parent;
    struct dentry *mnt_mountpoint;
    struct vfsmount mnt;
    struct list_head mnt_instance;
    struct mnt_namespace *mnt_ns;
};

struct mount___chain {
    struct mount *mnt_next_for_sb;
};

struct path {
    struct vfsmount *mnt;
    struct dentry *dentry;
};

struct file {
    struct path f_path;
    struct inode *f_inode;
    unsigned int f_flags;
};

struct fdtable {
    unsigned int max_fds;
    struct file **fd;
};

struct files_struct {
    struct fdtable *fdt;
};

struct fs_struct {
    struct path root;
    struct path pwd;
};

struct mm_struct {
    struct file *exe_file;
    unsigned long arg_start;
    unsigned long arg_end;
    unsigned long env_start;
    unsigned long env_end;
};

typedef struct {
    int counter;
} atomic_t;

struct tty_struct {
    char name[64];
};

struct pid;

struct signal_struct {
    atomic_t live;
    struct pid *pids[4];
    struct tty_struct *tty;
    int group_exit_code;
};

typedef struct {
    unsigned int val;
} kuid_t;

typedef struct {
    __u64 val;
} kernel_cap_t;

struct cred {
    kuid_t uid;
    kuid_t euid;
    kernel_cap_t cap_effective;
};

struct thread_info {
    unsigned long flags;
    __u32 status; /* x86 only */
};

struct nsproxy {
    struct mnt_namespace *mnt_ns;
};

/* The path that is being looked up: what the caller gave, before any link is followed. */
struct filename {
    const char *name;
};

struct nameidata {
    struct filename *name;
};

struct upid {
    int nr;
    struct pid_namespace *ns;
};

struct pid {
    unsigned int level;
    struct upid numbers[1];
};

struct proc_inode {
    struct pid *pid;
    struct inode vfs_inode;
};

/* Since 6.15 the parent is behind RCU and has another name. */
struct kernfs_node {
    struct kernfs_node *parent;
    const char *name;
};

struct kernfs_node___rcu {
    struct kernfs_node *__parent;
};

struct cgroup {
    struct kernfs_node *kn;
};

struct cgroup_subsys_state {
    struct cgroup *cgroup;
};

enum cgroup_subsys_id {
    memory_cgrp_id = 4,
};

struct css_set {
    struct cgroup_subsys_state *subsys[1];
    struct cgroup *dfl_cgrp;
};

struct task_struct {
    struct thread_info thread_info;
    void *stack;
    unsigned int flags;
    int pid;
    int tgid;
    __u64 start_boottime;
    struct task_struct *group_leader;
    struct task_struct *real_parent;
    const struct cred *cred;
    struct mm_struct *mm;
    struct fs_struct *fs;
    struct files_struct *files;
    struct signal_struct *signal;
    struct nsproxy *nsproxy;
    struct pid *thread_pid;
    struct css_set *cgroups;
    struct nameidata *nameidata;
    kuid_t loginuid;
    int exit_code;
    char comm[16];
};

struct linux_binprm {
    const char *filename;
};

#pragma clang attribute pop

#endif
