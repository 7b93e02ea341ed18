module keywarden.test/tracee-check

go 1.24.0

require github.com/aquasecurity/tracee/types v0.0.0-20251205142631-7dc44bdb801c
