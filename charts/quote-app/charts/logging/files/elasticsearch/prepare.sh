#!/bin/bash
# Before Elasticsearch starts: its keystore, with the secrets that it takes from no file and no variable, and its
# configuration.
set -euo pipefail

elasticsearch-keystore create
printf '%s' "$ELASTIC_PASSWORD" | elasticsearch-keystore add --stdin bootstrap.password
printf '%s' "$ARCHIVE_ACCESS_KEY_ID" | elasticsearch-keystore add --stdin s3.client.default.access_key
printf '%s' "$ARCHIVE_SECRET_ACCESS_KEY" | elasticsearch-keystore add --stdin s3.client.default.secret_key
cp config/elasticsearch.keystore /prepared/
cp /setup/elasticsearch.yml /prepared/

# A node answers there once it is in a cluster.
in_a_cluster() {
  (exec 3<>"/dev/tcp/$1/9399") 2>/dev/null
}

# Node 0 alone founds the cluster, and only the first time: with an empty volume beside nodes that have data it would
# found a second one. So it gives a cluster that is there the time to show.
if [[ ${POD_NAME##*-} != 0 || -d data/_state ]]; then
  exit
fi
for ((second = 0; second < FOUND_AFTER; second += 5)); do
  for ((node = 1; node < NODES; node++)); do
    if in_a_cluster "elasticsearch-$node.$HEADLESS"; then
      echo "elasticsearch-$node is in a cluster: this node joins it"
      exit
    fi
  done
  sleep 5
done
echo "cluster.initial_master_nodes: [$POD_NAME]" >>/prepared/elasticsearch.yml
