#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Takes the pictures of the status page, of the bytes that the tests compare with; needs Chromium.
set -eu
cd "$(dirname "$0")"
chromium=${1:-chromium}
page=$(cd ../http-adapters/core/src/test/resources/golden && pwd)/status-details.html
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A browser's window is wider than a phone: the page goes into a frame.
cat > "$work/phone.html" <<FRAME
<!DOCTYPE html><style>html, body, iframe { margin: 0; border: 0; overflow: hidden }</style>
<iframe src="file://$page" width="390" height="1400"></iframe>
FRAME

picture() { # name, width, height, 0 for dark and 1 for light, address
    "$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars \
        --user-data-dir="$work/profile" --blink-settings=preferredColorScheme="$4" \
        --window-size="$2,$3" --screenshot="$PWD/$1.png" "$5" 2> "$work/log" ||
        { cat "$work/log" >&2; exit 1; }
}

picture status-light 960 1080 1 "file://$page"
picture status-dark 960 1080 0 "file://$page"
picture status-phone 390 1400 1 "file://$work/phone.html"
