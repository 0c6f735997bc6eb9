#!/usr/bin/env bash
set -euo pipefail

npx appid-emulator --in-memory > appid-emulator.log 2>&1 &
trap 'kill $!' EXIT
npx appid-emulator wait
eval "$(npx appid-emulator env)"

bash test.sh
