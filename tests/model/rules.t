#!/bin/sh
# The rules P01-P27 a second time, in another language and from their words: model.py and
# core/terms are asked the same random steps and say the same.  20,000 steps; in torture
# ten million, on every processor.  Prints how often each rule decided, each way.
set -u
tree=$(cd "$(dirname "$0")/../.." && pwd)
driver=$(dirname "${LIAISON_PROGRAM:-$tree/build/release/liaison}")/model-driver
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

if ! command -v python3 >/dev/null; then
    echo "1..0 # SKIP python3 is not installed"
    exit
fi
if [ "${LIAISON_TORTURE:-}" = 1 ]; then
    set -- 10000000 "${LIAISON_SEED:-1}" 1000 "$(nproc)"
else
    set -- 20000 "${LIAISON_SEED:-1}" 100
fi
exec python3 "$tree/tests/model/compare.py" "$driver" "$@"
