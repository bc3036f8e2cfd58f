#!/bin/bash
# A caller with a wrong passphrase, and one whom nobody answers, as srtsink tells of them.
#
# Versions: GStreamer 1.22.0 (gst-launch-1.0 and srtsink of Debian 12), libsrt 1.5.1 (srt-live-transmit of srt-tools); both printed.
# Guess:     with auto-reconnect=false srtsink ends with the reason that the listener gave: the element has the words "Failed to
#            authenticate" for it, and libsrt's own client says "Incorrect passphrase".
# Behaviour: a wrong passphrase, none where one is wanted, and a port where nobody listens all end with the same line, "Connection
#            does not exist", so that a program cannot tell a person which it is. The listener itself logs BADSECRET and UNSECURE.
# Output seen: wrong: Connection does not exist; missing: Connection does not exist; nobody: Connection does not exist
set -euo pipefail

folder=$(mktemp -d)
listener=
trap '[ -z "$listener" ] || kill "$listener" 2>/dev/null || true; rm -rf "$folder"' EXIT
gst-launch-1.0 --version | sed -n 2p
srt-live-transmit -version 2>&1 | grep -i version | head -1

port=$((20000 + $$ % 20000))
srt-live-transmit -loglevel:warning -logfile:"$folder/log" "srt://127.0.0.1:$port?mode=listener&passphrase=the-right-one" file://con >"$folder/received.ts" 2>/dev/null &
listener=$!
sleep 1

said() {
  { timeout 20 gst-launch-1.0 audiotestsrc is-live=true ! avenc_aac ! mpegtsmux alignment=7 ! \
    srtsink auto-reconnect=false "$@" 2>&1 || true; } | sed -n 's/^ERROR: from element .*Failed to write to SRT socket: //p' | head -1
}
wrong=$(said uri="srt://127.0.0.1:$port" passphrase=not-the-right-one)
missing=$(said uri="srt://127.0.0.1:$port")
nobody=$(said uri="srt://127.0.0.1:$((port + 1))")
# The listener knew why.
grep -o 'BADSECRET\|UNSECURE' "$folder/log" | sort -u | tr '\n' ' '
echo
seen="wrong: $wrong; missing: $missing; nobody: $nobody"
echo "$seen"
[ "$seen" = 'wrong: Connection does not exist; missing: Connection does not exist; nobody: Connection does not exist' ]
