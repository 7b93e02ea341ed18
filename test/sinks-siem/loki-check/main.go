// Lokipush reads bodies of Loki's push API, one a line, with the JSON parser of Loki's own decoder, and prints each entry.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/grafana/jsonparser"
)

type entry struct {
	Time     int64             `json:"time"`
	Line     string            `json:"line"`
	Labels   map[string]string `json:"labels"`
	Metadata map[string]string `json:"metadata"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		_, err := jsonparser.ArrayEach(lines.Bytes(), func(stream []byte, _ jsonparser.ValueType, _ int, _ error) {
			labels := texts(get(stream, jsonparser.Object, "stream"))
			_, err := jsonparser.ArrayEach(stream, func(value []byte, _ jsonparser.ValueType, _ int, _ error) {
				print(value, labels)
			}, "values")
			check(err)
		}, "streams")
		check(err)
	}
}

func print(value []byte, labels map[string]string) {
	time, err := jsonparser.ParseInt(get(value, jsonparser.String, "[0]"))
	check(err)
	line, err := jsonparser.ParseString(get(value, jsonparser.String, "[1]"))
	check(err)
	metadata := texts(get(value, jsonparser.Object, "[2]"))
	check(json.NewEncoder(os.Stdout).Encode(entry{time, line, labels, metadata}))
}

func get(data []byte, wanted jsonparser.ValueType, key string) []byte {
	value, found, _, err := jsonparser.Get(data, key)
	check(err)
	if found != wanted {
		check(fmt.Errorf("%s is %s and not %s", key, found, wanted))
	}
	return value
}

func texts(object []byte) map[string]string {
	all := map[string]string{}
	check(jsonparser.ObjectEach(object, func(key, value []byte, _ jsonparser.ValueType, _ int) error {
		text, err := jsonparser.ParseString(value)
		all[string(key)] = text
		return err
	}))
	return all
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
