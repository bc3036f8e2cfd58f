# Which system the card gets: read by build-image.sh and its parts. Each of these can be set from outside.
# SYSTEM=debian: Debian's kernel and firmware; has no H.264 encoder of the Pi (x264 then) and no device-tree overlays.
# SYSTEM=raspberrypi: those of Raspberry Pi OS, from RASPBERRYPI=URL, signed by RASPBERRYPI_KEY=FILE, which everybody may read (apt does
# not as root) and whose name ends in .asc where it is armoured.
SYSTEM=${SYSTEM:-debian}
SUITE=${SUITE:-trixie}
ARCHITECTURE=arm64
# The mirror that this machine's own apt uses. A snapshot of Debian as DEBIAN and SECURITY gives the same card in years.
DEBIAN=${DEBIAN:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/$')}
SECURITY=${SECURITY:-${DEBIAN%debian/}debian-security/}
# All three always: with main alone, packages can be of versions that do not fit each other.
SOURCES=("deb $DEBIAN $SUITE main non-free-firmware" "deb $DEBIAN $SUITE-updates main non-free-firmware"
  "deb $SECURITY $SUITE-security main non-free-firmware")
case $SYSTEM in
  debian) KERNEL=${KERNEL:-linux-image-arm64 raspi-firmware firmware-brcm80211} ;;
  raspberrypi)
    KERNEL=${KERNEL:-linux-image-rpi-v8 raspi-firmware firmware-brcm80211}
    SOURCES+=("deb [signed-by=$(realpath "${RASPBERRYPI_KEY:?the key that signs $SYSTEM}")] ${RASPBERRYPI:?the address of $SYSTEM} $SUITE main")
    ;;
  *) echo "image: SYSTEM is debian or raspberrypi" >&2; exit 2 ;;
esac
# MB of each partition; data grows to the end of the card at first boot.
BOOT_MB=${BOOT_MB:-256} ROOT_MB=${ROOT_MB:-2048} DATA_MB=${DATA_MB:-128}
# What does not change from one build to the next, so that one set of inputs gives one image.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
