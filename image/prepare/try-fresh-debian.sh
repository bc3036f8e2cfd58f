#!/bin/bash
# try-fresh-debian.sh [COMMAND …]: runs a command of this checkout on a Debian that has nothing but Node.js and npm, as a
# newcomer would; default: npm run demo -- --on-air --seconds 10. Needs root and mmdebstrap. SUITE=trixie, TMPDIR=/var/tmp.
# The Debian lives in a folder of its own, with its own processes and mounts, and is removed at the end.
set -euo pipefail
[ $# -gt 0 ] || set -- npm run demo -- --on-air --seconds 10
[ "$(id -u)" = 0 ] || { echo "run as root (the fresh Debian installs packages)" >&2; exit 2; }
command -v mmdebstrap >/dev/null || { echo "apt-get install mmdebstrap" >&2; exit 2; }

suite=${SUITE:-trixie}
source=$(cd "$(dirname "$0")/../.." && pwd)
root=$(mktemp -d "${TMPDIR:-/var/tmp}/pupitre-fresh.XXXXXX")
trap 'rm -rf --one-file-system "$root"' EXIT

# Main, updates and security together where there is one, or versions of packages do not fit each other; from where this machine's apt gets them.
mirror_of() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 "/$1/\$"; }
debian=$(mirror_of debian)
# A machine that has no security updates of its own can name none.
security=$(mirror_of debian-security || true)
say() { echo "fresh $suite: $*"; }

say "making a Debian with nodejs and npm in $root"
timeout 900 mmdebstrap --quiet --variant=apt --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
  --include=nodejs,npm,ca-certificates,bash "$suite" "$root" \
  "deb $debian $suite main" "deb $debian $suite-updates main" ${security:+"deb $security $suite-security main"}
rm -f "$root/usr/sbin/policy-rc.d"

# What this machine needs to reach the network, the fresh one needs too: names, certificates, the npm registry.
cp --remove-destination "$(readlink -f /etc/resolv.conf)" "$root/etc/resolv.conf"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
registry=$(cd / && npm config get registry 2>/dev/null)

# The files a clone would have, and those not committed yet.
mkdir "$root/pupitre"
(cd "$source" && git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - 2>/dev/null) |
  tar -x -C "$root/pupitre" --no-same-owner

say "running: $*"
inside='
  mount -t proc proc "$ROOT/proc"
  mount --rbind /dev "$ROOT/dev"
  mount -t tmpfs tmpfs "$ROOT/dev/shm" 2>/dev/null || true
  exec chroot "$ROOT" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    npm_config_registry="$REGISTRY" NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt ${CI:+CI="$CI"} \
    bash -c '\''cd /pupitre && "$@"'\'' bash "$@"
'
code=0
ROOT=$root REGISTRY=$registry timeout -k 20 "${LIMIT_SECONDS:-1800}" \
  unshare --mount --pid --fork --kill-child --propagation private bash -euc "$inside" bash "$@" </dev/null || code=$?
say "exit code $code"
exit "$code"
