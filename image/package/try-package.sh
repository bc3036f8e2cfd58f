#!/bin/bash
# try-package.sh [SUITE …]: installs the package in fresh Debians (bookworm, trixie), runs its dry run there as its own user, upgrades,
# removes and purges it; says what is left. packages/ must hold two versions (npm run package; VERSION=… npm run package).
# Needs root and mmdebstrap. Without systemd running: how the service lives is seen on the virtual board.
set -euo pipefail
cd "$(dirname "$0")/../.."
architecture=$(dpkg --print-architecture)
mapfile -t debs < <(ls packages/pupitre_*_"$architecture".deb | sort -V)
[ ${#debs[@]} -ge 2 ] || { echo "try: two versions are needed in packages/" >&2; exit 2; }
old=${debs[-2]} new=${debs[-1]}
suites=("$@")
[ $# -gt 0 ] || suites=(bookworm trixie)
mirror_of() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 "/$1/\$"; }
debian=$(mirror_of debian)
security=${debian%debian/}debian-security/

# Debian 12 has no Node.js 20: this machine's own stands in for the package that its owner would have added.
node_package() {
  local tree=$1/node-package
  install -D "$(readlink -f "$(command -v node)")" "$tree/usr/bin/node"
  mkdir "$tree/DEBIAN"
  printf '%s\n' "Package: nodejs" "Version: $(node -p 'process.version.slice(1)')-1" "Architecture: $architecture" \
    "Maintainer: none <none@pupitre.invalid>" "Description: Node.js of the machine that tries" >"$tree/DEBIAN/control"
  dpkg-deb --build "$tree" "$1/nodejs.deb" >/dev/null
  rm -r "$tree"
}

inside='
set -eu
say() { echo "  $*"; }
run() { "$@" >/tmp/log 2>&1 || { tail -n 20 /tmp/log >&2; echo "failed: $*" >&2; exit 1; }; }
export DEBIAN_FRONTEND=noninteractive
run apt-get update
[ ! -e /try/nodejs.deb ] || run apt-get install -y --no-install-recommends /try/nodejs.deb
run apt-get install -y --no-install-recommends /try/old.deb
say "installed $(dpkg-query -W -f "\${Version}" pupitre), user $(id -un pupitre) in $(id -Gn pupitre)"
install -d -o pupitre -g pupitre /var/lib/pupitre /var/lib/pupitre/recordings/a-talk
echo "{\"camera\":{\"device\":\"test\"},\"microphone\":{\"device\":\"test\"}}" >/var/lib/pupitre/settings.json
echo media >/var/lib/pupitre/recordings/a-talk/part-0001.flv
chown -R pupitre: /var/lib/pupitre
pupitre check >/tmp/check || { cat /tmp/check; exit 1; }
grep -q "^ok *camera" /tmp/check && grep -q "^ok *microphone" /tmp/check
say "its dry run has picture and sound"
run apt-get install -y --no-install-recommends /try/new.deb
say "upgraded to $(dpkg-query -W -f "\${Version}" pupitre)"
pupitre check >/tmp/check
grep -q test /var/lib/pupitre/settings.json && [ -s /var/lib/pupitre/recordings/a-talk/part-0001.flv ]
say "settings and recordings are as they were"
run apt-get remove -y pupitre
[ -s /var/lib/pupitre/settings.json ] && [ ! -e /usr/lib/pupitre ]
say "removed; settings and recordings are there"
run apt-get purge -y pupitre
[ ! -e /var/lib/pupitre/settings.json ] && [ -s /var/lib/pupitre/recordings/a-talk/part-0001.flv ]
grep "recordings are kept" /tmp/log | sed "s/^/  /"
rm -r /var/lib/pupitre/recordings/a-talk
run apt-get install -y --no-install-recommends /try/new.deb
run apt-get purge -y pupitre
[ ! -e /var/lib/pupitre ] && [ ! -e /var/cache/pupitre ]
left=$(find / -xdev -name "*pupitre*" ! -path "/proc/*" ! -path "/tmp/*" ! -path "/try/*" ! -path "/var/lib/dpkg/*" ! -path "/var/log/*" ! -path "/var/cache/apt/*")
[ -z "$left" ] || { echo "left behind: $left" >&2; exit 1; }
say "purged; nothing is left"
'

for suite in "${suites[@]}"; do
  echo "try: $suite, $old, then $new"
  root=$(mktemp -d "${TMPDIR:-/var/tmp}/pupitre-package.XXXXXX")
  trap 'rm -rf --one-file-system "$root"' EXIT
  mmdebstrap --quiet --variant=apt --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' --dpkgopt=force-unsafe-io \
    "$suite" "$root" "deb $debian $suite main" "deb $debian $suite-updates main" "deb $security $suite-security main"
  cp --remove-destination "$(readlink -f /etc/resolv.conf)" "$root/etc/resolv.conf"
  mkdir "$root/try"
  cp "$old" "$root/try/old.deb"
  cp "$new" "$root/try/new.deb"
  [ "$suite" != bookworm ] || node_package "$root/try"
  # Its own processes and mounts end with it.
  ROOT=$root timeout 900 unshare --mount --pid --fork --kill-child --propagation private bash -euc '
    mount -t proc proc "$ROOT/proc"; mount --rbind /dev "$ROOT/dev"
    exec chroot "$ROOT" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -c "$0"
  ' "$inside"
  rm -rf --one-file-system "$root"
  trap - EXIT
done
