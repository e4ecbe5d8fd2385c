# Declares the queue, and the user who may use it and nothing else. KEDA asks for the length of the queue, and fails as
# long as there is none. A queue that is there already, as it should be, is left as it is.
set -eu

escaped() { printf %s "$1" | sed 's/[\\"]/\\&/g'; }

if [ "$RABBITMQ_USERNAME" = "$RABBITMQ_ADMIN_USERNAME" ]; then
  echo "RABBITMQ_USERNAME is the administrator, and would lose its rights: give Spark a user of its own" >&2
  exit 1
fi

# call METHOD PATH: sends stdin. The password comes from a file of its own, so that no list of processes shows it.
call() {
  curl --config /dev/fd/3 --fail-with-body --silent --show-error \
    --retry 30 --retry-delay 10 --retry-all-errors --retry-max-time 600 \
    --request "$1" --header 'content-type: application/json' --data @- \
    "$RABBITMQ_MANAGEMENT/api/$2" 3<<END
user = "$(escaped "$RABBITMQ_ADMIN_USERNAME"):$(escaped "$RABBITMQ_ADMIN_PASSWORD")"
END
}

call PUT "queues/%2F/$RABBITMQ_QUEUE" <<END
{"durable": true, "arguments": {"x-queue-type": "quorum"}}
END

# In a regular expression, all but letters and digits of the queue's name stand for themselves.
queue=$(printf %s "$RABBITMQ_QUEUE" | sed 's/[^[:alnum:]]/[&]/g')
user=$(escaped "$RABBITMQ_USERNAME")

# Publishing goes by the default exchange.
call POST definitions <<END
{
  "users": [{"name": "$user", "password": "$(escaped "$RABBITMQ_PASSWORD")", "tags": []}],
  "permissions": [
    {"user": "$user", "vhost": "/", "configure": "^$queue\$", "read": "^$queue\$", "write": "^($queue|amq[.]default)\$"}
  ]
}
END
