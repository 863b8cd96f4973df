#!/usr/bin/env bash
# The main job of rosgit on simulated routers, made of commands you can type yourself.
# `make demo` runs it with rosgit on the PATH; nothing is left running, everything it writes is in .demo/.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n# %s\n' "$*"; }
run() {
  printf '$'
  printf ' %q' "$@"
  printf '\n'
  "$@"
}
last() { # last N COMMAND...: the end of what a command prints
  local lines=$1
  shift
  printf '$'
  printf ' %q' "$@"
  printf '   (last %s lines)\n' "$lines"
  "$@" > .demo/out.txt 2>&1 || { cat .demo/out.txt; exit 1; }
  tail -n "$lines" .demo/out.txt
}
expect() { # expect CODE COMMAND...: the exit code is part of what is shown
  local wanted=$1 code=0
  shift
  run "$@" || code=$?
  printf '(exit code %s)\n' "$code"
  [ "$code" = "$wanted" ] || { echo "demo: expected exit code $wanted" >&2; exit 1; }
}

rm -rf .demo && mkdir -m 700 .demo
export XDG_STATE_HOME="$PWD/.demo/state" # snapshots go here
simulators=
trap '[ -z "$simulators" ] || { kill "$simulators" 2>/dev/null; wait "$simulators" 2>/dev/null; } || true' EXIT

say "Secrets never stand in site files. The sites name two variables; here is a demo's content for them."
ROSGIT_ROUTERS=$(find sites -name '[!_]*.yaml' -exec basename {} .yaml \; | sed 's/$/=demo-password/')
ROSGIT_SECRETS=$(grep -rhoE 'env:ROSGIT_SECRETS#[a-z0-9-]+' sites | sed 's/.*#//; s/$/=demo-secret/' | sort -u)
export ROSGIT_ROUTERS ROSGIT_SECRETS
echo "export ROSGIT_ROUTERS=... ROSGIT_SECRETS=...   # see README, Secrets"

say "1. Check every site file. No router and no secret is needed for that."
run rosgit validate

say "2. Start one simulated router for each site, in factory configuration."
echo '$ rosgit sim --targets .demo/targets.json &'
rosgit sim --targets .demo/targets.json > .demo/sim.log 2>&1 &
simulators=$!
for _ in $(seq 300); do
  [ -e .demo/targets.json ] && break
  kill -0 "$simulators" 2>/dev/null || { cat .demo/sim.log; exit 1; }
  sleep 0.1
done
cat .demo/sim.log

say "3. What would change on the smallest of them? Nothing is written."
expect 2 rosgit plan nyeri-shop-12 --targets .demo/targets.json --detailed-exitcode

say "4. Apply all sites. Every router is read again afterwards: only that counts as success."
last 11 rosgit apply --yes --targets .demo/targets.json

say "5. Apply again: nothing differs, nothing is written, three round trips a router (and one for TLS)."
last 11 rosgit apply --yes --targets .demo/targets.json
last 1 rosgit verify --targets .demo/targets.json

say "6. Somebody changes a router by hand, with a tool that is not ours."
run cat docs/by_hand.py
run python docs/by_hand.py .demo/targets.json nyeri-shop-12
expect 2 rosgit verify nyeri-shop-12 --targets .demo/targets.json

say "7. Put it back. Only the difference is written."
run rosgit apply nyeri-shop-12 --yes --targets .demo/targets.json
expect 0 rosgit verify nyeri-shop-12 --targets .demo/targets.json

say "Done. Try next (rosgit is in .venv/bin: source .venv/bin/activate):"
cat <<'NEXT'
  rosgit show nyeri-shop-12                  # where does every value come from?
  rosgit show nyeri-shop-11 --against nyeri-shop-12
  rosgit render kilifi-cafe                  # the same rows as a script, offline
  rosgit bootstrap kilifi-cafe --network 10.0.0.0/24
  docs/tutorial.md                           # your own first site, step by step
NEXT
