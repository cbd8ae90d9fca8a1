#!/bin/sh
# Makes the clips again: draws each scene, adds a quiet chord, and encodes both.
# Needs Node 24 and an ffmpeg with libx264 and libvpx (Debian: ffmpeg).
set -eu
cd "$(dirname "$0")"
size=360x640
rate=24

# clip <file> <seconds> <title> <bits per second> <notes in Hz ...>
clip() {
  file=$1 seconds=$2 title=$3 bits=$4
  shift 4
  chord=0
  for note in "$@"; do
    chord="$chord+0.07*sin(2*PI*$note*t)*(0.7+0.3*sin(2*PI*t*$note/600))"
  done
  case $file in
    *.webm) codecs="-c:v libvpx-vp9 -row-mt 1 -deadline good -cpu-used 2 -c:a libopus" ;;
    *) codecs="-c:v libx264 -preset slow -profile:v high -c:a aac -movflags +faststart" ;;
  esac
  fade=$(awk "BEGIN { print $seconds - 0.6 }")
  # shellcheck disable=SC2086 # the codecs are several arguments
  node draw-scene.ts "${file%.*}" 360 640 "$rate" "$seconds" |
    ffmpeg -v error -y -f rawvideo -pix_fmt rgb24 -s "$size" -r "$rate" -i - \
      -f lavfi -i "aevalsrc='$chord':s=44100:d=$seconds" \
      -vf format=yuv420p \
      -af "afade=in:d=0.5,afade=out:st=$fade:d=0.6" \
      $codecs -b:v "$bits" -maxrate "$((bits * 3 / 2))" -bufsize "$((bits * 2))" -b:a 40k -g 48 \
      -metadata title="$title" -fflags +bitexact -flags:v +bitexact -flags:a +bitexact "$file"
}

clip ocean-waves.mp4 5.4 'Ocean waves' 380000 110 165 220 277
clip neon-city.mp4 4.5 'Neon city' 360000 98 147 196 233
clip sunrise-run.mov 5.4 'Sunrise run' 190000 131 196 262 330
clip northern-lights.webm 4.5 'Northern lights' 260000 87 131 175 220
clip lava-lamp.mp4 5.4 'Lava lamp' 220000 104 156 208 262
clip latte-art.mp4 4.5 'Latte art' 330000 123 185 247 311
clip festival-night.mp4 4.5 'Festival night' 330000 117 175 233 294
clip rainy-drive.mp4 4.5 'Rainy drive' 280000 93 139 185 233
clip dune-dusk.mp4 5.4 'Dunes at dusk' 260000 110 147 220 262
