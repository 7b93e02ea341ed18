// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <napi.h>
#include <vector>

#include "bpf_object.h"

namespace keywarden {

/// The KW_COUNT_* counters, each summed over all CPUs, as a BigUint64Array.
Napi::Value ReadCounters(Napi::Env env, int map);

/// [{ name, runs, nanoseconds, missed }]; the times are 0 unless the kernel keeps BPF statistics.
Napi::Value StatsToJs(Napi::Env env, const std::vector<ProgramStats> &stats);

} // namespace keywarden
