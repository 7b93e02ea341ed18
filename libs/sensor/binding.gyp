{
  "targets": [
    {
      "target_name": "keywarden_sensor",
      "sources": [
        "src/native/addon.cc",
        "src/native/bpf_object.cc",
        "src/native/counters.cc",
        "src/native/errors.cc",
        "src/native/reader.cc",
        "src/native/sensor.cc",
        "src/native/verify.cc",
        "src/native/watch_set.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_CPP_EXCEPTIONS", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "cflags_cc": ["-std=c++17", "-fexceptions", "-Wall", "-Wextra", "-Wno-missing-field-initializers"],
      "cflags_cc!": ["-fno-exceptions"],
      "libraries": ["-lbpf"]
    }
  ]
}
