#!/bin/bash
# build-tarball.sh [FOLDER]: FOLDER/pupitre-server_VERSION.tar.gz, all that a server needs, from dist/ (`npm run build`).
# Default: packages/. The same bytes from the same tree.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-packages}
version=${VERSION:-$(node -p 'require("./package.json").version')}
name=pupitre-server_$version
stage=$(mktemp -d)
trap 'rm -r "$stage"' EXIT
mkdir -p "$stage/$name" "$out"
(cd image/server && cp -r README.md install.sh take-over-keys.sh pupitre-key pupitre-certificate *.conf targets.xslt place monitoring "$stage/$name/")
cp -r dist/watch dist/rooms dist/third-party-notices.txt LICENSE "$stage/$name/"
date=$(git log -1 --format=%cI 2>/dev/null || echo 2026-01-01)
tar --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime="$date" -C "$stage" -c "$name" | gzip -n >"$out/$name.tar.gz"
echo "package: $out/$name.tar.gz, $(($(stat -c %s "$out/$name.tar.gz") / 1000)) kB"
