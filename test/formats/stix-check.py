"""For each STIX bundle on standard input: what OASIS's validator and the stix2 library have against it."""

import json
import sys

import stix2
from stix2validator import ValidationOptions, validate_string

# 302 wants a hash of every page that a reference names; MITRE's own data has none either.
OPTIONS = ValidationOptions(version="2.1", strict=True, strict_properties=True, disabled="302")
CONTRIBUTING = {"file": ("name", "parent_directory_ref"), "directory": ("path",),
                "user-account": ("account_type", "account_login", "user_id")}


def faults(text):
    result = validate_string(text, OPTIONS)
    found = [str(error) for error in getattr(result, "errors", [])]
    found += [str(warning) for one in getattr(result, "object_results", []) for warning in one.warnings]
    found += [str(error) for one in getattr(result, "object_results", []) for error in one.errors]
    if found:
        return found
    bundle = stix2.parse(text, allow_custom=False)
    for one in bundle.objects:
        if one["type"] not in CONTRIBUTING:
            continue
        same = {key: one[key] for key in CONTRIBUTING[one["type"]] if key in one}
        made = stix2.parse({"type": one["type"], "spec_version": "2.1", **same})
        if made["id"] != one["id"]:
            found.append(f"{one['id']} should be {made['id']}")
    return found


for line in sys.stdin:
    print(json.dumps(faults(line)))
