#!/bin/sh
# Makes the private bucket, if it isn't there yet.
set -eu

# MinIO may still be starting.
until mc alias set store http://minio:9000 "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD"; do
  sleep 5
done
mc mb --ignore-existing "store/$S3_BUCKET"
mc anonymous set private "store/$S3_BUCKET"
