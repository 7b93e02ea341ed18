"""For each {key: value} of a CEF extension on standard input: the keys that CEF's dictionary refuses."""

import json
import sys

from cefevent.extensions import extension_dictionary as dictionary


def is_right(key, value):
    # sourceProcessName, with the same bounds as destinationProcessName: the library left it out.
    entry = dictionary.get("dproc" if key == "sproc" else key)
    if entry is None:
        return False
    if any(kind in ("Integer", "Long", "TimeStamp", "Time Stamp") for kind in entry["data_type"]):
        return value.isdigit()
    return entry["length"] == 0 or len(value) <= entry["length"]


for line in sys.stdin:
    pairs = json.loads(line)
    print(json.dumps([key for key, value in pairs.items() if not is_right(key, value)]))
