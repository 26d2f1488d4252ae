#!/usr/bin/env bash
# Does the steps of the Dockerfile in a folder, where no container engine is at hand, and asks /healthz; then, where
# PostgreSQL and RabbitMQ answer on this machine, the commands of compose.yaml, in the order in which they wait.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
app=$(mktemp -d)
started=()
finish() {
  [ "${#started[@]}" -eq 0 ] || kill "${started[@]}" 2>/dev/null || true
  wait
  rm -rf "$app"
}
trap finish EXIT
cp "$root/requirements.lock" "$app/"
python3 -m venv "$app/venv"
"$app/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$app/requirements.lock"
cp -r "$root"/{bpmn,engine,workflows,web} "$app/"
cd "$app"
export PATH="$app/venv/bin:$PATH"
export KANJIAN_VAR="$app/var" KANJIAN_HOST=127.0.0.1 KANJIAN_BEHIND_TLS=1 KANJIAN_PORT="${KANJIAN_PORT:-8077}"
mkdir var
healthy() {
  for _ in $(seq 120); do
    if python -c "import urllib.request as u; print(u.urlopen('http://127.0.0.1:$KANJIAN_PORT/healthz').read().decode())" 2>/dev/null; then
      return
    fi
    sleep 0.5
  done
  echo "the server did not answer" >&2
  exit 1
}
python -m web.cli db upgrade
python -m web.cli serve &
started+=($!)
healthy
kill "${started[@]}" && wait && started=()
echo "the steps of the image work"

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
if ! answers 5432 || ! answers 5672; then
  echo "the commands of compose.yaml: NOT RUN, PostgreSQL or RabbitMQ is missing (make services)"
  exit 0
fi
command_of() { sed -n "/^  $1:/,/^  [a-z]/s/^    command: //p" "$root/docker/compose.yaml"; }
export KANJIAN_DATABASE="postgresql+psycopg://postgres@127.0.0.1/kanjian_replay_$$"
export KANJIAN_RUNNER=celery KANJIAN_BROKER="amqp://guest:guest@127.0.0.1" KANJIAN_QUEUE="replay-$$"
python -m web.cli db create
$(command_of prepare)
for service in web worker worker scheduler scheduler; do
  $(command_of "$service") &
  started+=($!)
done
healthy
rounds() {
  python -c "
from sqlalchemy import create_engine, text
with create_engine('$KANJIAN_DATABASE').connect() as store:
    print(store.scalar(text(\"select count(*) from job where kind = 'guard_batch' and state = 'DONE'\")))
"
}
for _ in $(seq 60); do [ "$(rounds)" = 1 ] && break; sleep 1; done
[ "$(rounds)" = 1 ] || { echo "the round that every start plans was not done once" >&2; exit 1; }
kill "${started[@]}" && wait && started=()
python - <<PYTHON
from sqlalchemy import create_engine, make_url, text
from engine.runners.celery import Broker
url = make_url("$KANJIAN_DATABASE")
with create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT").connect() as server:
    server.execute(text(f"DROP DATABASE {url.database}"))
broker = Broker("$KANJIAN_BROKER", "$KANJIAN_QUEUE")
with broker.app.connection_for_write() as connection, connection.channel() as channel:
    for name in broker.queues.values():
        channel.queue_delete(name)
PYTHON
echo "the commands of compose.yaml work"
