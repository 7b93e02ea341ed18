#!/bin/sh
# Prints the findings that Kafka has now, one a line: partition/offset, key, headers, value.
# Add -X security.protocol=SASL_SSL -X ssl.ca.location=ca.pem -X sasl.mechanisms=SCRAM-SHA-512
# -X sasl.username=soc-reader -X sasl.password=... for a broker with TLS and SCRAM.
#   BOOTSTRAP=127.0.0.1:9092 ./findings.sh keywarden.findings.ocsf.v1
set -eu
exec kcat -b "$BOOTSTRAP" -C -t "${1:-keywarden.findings.ocsf.v1}" -o beginning -e -q \
  -f '%p/%o\t%k\t%h\t%s\n'
