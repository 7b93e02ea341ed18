"""For each {"class", "profiles"} on standard input: the JSON Schema of that OCSF 1.8.0 class."""

import json
import sys

from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

generator = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.8.0"))
for line in sys.stdin:
    case = json.loads(line)
    print(json.dumps(generator.get_class_schema(case["class"], case["profiles"])))
