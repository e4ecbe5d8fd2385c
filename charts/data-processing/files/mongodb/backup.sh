#!/bin/bash
# Dumps all databases into /backup and drops the dumps that are too old.
set -eu
umask 077

# In a file, so that no list of processes shows the password; in YAML, where '' is one quote.
password=${MONGODB_BACKUP_PASSWORD//\'/\'\'}
printf "password: '%s'\n" "$password" > /tmp/mongodump.yaml

dump="/backup/mongodb-$(date +%Y%m%d-%H%M).archive.gz"

# What an interrupted run left behind.
rm -f /backup/*.partial
# With what happens during the dump, so that it is one moment in time.
mongodump --uri="$MONGODB_URI" --username=backup --authenticationDatabase=admin \
  --config=/tmp/mongodump.yaml --oplog --gzip --archive="$dump.partial"
mv "$dump.partial" "$dump"
echo "wrote $dump: $(stat -c %s "$dump") bytes"

# Only after a good dump: a database that can't be dumped loses no old ones.
find /backup -name 'mongodb-*.archive.gz' -mtime "+$KEEP_DAYS" -print -exec rm -f {} +
