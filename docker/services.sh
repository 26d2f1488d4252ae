#!/usr/bin/env bash
# Installs and starts what the whole test suite needs on Debian: PostgreSQL, Chromium, Chinese fonts.
# What is there already is left alone.
set -euo pipefail
log=$(mktemp)
wanted=()
command -v chromium >/dev/null || wanted+=(chromium)
[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || wanted+=(fonts-noto-cjk)
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || wanted+=(postgresql)
if [ "${#wanted[@]}" -gt 0 ]; then
  echo "installing ${wanted[*]} ..."
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${wanted[@]}"; } >"$log" 2>&1 ||
    { tail -n 20 "$log"; exit 1; }
fi
if ! pg_isready -q -h 127.0.0.1; then
  version=$(ls /etc/postgresql | sort -n | tail -n 1)
  pg_ctlcluster --skip-systemctl-redirect "$version" main start || pg_ctlcluster "$version" main start
  for _ in $(seq 30); do pg_isready -q -h 127.0.0.1 && break; sleep 1; done
fi
# The tests connect as `postgres` over loopback; a fresh cluster of Debian asks for a password there.
if ! psql -h 127.0.0.1 -U postgres -w -c 'select 1' >/dev/null 2>&1; then
  su postgres -c "psql -qc \"alter user postgres password 'kanjian'\""
  echo '127.0.0.1:*:*:postgres:kanjian' >"$HOME/.pgpass"
  chmod 600 "$HOME/.pgpass"
fi
echo "PostgreSQL and Chromium are ready."
