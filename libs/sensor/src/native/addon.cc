// SPDX-License-Identifier: Apache-2.0
#include <napi.h>

#include "sensor.h"

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
    exports.Set("NativeSensor", keywarden::Sensor::Define(env));
    return exports;
}

NODE_API_MODULE(keywarden_sensor, Init)
