#!/bin/bash
# Uploads the dump to its tiers, then removes what is older than a tier keeps.
set -euo pipefail

s3() {
  aws ${ENDPOINT:+--endpoint-url "$ENDPOINT"} "$@"
}

# upload FILE TIER CLASS
upload() {
  s3 s3 cp --no-progress --storage-class "$3" "$1" "s3://$BUCKET/$PREFIX/$2/${1##*/}"
}

# prune TIER DAYS: by the date in the name, so that a second run changes nothing.
prune() {
  local oldest keys key day
  oldest="$(date -u -d "$2 days ago" +%Y%m%d)"
  keys="$(s3 s3api list-objects-v2 --bucket "$BUCKET" --prefix "$PREFIX/$1/" \
    --query 'Contents[].[Key]' --output text)"
  while read -r key; do
    day="${key##*-}"
    day="${day%.sql.gz}"
    if [[ $key == *.sql.gz && $day =~ ^[0-9]{8}$ && $day < $oldest ]]; then
      s3 s3 rm "s3://$BUCKET/$key"
    fi
  done <<<"$keys"
}

for file in /backup/*.sql.gz; do
  upload "$file" daily "$DAILY_CLASS"
  if [[ $(date -u +%u) == "$WEEKDAY" ]]; then
    upload "$file" weekly "$WEEKLY_CLASS"
  fi
done

prune daily "$DAILY_DAYS"
prune weekly "$WEEKLY_DAYS"
