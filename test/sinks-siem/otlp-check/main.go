// Otlplogs reads OTLP/JSON log exports, one a line, and prints what the collector's own decoder makes of each.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
)

type record struct {
	Time     int64          `json:"time"`
	Severity int32          `json:"severity"`
	Event    string         `json:"event"`
	Trace    string         `json:"trace"`
	Span     string         `json:"span"`
	Body     any            `json:"body"`
	Attrs    map[string]any `json:"attributes"`
	Resource map[string]any `json:"resource"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		request := plogotlp.NewExportRequest()
		if err := request.UnmarshalJSON(lines.Bytes()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		// Through protobuf too, as a collector would pass it on.
		bytes, err := request.MarshalProto()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		again := plogotlp.NewExportRequest()
		if err := again.UnmarshalProto(bytes); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		print(again)
	}
}

func print(request plogotlp.ExportRequest) {
	out := json.NewEncoder(os.Stdout)
	for _, resource := range request.Logs().ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, log := range scope.LogRecords().All() {
				_ = out.Encode(record{
					Time:     int64(log.Timestamp()),
					Severity: int32(log.SeverityNumber()),
					Event:    log.EventName(),
					Trace:    log.TraceID().String(),
					Span:     log.SpanID().String(),
					Body:     log.Body().AsRaw(),
					Attrs:    log.Attributes().AsRaw(),
					Resource: resource.Resource().Attributes().AsRaw(),
				})
			}
		}
	}
}
