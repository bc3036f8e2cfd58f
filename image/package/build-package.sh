#!/bin/bash
# build-package.sh [ARCHITECTURE …]: packages/pupitre_VERSION_{amd64,arm64}.deb, made in a throwaway Debian 13 where the native addons are
# compiled (for arm64 across) and debhelper packs them. What is compiled there also runs on Debian 12. Needs root, for
# mmdebstrap. VERSION=… packs under another version, to try upgrades. SIGN_KEY=… (a secret key of gpg's) signs the package, as
# boxes want an update. What is newer than all it is made of is left as it is.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD here=$root/image/package out=$root/.cache/package
suite=trixie
architectures=("$@")
[ $# -gt 0 ] || architectures=(amd64 arm64)
version=${VERSION:-$(node -p 'require("./package.json").version')}

say() { echo "package: $*"; }
die() { say "$*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || die "run as root: the throwaway Debian is made by mmdebstrap"

is_fresh() {
  local deb=packages/pupitre_${version}_$1.deb
  { [ -z "${SIGN_KEY:-}" ] || ar t "$deb" 2>/dev/null | grep -q _gpgorigin; } || return
  [ -e "$deb" ] && [ -z "$(find dist/.built "$here" systemd LICENSE image/prepare/runtime.txt -newer "$deb" -print -quit)" ]
}
stale=()
for architecture in "${architectures[@]}"; do is_fresh "$architecture" || stale+=("$architecture"); done
[ ${#stale[@]} -gt 0 ] || exit 0

# The mirror that this machine's own apt uses, with updates and security: main alone can have packages that do not fit each other.
mirror_of() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 "/$1/\$"; }
debian=${PACKAGE_DEBIAN:-$(mirror_of debian)}
security=${PACKAGE_DEBIAN_SECURITY:-${debian%debian/}debian-security/}
sources=("deb $debian $suite main" "deb $debian $suite-updates main" "deb $security $suite-security main")

# ---- What is packed ------------------------------------------------------------------------------------------------
stage=$out/stage
rm -rf "$stage"
mkdir -p "$stage/program" "$stage/node_modules" "$stage/compiler/node_modules"
# Without the maps, two thirds of the size, and without the page that the server gives to viewers.
(cd dist && find . -type f ! -name '*.map' ! -name .built ! -path './watch/*' -print0 | tar -c --null -T -) | tar -x -C "$stage/program"
echo "$version" >"$stage/program/version"
node "$here/native-modules.mjs" | while read -r name; do
  cp -r "node_modules/$name" "$stage/node_modules/"
  rm -rf "$stage/node_modules/$name/build"
done
cp -r "$here/debian" "$here/in-builder.sh" systemd LICENSE "$stage/"
node "$here/native-modules.mjs" node-gyp | (cd node_modules && xargs cp -r --parents -t "$stage/compiler/node_modules")
date=$(git log -1 --format=%cI 2>/dev/null || date -u -Is)
cat >"$stage/debian/changelog" <<EOF
pupitre ($version) $suite; urgency=medium

  * Version $version.

 -- $(sed -n 's/^Maintainer: //p' "$here/debian/control")  $(date -uRd "$date")
EOF
needed=$(sed -E '/^#|^$/d; s/ .*//' image/prepare/runtime.txt | sort | paste -sd, | sed 's/,/, /g')
echo "$needed" >"$stage/depends"

# ---- The throwaway Debian, one for each --------------------------------------------------------------------------------
own=$(dpkg --print-architecture)
for architecture in "${stale[@]}"; do
  say "compiling and packing pupitre $version for $architecture in a throwaway Debian, 1 to 2 minutes"
  compiler=$(dpkg-architecture -f -a"$architecture" -qDEB_HOST_GNU_TYPE)
  packages=$(sed -E "/^#|^$/d; s/ .*//; s/-HOST/-${compiler//_/-}/; s/:HOST/:$architecture/" "$here/builder.txt" | paste -sd,)
  log=$out/build-$architecture.log
  mmdebstrap --variant=apt --architectures="$(printf '%s\n' "$own" "$architecture" | uniq | paste -sd,)" \
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' --dpkgopt=force-unsafe-io \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' --include="$packages" \
    --customize-hook="copy-in $stage /" \
    --customize-hook="chroot \"\$1\" bash /stage/in-builder.sh $architecture" \
    --customize-hook="copy-out /built $out" \
    "$suite" /dev/null "${sources[@]}" >"$log" 2>&1 || {
    tail -n 25 "$log" >&2
    die "not built (reason above, all of it in $log)"
  }
  deb=pupitre_${version}_$architecture.deb
  mkdir -p packages
  mv "$out/built/$deb" packages/
  [ -z "${SIGN_KEY:-}" ] || bash "$here/sign-package.sh" "packages/$deb" "$SIGN_KEY" || die "not signed: has gpg the secret key $SIGN_KEY?"
  say "packages/$deb, $(($(stat -c %s "packages/$deb") / 1000)) kB"
  sed 's/^/  lintian: /' "$out/built/lintian.txt"
  rm -r "$out/built"
done
rm -r "$stage"
