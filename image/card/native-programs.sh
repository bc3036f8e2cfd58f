#!/bin/bash
# native-programs.sh in|out ROOT [PROGRAM…]: makes a Debian of another architecture run this machine's own PROGRAMs, with their libraries,
# while it is installed (unpacking takes 167 s in place of 264); "out" takes all of it away again.
set -euo pipefail
mode=$1 root=$(readlink -f "$2")
shift 2
kept=$root/.native
put() { # FILE PLACE: FILE, where the root has none
  [ ! -e "$root$2" ] || return 0
  mkdir -p "$(dirname "$root$2")"
  cp -L "$1" "$root$2"
  echo "$2" >>"$kept/added"
}
case $mode in
  in)
    [ "$(dpkg --print-architecture)" != "$(cat "$root/var/lib/dpkg/arch" 2>/dev/null || chroot "$root" dpkg --print-architecture)" ] || exit 0
    mkdir -p "$kept"
    for program; do
      own=$(readlink -f "$(command -v "$program")")
      place=/usr/bin/$program
      mv "$root$place" "$root$place.foreign"
      cp "$own" "$root$place"
      echo "$place" >>"$kept/programs"
      loader=$(ldd "$own" | sed -n 's/^\t\(\/lib[^ ]*ld-[^ ]*\) .*/\1/p')
      # Through the root's /lib64 link, where it has one.
      [ -e "$root/lib64" ] || { ln -s usr/lib64 "$root/lib64" && echo /lib64 >>"$kept/added"; }
      put "$loader" "/usr/lib64/${loader##*/}"
      ldd "$own" | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | while read -r library; do
        put "$library" "/usr/lib/$(basename "${library%/*}")/${library##*/}"
      done
    done
    ;;
  out)
    [ -d "$kept" ] || exit 0
    while read -r program; do mv -f "$root$program.foreign" "$root$program"; done <"$kept/programs"
    while read -r added; do
      rm -f "$root$added"
      rmdir --ignore-fail-on-non-empty "$(dirname "$root$added")"
    done <"$kept/added"
    rm -r "$kept"
    ;;
esac
