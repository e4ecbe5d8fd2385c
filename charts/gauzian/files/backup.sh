#!/bin/sh
# Dumps the database into /backup and drops the dumps that are too old.
set -eu
# Or a failed pg_dump behind a gzip that worked looks like a backup.
# shellcheck disable=SC3040 # the shell of Alpine has it
set -o pipefail

dump="/backup/backup-$(date +%Y%m%d-%H%M).sql.gz"

# What an interrupted run left behind.
rm -f /backup/*.partial
pg_dump --clean --if-exists | gzip > "$dump.partial"
mv "$dump.partial" "$dump"
echo "wrote $dump: $(stat -c %s "$dump") bytes"

# Only after a good dump: a database that can't be dumped loses no old ones.
find /backup -name 'backup-*.sql.gz' -mtime "+$KEEP_DAYS" -print -exec rm -f {} +
