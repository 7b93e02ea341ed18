/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What every kernel-side file needs, in the order that libbpf's headers want. */
#ifndef KEYWARDEN_BASE_BPF_H
#define KEYWARDEN_BASE_BPF_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "../include/event.h"
#include "../include/vmlinux_min.h"

/* Makes the compiler forget what it knows of a 64-bit value, so that the bound that is checked next
 * is checked on the very register that the verifier sees used. */
#define KW_OPAQUE(value) asm volatile("" : "+r"(value))

#endif
