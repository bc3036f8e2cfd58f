#!/bin/sh
# Runs inside a throwaway Debian of the board's release: three kernel modules, the camera feeder.
set -ex
cd /stage
gcc -O2 -Wall -o uvcfeed uvcfeed.c

# From Debian's own kernel source.
tar -xJf /usr/src/linux-source-*.tar.xz --strip-components=1 --wildcards \
  '*/drivers/gpio/gpio-sim.c' '*/kernel/irq/irq_sim.c' '*/drivers/usb/gadget/udc/dummy_hcd.c'
cp drivers/gpio/gpio-sim.c gpio-sim-main.c
cp kernel/irq/irq_sim.c drivers/usb/gadget/udc/dummy_hcd.c .
patch -p1 <irq_sim-export.diff
patch -p1 <dummy_hcd-iso.diff
set -- /lib/modules/*
make -C "$1/build" M=/stage modules
