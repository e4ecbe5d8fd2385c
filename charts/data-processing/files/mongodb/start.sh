#!/bin/bash
# The image's entrypoint makes the root user where MONGO_INITDB_* are set. Only the first member
# needs it: the others take their users from it, and must come to the replica set without data.
set -eu

if [ "${HOSTNAME##*-}" != 0 ]; then
  unset MONGO_INITDB_ROOT_USERNAME MONGO_INITDB_ROOT_PASSWORD
fi
exec docker-entrypoint.sh "$@"
