"""For each {"rule": text, "rows": [...]} on standard input: what pySigma's validators have against the rule, its
queries for Elasticsearch and Splunk, and which of the rows it finds, told by SQLite."""

import json
import sqlite3
import sys

from sigma.backends.elasticsearch import LuceneBackend
from sigma.backends.splunk import SplunkBackend
from sigma.backends.sqlite import sqliteBackend
from sigma.collection import SigmaCollection
from sigma.plugins import InstalledSigmaPlugins
from sigma.validation import SigmaValidator

# Attack tags are compared with a list that the validators would fetch from the network.
NETWORK = {"attacktag", "d3_fendtag"}
validators = {
    name: one
    for name, one in InstalledSigmaPlugins.autodiscover().validators.items()
    if name not in NETWORK
}


def hits(rules, rows):
    if not rows:
        return []
    (query,) = sqliteBackend().convert(rules)
    columns = sorted({key for row in rows for key in row})
    database = sqlite3.connect(":memory:")
    names = ", ".join(f'"{column}"' for column in columns)
    database.execute(f"CREATE TABLE logs (row_number, {names})")
    for number, row in enumerate(rows):
        values = [number, *(row.get(column) for column in columns)]
        marks = ", ".join("?" for _ in values)
        database.execute(f"INSERT INTO logs VALUES ({marks})", values)
    found = database.execute(query.replace("<TABLE_NAME>", "logs")).fetchall()
    numbers = {row[0] for row in found}
    return [number in numbers for number in range(len(rows))]


for line in sys.stdin:
    case = json.loads(line)
    rules = SigmaCollection.from_yaml(case["rule"])
    issues = SigmaValidator(validators.values()).validate_rules(rules)
    print(
        json.dumps(
            {
                "issues": [str(issue) for issue in issues],
                "errors": [str(error) for rule in rules.rules for error in rule.errors],
                "elasticsearch": LuceneBackend().convert(rules),
                "splunk": SplunkBackend().convert(rules),
                "hits": hits(rules, case.get("rows", [])),
            }
        )
    )
