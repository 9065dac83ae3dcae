#!/bin/sh
# Runs schemathesis against the sandbox, with the document of each vendor.
#
#   python3 -m venv /tmp/referees && /tmp/referees/bin/pip install schemathesis==4.32.5
#   PATH="/tmp/referees/bin:$PATH" tests/referees/schemathesis.sh [VENDOR…]
#
# EXAMPLES (20) is the number of generated examples for each operation.
set -eu
cd "$(dirname "$0")/../.."
port=4913
cargo build --quiet --package switchboard-sandbox --example serve
log=$(mktemp)
hooks=$PWD/tests/referees
"${CARGO_TARGET_DIR:-target}/debug/examples/serve" "$port" > "$log" &
server=$!
trap 'kill "$server"; rm -f "$log"' EXIT
sleep 1
failed=""
for vendor in ${*:-fifth-element invent invicta lucidsense selcora}; do
    case $vendor in
        invicta) header="X-INVICTA-API: sandbox-key-$vendor" ;;
        lucidsense) header="Authorization: ApiKey sandbox-key-$vendor" ;;
        *) header="Authorization: Bearer sandbox-key-$vendor" ;;
    esac
    url=$(awk -v vendor="$vendor" '$1 == vendor { print $2; exit }' "$log")
    # It keeps what it has learned in the folder that it runs in.
    (cd "${TMPDIR:-/tmp}" && SCHEMATHESIS_HOOKS=schemathesis_hooks PYTHONPATH="$hooks" \
        schemathesis run "http://127.0.0.1:$port/_sandbox/$vendor/openapi.json" \
        --url "$url" -H "$header" --max-examples "${EXAMPLES:-20}" --no-color) || failed="$failed $vendor"
done
test -z "$failed" || { echo "failed:$failed" >&2; exit 1; }
