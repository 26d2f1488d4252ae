#!/usr/bin/env bash
# Does the steps of the Dockerfile in a folder, where no container engine is at hand, and asks /healthz.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
app=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$app"' EXIT
cp "$root/requirements.lock" "$app/"
python3 -m venv "$app/venv"
"$app/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$app/requirements.lock"
cp -r "$root"/{bpmn,engine,workflows,web} "$app/"
cd "$app"
export KANJIAN_VAR="$app/var" KANJIAN_HOST=127.0.0.1 KANJIAN_BEHIND_TLS=1 KANJIAN_PORT="${KANJIAN_PORT:-8077}"
mkdir var
"$app/venv/bin/python" -m web.cli db upgrade
"$app/venv/bin/python" -m web.cli serve &
server=$!
for _ in $(seq 60); do
  if python3 -c "import urllib.request as u; print(u.urlopen('http://127.0.0.1:$KANJIAN_PORT/healthz').read().decode())" 2>/dev/null; then
    echo "the steps of the image work"
    exit 0
  fi
  sleep 0.5
done
echo "the server did not answer" >&2
exit 1
