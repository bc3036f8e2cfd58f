#!/bin/bash
# build-image.sh: packages/pupitre_VERSION_arm64.img, a card that is written with any imager and boots a Raspberry Pi; beside it the list
# of its Debian packages. Parameters in system.sh. UPDATE_KEY=FILE: the public key that signs this association's updates.
# Needs root. No loop device and no mount; the Debian of it, 10 minutes, is kept until what it is made of changes.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD/image/card out=$PWD/.cache/card
version=${VERSION:-$(node -p 'require("./package.json").version')}
. "$here/system.sh"

say() { echo "image: $*"; }
die() { say "$*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || die "run as root: the card's Debian is made by mmdebstrap"
mkdir -p "$out" packages
last=0
# Runs a step with its output in a log; says how long it took, or the end of what it said when it failed.
step() {
  local name=$1
  shift
  last=$SECONDS
  "$@" >"$out/$name.log" 2>&1 || {
    tail -n 25 "$out/$name.log" >&2
    die "not built: $name (reason above, all of it in $out/$name.log)"
  }
  say "$name: $((SECONDS - last)) s"
}

# ---- Programs of another architecture ----------------------------------------------------------------------------------
if [ "$(dpkg --print-architecture)" != $ARCHITECTURE ]; then
  formats=/proc/sys/fs/binfmt_misc
  [ -e $formats/register ] || mount -t binfmt_misc binfmt_misc $formats || die "this kernel cannot run programs of another architecture (binfmt_misc)"
  [ -e $formats/qemu-aarch64 ] || cat /usr/lib/binfmt.d/qemu-aarch64.conf >$formats/register
fi

# ---- The three steps -----------------------------------------------------------------------------------------------------
step package bash image/package/build-package.sh $ARCHITECTURE
root=$out/root-$({ cat "$here"/{build-root.sh,system.sh,native-programs.sh,packages.txt,initramfs-modules.txt} image/package/debian/control image/prepare/runtime.txt
  find "$here/initramfs" -type f | sort | xargs cat; echo "${SOURCES[*]} $KERNEL"; } | sha256sum | cut -c1-12)
if [ ! -e "$root" ]; then
  say "installing the card's Debian $SUITE for $ARCHITECTURE, some 10 minutes"
  rm -rf "$out"/root-*
  step root bash "$here/build-root.sh" "$out/root-new"
  mv "$out/root-new" "$root"
fi
image=packages/pupitre_${version}_$ARCHITECTURE.img
step card bash "$here/assemble-card.sh" "$root" "packages/pupitre_${version}_$ARCHITECTURE.deb" "$image"
say "$image, $(($(stat -c %s "$image") / 1000000)) MB ($(du -m "$image" | cut -f1) MB of them in use); packages in ${image%.img}.packages"
