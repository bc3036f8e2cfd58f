#!/bin/bash
# try-fresh-debian.sh [COMMAND …]: runs a command of this checkout on a Debian that has nothing but Node.js and npm, as a
# newcomer would; default: npm run demo -- --on-air --seconds 10. Needs root and mmdebstrap. SUITE=trixie, TMPDIR=/var/tmp.
# The Debian is removed at the end.
set -euo pipefail
[ $# -gt 0 ] || set -- npm run demo -- --on-air --seconds 10
checkout=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=fresh-debian.sh
. "$checkout/image/prepare/fresh-debian.sh"
may_make_debian
suite=${SUITE:-trixie}
root=$(mktemp -d "${TMPDIR:-/var/tmp}/pupitre-fresh.XXXXXX")
trap 'rm -rf --one-file-system "$root"' EXIT
say() { echo "fresh $suite: $*"; }

say "making a Debian with nodejs and npm in $root"
fresh_debian "$suite" "$root" nodejs,npm,ca-certificates,bash
clone_into "$root/pupitre"
say "running: $*"
code=0
in_debian "$root" /pupitre "$@" || code=$?
say "exit code $code"
exit "$code"
