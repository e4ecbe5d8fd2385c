#!/bin/bash
# Copies the key to where only mongod may read it: it refuses a key that its group can read, and
# that is how the kubelet mounts a Secret. Joins certificate and private key to the one file that
# mongod asks for.
set -eu
umask 077

install -m 0400 /secret/keyfile /run/mongodb/keyfile
if [ -e /tls/tls.key ]; then
  cat /tls/tls.crt /tls/tls.key > /run/mongodb/tls.pem
fi
