#!/usr/bin/env bash
# Installs and starts what the whole test suite needs on Debian: PostgreSQL, RabbitMQ, Redis, Chromium, Chinese
# fonts.
# What is there already is left alone.
set -euo pipefail
log=$(mktemp)
wanted=()
command -v chromium >/dev/null || wanted+=(chromium)
[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || wanted+=(fonts-noto-cjk)
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || wanted+=(postgresql)
command -v rabbitmq-server >/dev/null || [ -x /usr/sbin/rabbitmq-server ] || wanted+=(rabbitmq-server)
command -v redis-server >/dev/null || wanted+=(redis-server)
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
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
answers 5672 || /usr/sbin/rabbitmq-server -detached
answers 6379 || redis-server --daemonize yes --bind 127.0.0.1 --save "" --appendonly no --dir /tmp >"$log"
for port in 5672 6379; do
  for _ in $(seq 60); do answers "$port" && break; sleep 1; done
  answers "$port" || { echo "nothing answers on port $port" >&2; exit 1; }
done
echo "PostgreSQL, RabbitMQ, Redis and Chromium are ready."
