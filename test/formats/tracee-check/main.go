// Reads lines of JSON into Tracee's own event type, refuses keys that it does not have, and prints what
// Tracee makes of each: {"event": …} or {"error": "…"}.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"

	"github.com/aquasecurity/tracee/types/trace"
)

type answer struct {
	Event *trace.Event `json:"event,omitempty"`
	Error string       `json:"error,omitempty"`
}

func read(line []byte) answer {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	var event trace.Event
	if err := decoder.Decode(&event); err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Event: &event}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		if err := out.Encode(read(lines.Bytes())); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
	}
}
