#!/bin/bash
# Decoded pictures behind videorate, with the malloc settings by which GStreamer programs are often made smaller.
#
# Versions: GStreamer 1.22.0 (gst-launch-1.0, matroskademux, jpegdec or avdec_mjpeg and videorate of Debian 12), glibc 2.36; printed.
# Guess:     a decoder fills the pictures of its pool again and again, so a fixed MALLOC_MMAP_THRESHOLD_ below the size of a picture
#            costs nothing while the pictures flow, also behind videorate, which at the same rate changes nothing.
# Behaviour: without videorate the guess holds. Behind it each picture comes in memory that was just mapped: the number of page
#            faults is that of the pages of all pictures. The pool takes no picture back whose memory somebody shares, and
#            videorate hands on a copy that shares it. With a threshold above the size of a picture the faults are gone.
#            A capture program that decodes and codes 720p30 spent 40 % of its processor time on this.
# Output seen: decoder alone: few; behind videorate: one for each page; higher threshold: few
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
gst-launch-1.0 --version | sed -n 2p
getconf GNU_LIBC_VERSION

PICTURES=200
gst-launch-1.0 -q videotestsrc num-buffers=$PICTURES pattern=ball ! video/x-raw,format=I420,width=1280,height=720,framerate=30/1 ! \
  jpegenc ! matroskamux ! filesink location="$folder/film.mkv"
pages=$((PICTURES * 1280 * 720 * 3 / 2 / $(getconf PAGESIZE)))

# Minor page faults of a run, from the kernel's account of the ended child.
faults() {
  local threshold=$1
  shift
  env MALLOC_MMAP_THRESHOLD_="$threshold" MALLOC_TRIM_THRESHOLD_="$((4 * threshold))" perl -e '
    system(@ARGV) == 0 or die; open(my $f, "<", "/proc/self/stat"); my @f = split(/ /, (split(/\) /, <$f>, 2))[1]); print $f[8]' \
    gst-launch-1.0 -q filesrc location="$folder/film.mkv" ! decodebin "$@"
}
judged() { if [ "$1" -gt $((pages * 8 / 10)) ]; then echo 'one for each page'; elif [ "$1" -lt $((pages * 4 / 10)) ]; then echo few; else echo "$1 of $pages"; fi; }

alone=$(faults 131072 ! fakesink)
behind=$(faults 131072 ! videorate ! video/x-raw,framerate=30/1 ! fakesink)
higher=$(faults 4194304 ! videorate ! video/x-raw,framerate=30/1 ! fakesink)
echo "page faults for $pages pages of pictures: $alone, $behind, $higher"
seen="decoder alone: $(judged "$alone"); behind videorate: $(judged "$behind"); higher threshold: $(judged "$higher")"
echo "$seen"
[ "$seen" = 'decoder alone: few; behind videorate: one for each page; higher threshold: few' ]
