/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * What the kernel programs and user space agree on: the records in the ring buffer, the keys of
 * the watch maps, and the numbers of the counters. The only header that both sides include;
 * the TypeScript decoder's table (libs/sensor/src/decoder/layout.ts) is held against its BTF.
 *
 * A record is a header, a body whose meaning depends on the type, and `used` bytes of sections.
 * All integers are little-endian, all structs are multiples of 8 bytes without hidden padding.
 */
#ifndef KEYWARDEN_EVENT_H
#define KEYWARDEN_EVENT_H

#include <linux/types.h>

#define KW_EVENT_VERSION  3
#define KW_COMM_SIZE      16
#define KW_ANCESTORS_MAX  16
#define KW_SECTION_MAX    4096
#define KW_STRINGS_MAX    24576
#define KW_BLOOM_WORDS    16384
#define KW_TTY_SIZE       16
#define KW_DEVICE_ITSELF  0ULL
#define KW_DEVICE_HAS_DIR (~0ULL)
#define KW_NAME_SEED      0xcbf29ce484222325ULL
#define KW_NAME_PRIME     0x100000001b3ULL
#define KW_BLOOM_DEVICE   0x9e3779b97f4a7c15ULL
#define KW_BLOOM_MIX      0xff51afd7ed558ccdULL

enum kw_event_type {
    KW_FILE_OPEN = 1,
    KW_INODE_RENAME = 2,
    KW_INODE_LINK = 3,
    KW_PROCESS_FORK = 4,
    KW_PROCESS_EXEC = 5,
    KW_PROCESS_EXIT = 6,
    KW_FILE_RECEIVE = 7,  /* a descriptor of a watched file arrived from another process */
    KW_PTRACE_ACCESS = 8, /* a process that holds a credential is about to be opened up */
    KW_CONNECT = 9,       /* to an address of the API server */
    KW_CGROUP_MKDIR = 10,
    KW_CGROUP_RMDIR = 11,
    KW_MOUNT = 12,           /* some mount namespace changed */
    KW_DIRECTORY = 13,       /* an entry of a watched directory was made or removed */
    KW_SESSION_CONNECT = 14, /* to elsewhere, from a session that took a credential */
    KW_EVENT_TYPES = 15,
};

/* Sections of a record: offset and length are in its table, in this order. */
enum kw_section_kind {
    KW_SECTION_PATH = 0,          /* opened file, or what was renamed or linked */
    KW_SECTION_PATH_ROOT = 1,     /* rest of the file-system-rooted view, after the shared part */
    KW_SECTION_NEW_PATH = 2,      /* where it went */
    KW_SECTION_NEW_PATH_ROOT = 3, /* rest of the file-system-rooted view of NEW_PATH */
    KW_SECTION_TEXT = 4,          /* old path as the caller wrote it; PATH is then its start */
    KW_SECTION_NEW_TEXT = 5,      /* new path as the caller wrote it */
    KW_SECTION_EXE = 6,
    KW_SECTION_CWD = 7,
    KW_SECTION_ARGV = 8,
    KW_SECTION_FILENAME = 9, /* exec: the path given to execve */
    KW_SECTION_ANCESTORS = 10,
    KW_SECTION_CGROUP = 11,  /* names of the cgroup, leaf first as a path */
    KW_SECTION_PRELOAD = 12, /* exec: an LD_PRELOAD or LD_AUDIT assignment of the environment */
    KW_SECTIONS = 13,
};

/* Path sections hold the names leaf first, each ended by a NUL. */
#define KW_SECTION_TRUNCATED    1 /* cut at KW_SECTION_MAX bytes or at the depth limit */
#define KW_SECTION_UNREACHABLE  2 /* the walk ended outside the task's root */
#define KW_SECTION_DELETED      4 /* the name is gone from its directory */
#define KW_SECTION_DISCONNECTED 8 /* the walk ended below the root of the file system */

struct kw_section {
    __u16 offset; /* from the end of struct kw_record */
    __u16 length;
    __u16 shared; /* paths only: bytes that belong to the file-system-rooted view too */
    __u16 flags;
};

#define KW_EXE_DELETED 1 /* the executable's inode has no name left */

struct kw_header {
    __u32 size; /* of the whole record */
    __u16 version;
    __u16 type;
    __u64 time; /* CLOCK_BOOTTIME, ns */
    __u64 start_time;
    __u64 parent_start_time;
    __u64 cgroup_id;
    __u64 exe_inode;
    __u64 root_inode;   /* of the task's root directory */
    __u64 capabilities; /* effective */
    __u32 exe_device;   /* kernel encoding: major << 20 | minor */
    __u32 exe_flags;
    __u32 pid;
    __u32 tid;
    __u32 parent_pid;
    __u32 uid;
    __u32 euid;
    __u32 loginuid;        /* 2^32 - 1: not set, or no audit in this kernel */
    __u32 mount_namespace; /* inode number in nsfs */
    __u32 pid_namespace;
    __u32 root_device;
    __u32 used;    /* bytes of sections */
    __u32 session; /* pid of the leader of its session, in the initial pid namespace */
    __u32 ns_pid;  /* of the thread group, in its innermost pid namespace */
    char tty[KW_TTY_SIZE];
    char comm[KW_COMM_SIZE];
    struct kw_section sections[KW_SECTIONS];
};

#define KW_FILE_UNCONFIRMED 1 /* matched by name or starting directory, not by identity */
#define KW_FILE_IO_URING    2
#define KW_FILE_BY_HANDLE   4 /* no path was given */
#define KW_FILE_MEMORY      8 /* /proc/PID/mem of a process that holds a credential */

struct kw_file_body {
    __u64 inode;
    __u64 new_inode; /* the inode at the other end of an exchange or a replacement, or 0 */
    __u32 device;
    __u32 flags;           /* open(2) or renameat2(2) flags */
    __u32 mode;            /* i_mode */
    __u32 watch;           /* KW_WATCH_* that matched */
    __u32 marks;           /* KW_FILE_* */
    __u32 mount_namespace; /* of the mount by which the file was reached */
};

struct kw_process_body {
    __u64 child_start_time;
    __u32 child_pid;
    __s32 exit_code; /* as wait(2) gives it */
    __u64 reserved[3];
};

struct kw_connect_body {
    __u8 address[16]; /* IPv4 as ::ffff:a.b.c.d */
    __u16 port;       /* host byte order */
    __u16 family;     /* AF_INET or AF_INET6 */
    __u32 reserved[5];
};

struct kw_ancestor {
    __u64 start_time;
    __u32 pid;
    __u32 reserved;
    char comm[KW_COMM_SIZE];
};

struct kw_record {
    struct kw_header header;
    union {
        struct kw_file_body file;
        struct kw_process_body process;
        struct kw_connect_body connect;
    };
};

/* Watch map: inode KW_DEVICE_ITSELF stands for the whole device. */
struct kw_watch_key {
    __u64 device;
    __u64 inode;
};

#define KW_WATCH_FILE       1
#define KW_WATCH_DIRECTORY  2 /* and everything below */
#define KW_WATCH_FILESYSTEM 4
#define KW_WATCH_ANCESTOR   8  /* a directory above a watched one: only its renames matter */
#define KW_WATCH_CANARY     16 /* the sensor's own proof of life: reported although it is its own */
#define KW_WATCH_DISK       32 /* a block device (inode KW_DEVICE_ITSELF) with watched files on it */

/* Name map (FNV-1a of a path component): which position in a path makes it a candidate. */
#define KW_NAME_LAST 1
#define KW_NAME_ANY  2

struct kw_settings {
    __u32 own_tgid; /* whose opens are not reported; 0: nobody's */
    __u32 reserved;
    __u64 last_taken; /* CLOCK_BOOTTIME of the last event that a session is remembered for */
};

/* Over (device, inode): a clear bit spares the map look-up. Shared memory: user space sets a bit
 * after the map entry is there and clears it before the entry goes. */
struct kw_bloom {
    __u64 words[KW_BLOOM_WORDS];
};

/* Addresses of the API server. */
struct kw_address_key {
    __u8 address[16];
    __u16 port;
    __u16 reserved[3];
};

enum kw_counter {
    /* One set of counters for each event type; what no type is known of is counted for type 0. */
    KW_COUNT_EMITTED = 0,
    KW_COUNT_LOST_RING_FULL = 1,
    KW_COUNT_LOST_SCRATCH = 2,
    KW_COUNT_LOST_USER_STRING = 3, /* a rename's path could not be read from user memory */
    KW_COUNT_LOST_COMPAT = 4,      /* a call by a system call table that is not decoded */
    KW_COUNT_FILE_VANISHED = 5,    /* the new descriptor was closed before it was looked at */
    KW_COUNT_WALK_LIMIT = 6,       /* a directory tree deeper than the ancestor walk */
    KW_COUNT_PATH_TRUNCATED = 7,   /* an event went up with a shortened path */
    KW_COUNTERS = 8,
};

#ifdef __cplusplus
#define _Static_assert static_assert
#endif

_Static_assert(sizeof(struct kw_section) == 8, "section");
_Static_assert(sizeof(struct kw_header) == 256, "header");
_Static_assert(sizeof(struct kw_file_body) == 40, "file body");
_Static_assert(sizeof(struct kw_process_body) == 40, "process body");
_Static_assert(sizeof(struct kw_connect_body) == 40, "connect body");
_Static_assert(sizeof(struct kw_ancestor) == 32, "ancestor");
_Static_assert(sizeof(struct kw_record) == 296, "record");
_Static_assert(sizeof(struct kw_address_key) == 24, "address key");

#endif
