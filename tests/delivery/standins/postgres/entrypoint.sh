#!/bin/sh
# Make the database at the first start, answering on the socket only, as the official image does.
set -eu
if [ "$(id -u)" = 0 ]; then
	chown postgres "$PGDATA" /var/run/postgresql
	exec setpriv --reuid=postgres --regid=postgres --init-groups sh "$0" "$@"
fi
password=${POSTGRES_PASSWORD:-}
if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then password=$(cat "$POSTGRES_PASSWORD_FILE"); fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	printf '%s\n' "$password" > /tmp/pw
	chmod 700 "$PGDATA"
	initdb --username="$POSTGRES_USER" --pwfile=/tmp/pw --auth-host=scram-sha-256 --encoding=UTF8 --locale=C
	rm /tmp/pw
	pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
	if [ "${POSTGRES_DB:-$POSTGRES_USER}" != postgres ]; then
		createdb --username="$POSTGRES_USER" --maintenance-db=postgres "${POSTGRES_DB:-$POSTGRES_USER}"
	fi
	pg_ctl -D "$PGDATA" -m fast -w stop
	echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
	sed -i "s/^#listen_addresses.*/listen_addresses = '*'/" "$PGDATA/postgresql.conf"
fi
exec "$@"
