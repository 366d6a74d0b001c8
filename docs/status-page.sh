#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the status page in Chromium, from a real server and under its own policy, and takes its
# pictures there: docs/status-page.sh [CHROMIUM]
set -eu
cd "$(dirname "$0")/.."
chromium=${1:-chromium}
command -v "$chromium" > /dev/null ||
    { echo "Chromium is needed, and there is no '$chromium': docs/status-page.sh [CHROMIUM]" >&2; exit 1; }
mvn -q -pl http-adapters/jdk -am test -Dtest=StatusPageInChromiumTest \
    -Dsurefire.failIfNoSpecifiedTests=false -Dmainstay.chromium="$chromium"
cp http-adapters/jdk/target/status-page/status-*.png docs/
echo "the page does in Chromium what it should; docs/status-*.png are its pictures"
