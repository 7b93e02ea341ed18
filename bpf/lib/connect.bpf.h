/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Connections to the API server, where a stolen credential is good for something, and those by
 * which it may leave the node. */
#ifndef KEYWARDEN_CONNECT_BPF_H
#define KEYWARDEN_CONNECT_BPF_H

#include "record.bpf.h"
#include "sessions.bpf.h"

#define KW_AF_INET  2
#define KW_AF_INET6 10

/* A copy of the start of a sockaddr_in6; sockaddr_in has its address at `flow`. */
struct kw_sockaddr {
    __u16 family;
    __u16 port; /* network byte order */
    __u32 flow;
    __u8 address[16];
};

/* One map look-up and one comparison decide; all other connections end here. */
static __always_inline int kw_report_connect(struct kw_sockaddr *peer) {
    struct kw_address_key key = {.port = __builtin_bswap16(peer->port)};
    if (peer->family == KW_AF_INET) {
        key.address[10] = 0xff;
        key.address[11] = 0xff;
        __builtin_memcpy(&key.address[12], &peer->flow, 4);
    } else if (peer->family == KW_AF_INET6) {
        __builtin_memcpy(key.address, peer->address, sizeof(key.address));
    } else {
        return 0;
    }
    __u32 type = KW_CONNECT;
    if (!bpf_map_lookup_elem(&addresses, &key)) {
        if (!kw_is_told_connection(&key))
            return 0;
        type = KW_SESSION_CONNECT;
    }
    struct kw_scratch *scratch = kw_begin(type, (struct task_struct *)bpf_get_current_task());
    if (!scratch)
        return 0;
    struct kw_connect_body *body = &scratch->record.connect;
    __builtin_memcpy(body->address, key.address, sizeof(body->address));
    body->port = key.port;
    body->family = peer->family;
    kw_append_process(type);
    kw_send(scratch);
    return 0;
}

#endif
