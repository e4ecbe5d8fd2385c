#!/bin/sh
# Before PostgreSQL starts: ordinal 0 is the primary, every other member a replica of it.
set -eu

ordinal="${POD_NAME##*-}"

if [ "$ordinal" = 0 ]; then
  if [ -s "$PGDATA/PG_VERSION" ]; then
    rm -f "$PGDATA/standby.signal"
    exit 0
  fi
  # An empty primary beside replicas that hold data is a lost volume, not a new database.
  for member in 1 2 3 4 5 6 7 8 9; do
    if pg_isready --quiet --timeout=3 --username="$REPLICATION_USER" --dbname="$DATABASE" \
      --host="postgres-$member.$HEADLESS"; then
      echo "postgres-0 has no data, but postgres-$member has: restore it, see the README" >&2
      exit 1
    fi
  done
  exit 0
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  until pg_isready --timeout=3 --host="$PRIMARY" --username="$REPLICATION_USER" --dbname="$DATABASE"; do
    sleep 2
  done
  # Made beside its place: a copy that was interrupted is never taken for a whole one.
  rm -rf "$PGDATA.new"
  pg_basebackup --host="$PRIMARY" --username="$REPLICATION_USER" --no-password \
    --pgdata="$PGDATA.new" --wal-method=stream --checkpoint=fast --verbose
  rm -rf "$PGDATA"
  mv "$PGDATA.new" "$PGDATA"
fi
touch "$PGDATA/standby.signal"
