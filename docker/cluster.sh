#!/usr/bin/env bash
# `make cluster`: the demo city on PostgreSQL and RabbitMQ, with two web processes, two workers and two schedulers. Its
# store is made the first time. Settings that are in the environment stay.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
export KANJIAN_DATABASE="${KANJIAN_DATABASE:-postgresql+psycopg://postgres@127.0.0.1/kanjian}"
export KANJIAN_VAR="${KANJIAN_VAR:-$PWD/var/cluster}"
export KANJIAN_RUNNER=celery KANJIAN_BROKER="${KANJIAN_BROKER:-amqp://guest:guest@127.0.0.1}"
export KANJIAN_DEMO=1 PYTHONUNBUFFERED=1
python -m web.cli db create
python -m web.cli demo --no-serve
exec honcho start -f docker/Procfile -d "$PWD" -c web=1,worker=2,scheduler=2
