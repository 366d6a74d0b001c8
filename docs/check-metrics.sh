#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Asks a service for its metrics and Prometheus' linter about them; needs curl and promtool.
set -eu
url=${1:-http://127.0.0.1:8080/metrics}
promtool=${PROMTOOL:-promtool}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# By a file, as a command line is for every process to see.
if [ -n "${API_KEY:-}" ]; then
    (umask 077 && printf 'X-API-Key: %s\n' "$API_KEY" > "$work/headers")
    set -- -H "@$work/headers"
else
    set --
fi
curl --silent --show-error --fail --header 'Accept: text/plain' "$@" "$url" > "$work/metrics"
# Two names are Micrometer's own, and stay; see metrics.md.
grep -v -E '^(# [A-Z]+ )?(process_cpu_time_ns_total|system_cpu_count)( |$)' "$work/metrics" |
    "$promtool" check metrics
echo "$(grep -c '^# TYPE ' "$work/metrics") metrics, and promtool has no complaint"
