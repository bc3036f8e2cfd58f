#!/bin/bash
# A short video track beside a longer sound, read by GStreamer's discoverer.
#
# Versions: GStreamer 1.22.0 (gst-discoverer-1.0 of Debian 12), files by ffmpeg 5.1.9; both are printed.
# Guess:     gst-discoverer-1.0 lists each track of an MP4 that it can demux, however short the track is.
# Behaviour: half a second of pictures alone is listed as video. The very same track beside three seconds of sound is passed
#            over without a word, in whichever order the tracks are: only the sound is listed, and the exit code is 0. A
#            second of pictures is listed. A check that counts tracks with the discoverer calls a sound file wrong.
# Output seen: 12 alone: 1 video, 0 audio; 12 with sound: 0 video, 1 audio; 25 with sound: 1 video, 1 audio
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
gst-launch-1.0 --version | sed -n 2p
ffmpeg -version | sed -n 1p

make() { ffmpeg -v error -y "$@"; }
tracks() {
  local said
  said=$(gst-discoverer-1.0 "$1")
  echo "$(grep -c ' video' <<<"$said" || true) video, $(grep -c ' audio' <<<"$said" || true) audio"
}

make -f lavfi -i sine=sample_rate=48000 -t 3 -c:a aac "$folder/sound.mp4"
for pictures in 12 25; do
  make -f lavfi -i testsrc2=size=320x180:rate=25 -frames:v "$pictures" -c:v libx264 -pix_fmt yuv420p "$folder/$pictures.mp4"
  make -i "$folder/$pictures.mp4" -i "$folder/sound.mp4" -c copy "$folder/$pictures-and-sound.mp4"
done
# All of it is there.
ffprobe -v error -select_streams v -count_packets -show_entries stream=codec_type,nb_read_packets -of csv=p=0 \
  "$folder/12-and-sound.mp4" | grep -x 'video,12' >"$folder/counted"

seen="12 alone: $(tracks "$folder/12.mp4"); 12 with sound: $(tracks "$folder/12-and-sound.mp4"); 25 with sound: $(tracks "$folder/25-and-sound.mp4")"
echo "$seen"
[ "$seen" = '12 alone: 1 video, 0 audio; 12 with sound: 0 video, 1 audio; 25 with sound: 1 video, 1 audio' ]
