#!/bin/bash
# Makes the virtual board, or finds the one made before from the same scripts, packages and kernel, and prints its folder:
# disk.qcow2, vmlinuz, initrd.img, key and known_hosts for ssh.
# Needs root, for mmdebstrap. No loop device, no mount, no bootloader.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD root=$(cd ../../.. && pwd) guest=$(cd ../guest && pwd)
cache=$root/.cache/board
suite=trixie

# The mirror that this machine's own apt uses.
debian=${BOARD_DEBIAN:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/$')}
security=${BOARD_DEBIAN_SECURITY:-${debian%debian/}debian-security/}
# All three always: with main alone, headers and kernel can differ in version.
sources=("deb $debian $suite main" "deb $debian $suite-updates main" "deb $security $suite-security main")
slim=(--aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"'
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*')
joined() { sed -E '/^#|^$/d; s/ .*//' "$@" | sort -u | paste -sd,; }

# The kernel that would be installed now, asked in lists of our own: the machine may run another Debian.
newest_kernel() {
  local lists=$cache/apt
  mkdir -p "$lists/lists/partial" "$lists/archives/partial"
  printf '%s\n' "${sources[@]}" | sed 's#^deb #deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] #' >"$lists/sources.list"
  touch "$lists/status"
  local apt=(-o "Dir::Etc::sourcelist=$lists/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State=$lists" -o "Dir::Cache=$lists"
    -o "Dir::State::status=$lists/status" -o Acquire::Languages=none -o "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false")
  apt-get "${apt[@]}" -qq --error-on=any update >&2 && apt-cache "${apt[@]}" policy linux-image-amd64 | sed -n 's/ *Candidate: //p'
}

kernel=$(newest_kernel) || kernel=

# ---- Which board ---------------------------------------------------------------------------------------------------
# Two steps, each kept under a name made of all that it is made from, so that one that was broken off is done again alone.
digest() { sha256sum | cut -c1-12; }
compiled_from() {
  sha256sum <build.sh
  for file in Kbuild compile.sh *.diff *.c; do sha256sum "$file"; done
}
installed_from() {
  compiled_from
  (cd "$guest" && find . -type f | sort | xargs sha256sum)
  sha256sum <packages.txt
  sha256sum <"$root/image/prepare/runtime.txt"
}
modules=$cache/modules-$(compiled_from | digest)-${kernel//[^0-9A-Za-z.]/-}
scripts=board-$(installed_from | digest)
out=$cache/$scripts-${kernel//[^0-9A-Za-z.]/-}
if [ -z "$kernel" ]; then
  # Without a network the newest board made from these scripts does.
  out=$(ls -dt "$cache/$scripts"-*/ 2>/dev/null | head -n 1)
  out=${out%/}
  [ -n "$out" ] || { echo "board: no mirror answers, and no board was made before" >&2; exit 1; }
fi
if [ -e "$out/complete" ]; then
  echo "$out"
  exit 0
fi

say() { echo "board: $*" >&2; }
# Runs a command with its output in a log; shows the end of it when the command fails.
quietly() {
  "$@" >"$cache/build.log" 2>&1 && return
  tail -n 20 "$cache/build.log" >&2
  say "not built (reason above, all of it in $cache/build.log)"
  exit 1
}
# Of older scripts and kernels, unless it may still run.
find "$cache" -mindepth 1 -maxdepth 1 -name '*-*' ! -path "$modules" -mmin +60 -exec rm -r {} +

# ---- What needs the board's own compiler -----------------------------------------------------------------------------
compile() {
  rm -rf "$modules"
  mkdir -p "$modules/stage"
  cp "$here"/{Kbuild,*.diff,*.c,compile.sh} "$modules/stage/"
  quietly mmdebstrap --quiet --variant=apt "${slim[@]}" \
    --include="linux-headers-amd64,linux-source,make,patch,xz-utils,gcc,libc6-dev" \
    --customize-hook="copy-in $modules/stage /" \
    --customize-hook='chroot "$1" sh /stage/compile.sh' \
    --customize-hook="cp \"\$1\"/stage/*.ko \"\$1\"/stage/uvcfeed $modules/" \
    "$suite" /dev/null "${sources[@]}"
  rm -r "$modules/stage"
  touch "$modules/complete"
}
if [ ! -e "$modules/complete" ]; then
  say "compiling kernel modules, a minute"
  compile
fi

# ---- The disk --------------------------------------------------------------------------------------------------------
say "installing its Debian, 1 to 2 minutes"
rm -rf "$out"
mkdir -p "$out"
ssh-keygen -q -t ed25519 -N '' -C board -f "$out/key"
ssh-keygen -q -t ed25519 -N '' -C board -f "$out/host_key"
echo "board $(cut -d' ' -f1,2 "$out/host_key.pub")" >"$out/known_hosts"
quietly mmdebstrap --quiet --variant=apt "${slim[@]}" \
  --include="$(joined packages.txt "$root/image/prepare/runtime.txt"),linux-image-amd64" \
  --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"; echo MODULES=list > "$1/etc/initramfs-tools/conf.d/board"; printf "%s\n" virtio_pci virtio_blk ext4 > "$1/etc/initramfs-tools/modules"' \
  --customize-hook="copy-in $guest/. /" \
  --customize-hook="cd $out; d=\"\$1/root/.ssh\"; mkdir -p \"\$d\"; cp key.pub \"\$d/authorized_keys\"; chmod -R go= \"\$d\"; rm -f \"\$1\"/etc/ssh/ssh_host_*; install -m600 host_key \"\$1/etc/ssh/ssh_host_ed25519_key\"; cp host_key.pub \"\$1/etc/ssh/ssh_host_ed25519_key.pub\"" \
  --customize-hook="for d in \"\$1\"/lib/modules/*; do install -D -m644 -t \"\$d/updates\" $modules/*.ko; chroot \"\$1\" depmod \"\${d##*/}\"; done; install $modules/uvcfeed \"\$1/usr/local/sbin/\"" \
  --customize-hook='chroot "$1" systemctl enable systemd-networkd board-ready board-gpio ssh; chroot "$1" systemctl disable NetworkManager NetworkManager-dispatcher wpa_supplicant; chroot "$1" systemctl mask NetworkManager-wait-online.service apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer systemd-networkd-wait-online.service; chroot "$1" update-initramfs -u -k all' \
  --customize-hook="cp \"\$1\"/boot/vmlinuz-* $out/vmlinuz; cp \"\$1\"/boot/initrd.img-* $out/initrd.img" \
  --customize-hook='rm -rf "$1"/boot/* "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/*' \
  "$suite" "$out/root.tar" "${sources[@]}"
mkdir "$out/root"
tar -C "$out/root" -xpf "$out/root.tar" --numeric-owner
truncate -s 4G "$out/root.ext4"
mke2fs -q -F -t ext4 -L board -d "$out/root" "$out/root.ext4"
qemu-img convert -f raw -O qcow2 "$out/root.ext4" "$out/disk.qcow2"
rm -rf "$out/root" "$out/root.tar" "$out/root.ext4"
touch "$out/complete"
echo "$out"
