#!/bin/bash
# in-builder.sh ARCHITECTURE: inside the throwaway Debian; compiles the native addons in /stage, packs, checks; /built has the result.
set -euo pipefail
architecture=$1
export SOURCE_DATE_EPOCH JOBS=2
SOURCE_DATE_EPOCH=$(date -d "$(dpkg-parsechangelog -l /stage/debian/changelog -S Date)" +%s)
eval "$(dpkg-architecture -f -a"$architecture" -s)"

# ---- The tree as it will be installed ----------------------------------------------------------------------------------
work=/build/pupitre modules=/build/pupitre/tree/usr/lib/pupitre/node_modules
mkdir -p "${modules%/*}" /built
cp -r /stage/debian /stage/systemd /stage/LICENSE "$work/"
cp -r /stage/program/. /stage/node_modules "${modules%/*}/"
cp /stage/depends "$work/tree/"
mv "$work/tree/usr/lib/pupitre/third-party-notices.txt" "$work/tree/"
# Where debhelper looks for it.
cp /stage/systemd/pupitre.service "$work/debian/"

# ---- Native addons -----------------------------------------------------------------------------------------------------
# Nothing is downloaded in here: packages came along, and Debian has Node's headers.
(
  export CC=$DEB_HOST_GNU_TYPE-gcc CXX=$DEB_HOST_GNU_TYPE-g++ AR=$DEB_HOST_GNU_TYPE-ar LINK=$DEB_HOST_GNU_TYPE-g++
  export PKG_CONFIG_LIBDIR=/usr/lib/$DEB_HOST_MULTIARCH/pkgconfig:/usr/share/pkgconfig
  node_arch=$(case $architecture in amd64) echo x64 ;; *) echo "$architecture" ;; esac)
  for binding in "$modules"/*/binding.gyp; do
    cd "$(dirname "$binding")"
    node /stage/compiler/node_modules/node-gyp/bin/node-gyp.js rebuild --nodedir=/usr/include/nodejs --arch="$node_arch"
  done
)
# Of the npm packages only what runs: no sources, and not what only the compiler reads.
rm -r "$modules/nan"
for module in "$modules"/*/; do
  find "$module" -type f ! -name '*.js' ! -name package.json ! -name 'LICENSE*' ! -path '*/build/Release/*.node' -delete
  find "$module" -depth -type d \( -name obj.target -o -name 'example*' -o -name '*test' \) -exec rm -r {} +
  find "$module" -depth -type d -empty -delete
done

# ---- The package -------------------------------------------------------------------------------------------------------
cd "$work"
dpkg-buildpackage --build=binary --no-check-builddeps --unsigned-changes --unsigned-buildinfo --host-arch "$architecture"
lintian --fail-on error /build/*.deb | tee /built/lintian.txt
cp /build/*.deb /built/
