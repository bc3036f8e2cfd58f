#!/bin/bash
# demo-card.sh [TOML]: the card in a box that is emulated (QEMU, 512 MB), with its page at http://127.0.0.1:PORT (8180). TOML: a
# pupitre.toml that was filled in, put on the card first. The box reaches this machine as 10.0.2.2. Ctrl-C pulls the plug; the card
# stays in .cache/demo-card and is booted again next time (FRESH=1: a new one of the image).
set -euo pipefail
cd "$(dirname "$0")/../.."
image=${IMAGE:-packages/pupitre_$(node -p 'require("./package.json").version')_arm64.img}
folder=.cache/demo-card card=.cache/demo-card/card.img port=${PORT:-8180}
[ -f "$image" ] || { echo "demo-card: $image is not there: npm run image" >&2; exit 1; }
mkdir -p $folder
if [ ! -f $card ] || [ -n "${FRESH:-}" ]; then
    cp --sparse=always "$image" $card
    truncate -s 8G $card
fi
boot=$card@@$(($(partx -g -n 1 -o START $card) * 512))
if [ $# -gt 0 ]; then mcopy -o -i "$boot" "$1" ::pupitre.toml; fi
for part in vmlinuz initrd.img; do
    name=$(mdir -b -i "$boot" ::/ | tr -d '\r' | grep -F "/$part" | sort -V | tail -n 1)
    [ -n "$name" ] || { echo "demo-card: no $part on the card; an emulator boots the one with Debian's kernel: npm run image" >&2; exit 1; }
    mcopy -n -o -i "$boot" "$name" $folder/$part
done
words=$(mtype -i "$boot" ::cmdline.txt | tr -d '\r\n')
echo "demo-card: http://127.0.0.1:$port answers in about a minute; Ctrl-C pulls the plug"
# The Pi 4's processor: of no later instructions, which cost more to emulate.
exec qemu-system-aarch64 -M virt -accel tcg,thread=multi,tb-size=512 -cpu cortex-a72 -smp 2 -m 512 -nographic -monitor none -no-reboot \
    -drive file=$card,format=raw,if=none,id=card,cache=unsafe -device virtio-blk-pci,drive=card -device virtio-rng-pci \
    -nic "user,model=virtio-net-pci,ipv6=off,hostfwd=tcp:127.0.0.1:$port-:80" \
    -kernel $folder/vmlinuz -initrd $folder/initrd.img -append "$words console=ttyAMA0 mitigations=off"
