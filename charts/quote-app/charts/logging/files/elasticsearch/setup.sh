#!/bin/bash
# Sets up archive, retention, index template and users. Every call may be repeated.
set -euo pipefail

answer="$(mktemp)"

# The text with what JSON and curl's configuration escape in quotes.
escaped() {
  local text="${1//\\/\\\\}"
  printf '%s' "${text//\"/\\\"}"
}

# call METHOD PATH: sends stdin, prints the answer of a failure.
call() {
  local status
  status="$(
    curl --silent --show-error --max-time 60 --cacert /certs/ca.crt \
      --config <(printf 'user = "elastic:%s"\n' "$(escaped "$ELASTIC_PASSWORD")") \
      --header 'Content-Type: application/json' --request "$1" --data-binary @- \
      --output "$answer" --write-out '%{http_code}' "$ELASTICSEARCH/$2"
  )" || return
  if [[ $status != 2* ]]; then
    echo "$1 $2: $status $(cat "$answer")" >&2
    return 1
  fi
  echo "$1 $2: $status"
}

until call GET '_cluster/health?wait_for_status=yellow&timeout=30s' </dev/null; do
  sleep 5
done

call POST _security/user/kibana_system/_password <<<"{\"password\": \"$(escaped "$KIBANA_PASSWORD")\"}"
# In this order: retention waits for the archive, which needs its repository.
call PUT _snapshot/archive </setup/snapshot-repository.json
call PUT _slm/policy/archive </setup/slm-policy.json
call PUT _ilm/policy/fluentd </setup/ilm-policy.json
call PUT _index_template/fluentd </setup/index-template.json

# Last: Fluentd keeps what it reads until it can log in, and no index is made before the template is there.
call PUT _security/role/fluentd </setup/fluentd-role.json
call PUT _security/user/fluentd <<<"{\"password\": \"$(escaped "$FLUENTD_PASSWORD")\", \"roles\": [\"fluentd\"]}"
