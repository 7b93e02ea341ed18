// SPDX-License-Identifier: Apache-2.0
#include <napi.h>

#include "sensor.h"
#include "verify.h"

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
    exports.Set("NativeSensor", keywarden::Sensor::Define(env));
    exports.Set("verifyObject", Napi::Function::New(env, keywarden::VerifyObject, "verifyObject"));
    return exports;
}

NODE_API_MODULE(keywarden_sensor, Init)
