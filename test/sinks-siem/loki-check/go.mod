module keywarden.test/lokipush

go 1.26.0

require github.com/grafana/jsonparser v0.0.0-20241004153430-023329977675
