/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Sessions in which a watched file was taken: where they connect to is told for a while. */
#ifndef KEYWARDEN_SESSIONS_BPF_H
#define KEYWARDEN_SESSIONS_BPF_H

#include "facts.bpf.h"
#include "maps.bpf.h"

#define KW_REMEMBER_NS (600ULL * 1000000000ULL)
#define KW_TELL_NS     (60ULL * 1000000000ULL)

/* The leader's struct pid lives as long as a process of its session does; together with its number
 * it stands for no other session while that matters. */
struct kw_session {
    __u64 leader;
    __u64 number;
};

struct kw_session_peer {
    struct kw_session session;
    struct kw_address_key peer;
};

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 8192);
    __type(key, struct kw_session);
    __type(value, __u64); /* when it last took something */
} taking_sessions SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 8192);
    __type(key, struct kw_session_peer);
    __type(value, __u64); /* when it was told */
} told_peers SEC(".maps");

static __always_inline void kw_current_session(struct kw_session *session) {
    struct pid *leader = kw_session_of((struct task_struct *)bpf_get_current_task());
    session->leader = (__u64)leader;
    session->number = BPF_CORE_READ(leader, numbers[0].nr);
}

/* The session of the current process has touched what is watched by `watch`. Session 0 is that of
 * the kernel's own threads. */
__noinline int kw_remember_session(__u32 watch) {
    struct kw_settings *settings = kw_settings();
    struct kw_session session = {};
    __u64 now = bpf_ktime_get_boot_ns();
    if (!settings || watch & KW_WATCH_CANARY ||
        !(watch & (KW_WATCH_FILE | KW_WATCH_DIRECTORY | KW_WATCH_FILESYSTEM | KW_WATCH_DISK)))
        return 0;
    kw_current_session(&session);
    if (session.number == 0)
        return 0;
    bpf_map_update_elem(&taking_sessions, &session, &now, BPF_ANY);
    settings->last_taken = now;
    return 0;
}

/* 127.0.0.0/8, ::1, 0.0.0.0 and ::, in the one form that an address key has. */
static __always_inline bool kw_stays_here(const __u8 *address) {
    __u64 high = 0, low = 0;
    __builtin_memcpy(&high, address, 8);
    __builtin_memcpy(&low, address + 8, 8);
    if (high)
        return false;
    low = __builtin_bswap64(low);
    if (low <= 1)
        return true;
    return low >> 32 == 0xffff && ((__u32)low == 0 || (__u32)low >> 24 == 127);
}

/*
 * Whether a connection of the current process is to be told: its session took something within the
 * last ten minutes, the address is another machine's, and it was not told within the last minute.
 * Almost every connection of a machine ends at the first comparison.
 */
static __always_inline bool kw_is_told_connection(const struct kw_address_key *peer) {
    struct kw_settings *settings = kw_settings();
    if (!settings || !settings->last_taken || kw_stays_here(peer->address))
        return false;
    __u64 now = bpf_ktime_get_boot_ns();
    if (now > settings->last_taken + KW_REMEMBER_NS ||
        settings->own_tgid == bpf_get_current_pid_tgid() >> 32)
        return false;
    struct kw_session_peer key = {.peer = *peer};
    kw_current_session(&key.session);
    __u64 *taken = bpf_map_lookup_elem(&taking_sessions, &key.session);
    if (!taken || now > *taken + KW_REMEMBER_NS)
        return false;
    __u64 *told = bpf_map_lookup_elem(&told_peers, &key);
    if (told && now < *told + KW_TELL_NS)
        return false;
    bpf_map_update_elem(&told_peers, &key, &now, BPF_ANY);
    return true;
}

#endif
