#!/usr/bin/env bash
# The whole way of a shot on this machine: makes a small animated .blend with Blender, starts a farm, renders it there,
# checks frames and video, stops the farm. The last line is DEMO OK frames=24 video=PATH seconds=S.
#
# FLAMENCO_DEMO=DIR keeps everything in DIR (it must not exist yet) and not in a new folder of the temporary directory.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=.ci/programs.sh
source "$root/.ci/programs.sh"

readonly frames=24
# Frames per task: four tasks, so that Blender's start (0.8 s) does not cost more than the frames.
readonly chunk=6
farm=

fail() {
    echo "DEMO FAILED: $1" >&2
    [[ -z ${here:-} ]] || echo "The farm's log is $here/farm.log; everything else is in $here too." >&2
    exit 1
}

stop_farm() {
    [[ -n $farm ]] || return 0
    kill -TERM "$farm" 2>/dev/null || true
    wait "$farm" || true
    farm=
}
trap stop_farm EXIT

need_dotnet || fail "without the .NET SDK nothing can be built"
need_programs || fail "without Blender and FFmpeg nothing can be rendered"
echo "Building …" >&2
"$root/flamenco" --version >/dev/null || fail "the program can not be built; is this checkout complete? See CONTRIBUTING.md"

started=$SECONDS
if [[ -n ${FLAMENCO_DEMO:-} ]]; then
    mkdir "$FLAMENCO_DEMO" || fail "$FLAMENCO_DEMO is there already or can not be made; name a new folder"
    here=$(cd "$FLAMENCO_DEMO" && pwd)
else
    here=$(mktemp -d "${TMPDIR:-/tmp}/flamenco-demo.XXXXXX")
fi

echo "Making the shot …" >&2
blender -b --factory-startup --python-exit-code 1 --python "$root/demo/make_scene.py" -- "$here/marbles.blend" "$frames" \
    >"$here/scene.log" 2>&1 || fail "Blender could not make the scene; $here/scene.log says why. Does 'blender --version' work?"

echo "Starting a farm …" >&2
coproc FARM { exec "$root/flamenco" up --data "$here/farm" --server-port 0 --manager-port 0 2>"$here/farm.log"; }
farm=$FARM_PID
if ! read -r -t 60 -u "${FARM[0]}" ready || [[ $ready != READY\ * ]]; then
    tail -n 20 "$here/farm.log" >&2
    fail "the farm did not get ready; its last lines are above"
fi
echo "$ready" >&2

echo "Rendering $frames frames …" >&2
"$root/flamenco" submit "$here/marbles.blend" --data "$here/farm" --output "$here/frames" --chunk-size "$chunk" --watch \
    || fail "the job did not complete; what is shown above says why"

expected=$(seq -f "$here/frames/%06g.png" 1 "$frames")
for frame in $expected; do
    [[ -s $frame ]] || fail "the frame $frame is missing"
done
decoded=$(ffprobe -v error -count_frames -show_entries stream=nb_read_frames -of csv=p=0 -start_number 1 -i "$here/frames/%06d.png")
[[ $decoded == "$frames" ]] || fail "$decoded of $frames frames can be decoded"

video=$here/frames/marbles-1-$frames.mp4
[[ -s $video ]] || fail "the preview video $video is missing"
pictures=$(ffprobe -v error -count_frames -select_streams v:0 -show_entries stream=nb_read_frames -of csv=p=0 "$video")
[[ $pictures == "$frames" ]] || fail "the video $video has $pictures pictures and not $frames"

stop_farm
echo "Everything is in $here: the frames and the video in $here/frames." >&2
echo "DEMO OK frames=$frames video=$video seconds=$((SECONDS - started))"
