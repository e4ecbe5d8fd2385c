# Declares the queue: KEDA asks for its length, and fails as long as there is none.
# A queue that is there already, as it should be, is left as it is.
set -eu

escaped() { printf %s "$1" | sed 's/[\\"]/\\&/g'; }

# From stdin, so that no list of processes shows the password.
printf 'user = "%s:%s"\n' "$(escaped "$RABBITMQ_USERNAME")" "$(escaped "$RABBITMQ_PASSWORD")" |
  curl --config - --fail-with-body --silent --show-error \
    --retry 30 --retry-delay 10 --retry-all-errors --retry-max-time 600 \
    --request PUT --header 'content-type: application/json' \
    --data '{"durable": true, "arguments": {"x-queue-type": "quorum"}}' \
    "$RABBITMQ_MANAGEMENT/api/queues/%2F/$RABBITMQ_QUEUE"
