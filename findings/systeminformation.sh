#!/bin/sh
# systeminformation 5.33.26 on Linux: what usb() answers where the program that it asks (lsusb, Debian's usbutils) is not installed,
# which is so on a plain Debian.
# Guess: it rejects, or answers null, as its documentation has null for what is not known.
# Behaviour: it resolves with an empty list, as on a board without a single device; the error output is thrown away by the
# command line itself (2>/dev/null), so nothing tells the two apart. audio() is different: without lspci it falls back on
# /proc/asound.
# Output seen: {"usb":[],"isThere":false}
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts systeminformation@5.33.26 >/dev/null 2>&1
mkdir bin
for program in sh node; do ln -s "$(command -v $program)" bin/; done
cat >look.mjs <<'END'
import { existsSync } from 'node:fs';
import si from 'systeminformation';
const seen = JSON.stringify({ usb: await si.usb(), isThere: existsSync('bin/lsusb') });
console.log(seen);
if (seen !== '{"usb":[],"isThere":false}') process.exit(1);
END
PATH=$folder/bin node look.mjs
