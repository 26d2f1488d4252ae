#!/bin/sh
# Fetch the browser libraries again, by name and exact version, and write only the files that pages use.
# Usage: web/static/vendor/refresh.sh   (needs npm and tar; versions stand here and in VERSIONS.md)
set -eu

HTMX=4.0.1
BPMN_JS=18.31.1
TABLER_ICONS=3.52.0

here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# unpack NAME VERSION FOLDER
unpack() {
    mkdir -p "$scratch/$3"
    archive=$(cd "$scratch" && npm pack --silent "$1@$2" | tail -n 1)
    tar -xzf "$scratch/$archive" -C "$scratch/$3" --strip-components=1
}

unpack htmx.org "$HTMX" htmx
mkdir -p "$here/htmx"
cp "$scratch/htmx/dist/htmx.min.js" "$here/htmx/htmx.min.js"
cp "$scratch/htmx/LICENSE" "$here/htmx/LICENSE"

unpack bpmn-js "$BPMN_JS" bpmn
mkdir -p "$here/bpmn-js"
cp "$scratch/bpmn/dist/bpmn-navigated-viewer.production.min.js" "$here/bpmn-js/bpmn-navigated-viewer.min.js"
cp "$scratch/bpmn/dist/assets/bpmn-js.css" "$scratch/bpmn/dist/assets/diagram-js.css" "$here/bpmn-js/"
cp "$scratch/bpmn/LICENSE" "$here/bpmn-js/LICENSE"

unpack @tabler/icons "$TABLER_ICONS" icons
mkdir -p "$here/tabler-icons"
cp "$scratch/icons/LICENSE" "$here/tabler-icons/LICENSE"
sprite="$here/../icons.svg"
printf '%s\n' '<svg xmlns="http://www.w3.org/2000/svg">' >"$sprite"
while read -r name; do
    body=$(tr '\n' ' ' <"$scratch/icons/icons/outline/$name.svg" |
        sed -e 's/<!--.*-->//' -e 's/^[^<]*<svg[^>]*>//' -e 's/<\/svg>.*$//' -e 's/  */ /g')
    printf '<symbol id="%s" viewBox="0 0 24 24">%s</symbol>\n' "$name" "$body" >>"$sprite"
done <"$here/icons.txt"
printf '%s\n' '</svg>' >>"$sprite"
