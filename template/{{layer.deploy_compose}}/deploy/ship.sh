#!/bin/sh
# Bring VERSION to the machine that serves, and start it there: make ship.
# There lies a clone of this repository, with its .env and its secrets, which never leave it.
set -eu

: "${VERSION:?says which version, v1.2.0}"
: "${DEPLOY_TO:?says where the clone lies, user@machine:/folder}"
: "${DEPLOY_KNOWN_HOSTS:?is the line of that machine in known_hosts, so that no other is taken for it}"
: "${DEPLOY_KEY:?is the private key that may log in there}"

case $VERSION in
*[!v0-9.]*) echo "error: $VERSION is not a version such as v1.2.0" >&2; exit 1 ;;
esac

keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
umask 077
printf '%s\n' "$DEPLOY_KEY" > "$keys/key"
printf '%s\n' "$DEPLOY_KNOWN_HOSTS" > "$keys/hosts"

ssh -i "$keys/key" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$keys/hosts" \
	"${DEPLOY_TO%%:*}" sh -s -- "${DEPLOY_TO#*:}" "$VERSION" <<'END'
set -eu
cd "$1"
git fetch --tags --quiet
git checkout --quiet --detach "$2"
make up
END
