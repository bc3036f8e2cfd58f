#!/bin/bash
# Debian's Prometheus and Alertmanager into .cache/monitoring, unpacked and not installed: 130 MB on the disk that no other test
# needs, no root, and no service that starts by itself.
set -euo pipefail
cd "$(dirname "$0")/../.."
packages=(prometheus prometheus-alertmanager)
folder=.cache/monitoring
[ ! -x $folder/usr/bin/prometheus ] || [ ! -x $folder/usr/bin/prometheus-alertmanager ] || exit 0
rm -rf $folder $folder.new
mkdir -p $folder.new
echo "monitoring: fetching ${packages[*]} (30 MB)"
(
  cd $folder.new
  apt-get -q download "${packages[@]}" >fetch.log 2>&1 || {
    tail -n 5 fetch.log >&2
    echo "monitoring: Debian's packages could not be fetched. Try by hand: apt-get update && apt-get download ${packages[*]}" >&2
    exit 1
  }
  for file in ./*.deb; do dpkg-deb -x "$file" .; done
  rm -f ./*.deb
)
mv $folder.new $folder
