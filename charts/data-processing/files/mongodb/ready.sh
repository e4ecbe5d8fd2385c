#!/bin/bash
# Succeeds where this member is the primary or an up-to-date secondary.
mongosh --quiet --norc "$MONGODB_SELF" --eval '
  const { isWritablePrimary, secondary } = db.hello()
  quit(isWritablePrimary || secondary ? 0 : 1)
'
