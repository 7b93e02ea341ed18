#!/usr/bin/env python3
"""Reads findings (or alerts) of Keywarden and prints each once, one JSON object per line.

    BOOTSTRAP=127.0.0.1:9092 GROUP=soc-example python3 consumer.py keywarden.findings.ocsf.v1

Delivery is at least once: the same finding may come again after a restart or a replay, with the same
`keywarden-alert-id` and `keywarden-status`. What has been printed is forgotten with the process; a real
consumer keeps it where it keeps its results. The offset is committed after the finding was dealt with, so
that a crash repeats and never skips.
"""

import json
import os
import signal
import sys

from confluent_kafka import Consumer, KafkaException


def identity(message):
    """What makes two records the same news."""
    headers = {name: (value or b"").decode() for name, value in message.headers() or []}
    alert_id = headers.get("keywarden-alert-id")
    if alert_id is None:  # keywarden.alerts.v1 has the id in the value only
        alert_id = json.loads(message.value())["id"]
    return alert_id, headers.get("keywarden-status", "firing")


def main():
    topic = sys.argv[1]
    settings = {
        "bootstrap.servers": os.environ["BOOTSTRAP"],
        "group.id": os.environ.get("GROUP", "soc-example"),
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        # For a broker with TLS and SCRAM:
        # "security.protocol": "SASL_SSL", "ssl.ca.location": "ca.pem",
        # "sasl.mechanism": "SCRAM-SHA-512", "sasl.username": "soc-reader", "sasl.password": "...",
    }
    running = True

    def stop(*_):
        nonlocal running
        running = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    consumer = Consumer(settings)
    consumer.subscribe([topic])
    seen = set()
    try:
        while running:
            message = consumer.poll(0.5)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            try:
                news = identity(message)
                body = json.loads(message.value())
            except (ValueError, KeyError, TypeError):
                print(f"skipped {topic} {message.partition()}/{message.offset()}", file=sys.stderr, flush=True)
            else:
                if news not in seen:
                    seen.add(news)
                    key = (message.key() or b"").decode(errors="replace")
                    print(json.dumps({"id": news[0], "status": news[1], "key": key, "body": body}), flush=True)
            consumer.commit(message, asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    main()
