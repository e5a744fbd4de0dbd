#!/bin/sh
# Make the database at the first start, without the network, as the official image does.
set -eu
if [ "$(id -u)" = 0 ]; then
	chown mysql /var/lib/mysql /run/mysqld
	exec setpriv --reuid=mysql --regid=mysql --init-groups sh "$0" "$@"
fi
read_secret() {
	if [ -n "$2" ]; then cat "$2"; else printf '%s' "$1"; fi
}
root=$(read_secret "${MARIADB_ROOT_PASSWORD:-}" "${MARIADB_ROOT_PASSWORD_FILE:-}")
own=$(read_secret "${MARIADB_PASSWORD:-}" "${MARIADB_PASSWORD_FILE:-}")
if [ ! -d /var/lib/mysql/mysql ]; then
	mariadb-install-db --skip-test-db --auth-root-authentication-method=normal > /dev/null
	mariadbd --skip-networking &
	until mariadb-admin --user=root --silent ping; do sleep 0.2; done
	if [ -n "${MARIADB_USER:-}" ]; then
		user="CREATE USER $MARIADB_USER@'%' IDENTIFIED BY '$own'; GRANT ALL ON $MARIADB_DATABASE.* TO $MARIADB_USER@'%';"
	fi
	mariadb --user=root <<SQL
CREATE DATABASE $MARIADB_DATABASE;
CREATE USER healthcheck@localhost;
${user:-}
CREATE USER root@'%' IDENTIFIED BY '$root';
GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;
SET PASSWORD FOR root@localhost = PASSWORD('$root');
SQL
	mariadb-admin --user=root --password="$root" shutdown
	wait
fi
exec "$@"
