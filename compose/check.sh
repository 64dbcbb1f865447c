#!/usr/bin/env bash
# Drives the running stack as people would, through the proxy: `compose/check.sh` at the root, while it is up.
#
# First as it stands, over plain http; then over TLS by the proxy's own authority, three of each kind, with one
# part after the other restarted or killed under a conversation. It recreates the containers and leaves test
# accounts behind, so run it against a stack of its own: COMPOSE_PROJECT_NAME=check. It needs docker, curl
# with HTTP/2, and Python 3.11.
set -euo pipefail
cd "$(dirname "$0")/.."

python3 compose/check plain

export PUBLIC_URL=https://localhost:8443 SITE=localhost TLS_BY=local_certs
docker compose --progress quiet up -d --no-build --wait --wait-timeout 180 --scale web=3 --scale live=3 --scale worker=3
exec python3 compose/check tls
