#!/bin/bash
# assemble-card.sh ROOT PRODUCT.deb CARD.img: installs the product and the card's own files in a copy of the Debian in ROOT, and makes of it
# a card: FAT with firmware, kernel and pupitre.toml; ext4 root, never written; ext4 data. 20 s.
set -euo pipefail
debian=$1 deb=$2 image=$3
here=$(cd "$(dirname "$0")" && pwd)
. "$here/system.sh"
work=$(mktemp -d "${TMPDIR:-/var/tmp}/card.XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/root
cp -a "$debian" "$root"

# ---- The product -----------------------------------------------------------------------------------------------------
cp "$deb" "$root/pupitre.deb"
chroot "$root" dpkg --force-unsafe-io -i /pupitre.deb
rm "$root/pupitre.deb"
cp -r --no-preserve=ownership "$here/root/." "$root/"
# A package's unit may be switched on by its own rules; this says what a card has.
units() { systemctl --root="$root" --quiet "$@" 2>&1 | sed '/^Created/d; /^Removed/d'; }
units enable pupitre-partitions NetworkManager avahi-daemon systemd-timesyncd nftables ssh
units mask NetworkManager-wait-online systemd-networkd systemd-networkd-wait-online ssh.socket getty@tty1 serial-getty@ttyS0 systemd-remount-fs \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap fstrim.timer man-db.timer logrotate.timer
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/resolv.conf"
: >"$root/etc/machine-id"
# Nobody logs in with a password, root neither.
chroot "$root" passwd --quiet --lock root
# No clock can be older than the card.
touch "$root/usr/lib/clock-epoch"
if [ -n "${UPDATE_KEY:-}" ]; then sh "$here/../../systemd/trust-key" "$UPDATE_KEY" "$root"; fi
# Found out in build-root.sh, used and kept by the service.
chroot "$root" chown -R pupitre:pupitre /var/cache/pupitre
chroot "$root" dpkg-query -W -f '${binary:Package} ${Version}\n' >"${image%.img}.packages"
# Catalogues and links are as new as the system: otherwise each boot makes them again.
touch "$root/etc/.updated" "$root/var/.updated"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/*.log "$root"/var/cache/debconf/*-old

# ---- 1: what the firmware reads, and people ----------------------------------------------------------------------------
boot=$root/boot/firmware
[ -e "$boot/config.txt" ] || echo auto_initramfs=1 >"$boot/config.txt"
cat "$here/boot/config.txt" >>"$boot/config.txt"
if [ -e "$boot/overlays/gpio-key.dtbo" ]; then cat "$here/boot/overlays.txt" >>"$boot/config.txt"; fi
cp "$here/boot/cmdline.txt" "$boot/"
if [ -e "$here/boot/pupitre.toml" ]; then cp "$here/boot/pupitre.toml" "$boot/"; fi
# Room for the report, also on a partition that has become full.
head -c 16384 /dev/zero | tr '\0' '\n' >"$boot/pupitre-report.txt"
compgen -G "$boot/vmlinuz*" >/dev/null || [ -e "$boot/kernel8.img" ] || { echo "the boot partition has no kernel" >&2; exit 1; }
truncate -s "${BOOT_MB}M" "$work/boot"
mkfs.vfat -F 32 -n PUPITRE -i "$(printf %08x "$SOURCE_DATE_EPOCH")" "$work/boot"
mcopy -s -m -i "$work/boot" "$boot"/* ::
rm -rf "$boot"/* "$root"/boot/vmlinuz-* "$root"/boot/initrd.img-* "$root"/vmlinuz* "$root"/initrd.img*

# ---- 2 and 3: root and data ----------------------------------------------------------------------------------------------
file_system() { # LABEL FILE MB WORDS…
  truncate -s "$3M" "$2"
  mke2fs -q -F -t ext4 -b 4096 -m 0 -L "$1" -E lazy_itable_init=0,lazy_journal_init=0 "${@:4}" "$2"
}
file_system root "$work/ext4-root" "$ROOT_MB" -d "$root"
# Grown, it keeps the ratio: for talks, one file in 64 kB is plenty, and one in 4 kB, as for a partition this small, costs 6 % of the card.
file_system data "$work/ext4-data" "$DATA_MB" -i 65536

# ---- The card ------------------------------------------------------------------------------------------------------------
root_at=$((4 + BOOT_MB))
data_at=$((root_at + ROOT_MB))
rm -f "$image"
truncate -s "$((data_at + DATA_MB))M" "$image"
sfdisk --quiet "$image" <<TABLE
label: dos
label-id: 0x50555049
start=4MiB, size=${BOOT_MB}MiB, type=c, bootable
start=${root_at}MiB, size=${ROOT_MB}MiB, type=83
start=${data_at}MiB, size=${DATA_MB}MiB, type=83
TABLE
place() { dd if="$1" of="$image" bs=1M seek="$2" conv=notrunc,sparse status=none; }
place "$work/boot" 4
place "$work/ext4-root" "$root_at"
place "$work/ext4-data" "$data_at"
du -sh "$root"
