#!/usr/bin/env bash
set -euo pipefail

status() { # of a token request with the secret $1
  curl -sS -o answer.json -w '%{http_code}' --retry 3 \
    -u "$clientId:$1" -d grant_type=client_credentials "$oauthServerUrl/token"
}
fault() {
  curl -sS --fail -H 'Content-Type: application/json' -d "$1" \
    "$APPID_EMULATOR_URL/_appid/tenants/$tenantId/faults" > fault.json
}

[ "$(status "$secret")" = 200 ]
grep -q '"token_type":"Bearer"' answer.json
echo 'ok: it gets a token'

fault '{"operation":"oauth-server.token","times":1,"effect":{"status":429}}'
[ "$(status "$secret")" = 200 ]
echo 'ok: it tries again after too many requests'

[ "$(status wrong)" = 401 ]
echo 'ok: a wrong secret is refused'
