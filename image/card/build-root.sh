#!/bin/bash
# build-root.sh FOLDER: the card's Debian with its kernel, without the product. Foreign programs run emulated, so what is hot is swapped
# for this machine's own (native-programs.sh), and the initramfs is made once, at the end. GStreamer looks at all its plugins here, for
# half a minute, which a slow board would do at each boot.
set -euo pipefail
cd "$(dirname "$0")"
. ./system.sh
listed() { sed -E '/^#|^$/d; s/ .*//' "$@"; }
# What the product's package asks for too, so that it installs without a network. debhelper adds libraries: these bring them.
product="$(sed -n '/^Depends:/,/^[A-Z]/{s/^Depends://; /\$/d; /^[A-Z]/d; s/(.*)//; s/[ ,]//g; p}' ../package/debian/control)"
packages=$( { listed packages.txt ../prepare/runtime.txt; echo "$product"; printf '%s\n' $KERNEL; } | sed '/^$/d' | sort -u | paste -sd,)

mmdebstrap --format=directory --architectures=$ARCHITECTURE --variant=apt --include="$packages" \
  --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
  --dpkgopt=force-unsafe-io --dpkgopt=force-confold \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"; printf "MODULES=list\nBUSYBOX=y\n" >"$1/etc/initramfs-tools/conf.d/card"' \
  --essential-hook='cp initramfs-modules.txt "$1/etc/initramfs-tools/modules"; cp -r initramfs/. "$1/etc/initramfs-tools/scripts/"' \
  --essential-hook='mkdir -p "$1/etc/default"; printf "ROOTPART=LABEL=root\nCONSOLES=tty0\n" >"$1/etc/default/raspi-firmware"' \
  --essential-hook='bash native-programs.sh in "$1" dpkg-deb' \
  --essential-hook='chroot "$1" dpkg-divert --local --rename --add /usr/sbin/update-initramfs; ln -s /bin/true "$1/usr/sbin/update-initramfs"' \
  --customize-hook='bash native-programs.sh out "$1"' \
  --customize-hook='rm "$1/usr/sbin/update-initramfs"; chroot "$1" dpkg-divert --local --rename --remove /usr/sbin/update-initramfs' \
  --customize-hook='chroot "$1" update-initramfs -c -k "$(ls "$1/usr/lib/modules")"' \
  --customize-hook='chroot "$1" env XDG_CACHE_HOME=/var/cache/pupitre gst-inspect-1.0 >/dev/null' \
  "$SUITE" "$1" "${SOURCES[@]}"
