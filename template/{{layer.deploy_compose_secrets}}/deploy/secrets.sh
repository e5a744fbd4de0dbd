#!/bin/sh
# Make the secrets that are not there yet, one file each. What is there is never touched.
#
# The folder keeps every other user of the machine out. The files in it can be read by all,
# since each container reads its own as a user of its own.
set -eu

SECRETS_DIR=${SECRETS_DIR:-./secrets}
umask 077
mkdir -p "$SECRETS_DIR"
chmod 700 "$SECRETS_DIR"

for name in "$@"; do
	if [ ! -e "$SECRETS_DIR/$name" ]; then
		od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > "$SECRETS_DIR/$name.new"
		chmod 444 "$SECRETS_DIR/$name.new"
		mv "$SECRETS_DIR/$name.new" "$SECRETS_DIR/$name"
		echo "made $SECRETS_DIR/$name" >&2
	fi
done

# Compose reads .env by itself, so that a plain `docker compose up` finds the folder too.
if ! grep -qs '^SECRETS_DIR=' .env; then
	if [ -s .env ] && [ -n "$(tail -c 1 .env)" ]; then echo >> .env; fi
	echo "SECRETS_DIR=$SECRETS_DIR" >> .env
fi
