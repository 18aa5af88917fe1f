#!/bin/sh
# Can the comparison fail?  Each of the faults in faults.py, chosen from the rules' words, is
# planted in the model and must show as a difference within the steps of rules.t.
set -u
tree=$(cd "$(dirname "$0")/../.." && pwd)
driver=$(dirname "${LIAISON_PROGRAM:-$tree/build/release/liaison}")/model-driver
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

if ! command -v python3 >/dev/null; then
    echo "1..0 # SKIP python3 is not installed"
    exit
fi
exec python3 "$tree/tests/model/faults.py" "$driver"
