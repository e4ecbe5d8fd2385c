#!/bin/sh
# Dumps the database into one compressed file. pg_dump compresses by itself: no pipe hides its failure.
set -eu

file="/backup/$PGDATABASE-$(date -u +%Y%m%d).sql.gz"
pg_dump --no-password --compress=6 --file="$file"
ls -l "$file"
