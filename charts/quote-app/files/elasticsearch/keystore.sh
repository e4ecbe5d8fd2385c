#!/bin/bash
# Puts the secrets that Elasticsearch takes from no file and no variable into its keystore.
set -euo pipefail

elasticsearch-keystore create
printf '%s' "$ELASTIC_PASSWORD" | elasticsearch-keystore add --stdin bootstrap.password
printf '%s' "$ARCHIVE_ACCESS_KEY_ID" | elasticsearch-keystore add --stdin s3.client.default.access_key
printf '%s' "$ARCHIVE_SECRET_ACCESS_KEY" | elasticsearch-keystore add --stdin s3.client.default.secret_key
cp config/elasticsearch.keystore /keystore/
