// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <napi.h>

namespace keywarden {

/// verifyObject(objectFile: string): { program: string, instructions: number }[]
/// Loads every program of an object, asking the verifier for its statistics, and lets go of them.
Napi::Value VerifyObject(const Napi::CallbackInfo &info);

} // namespace keywarden
