# Make the database at the first start, without the network, as the official image does.
set -eu
read_secret() {
	if [ -n "$2" ]; then cat "$2"; else printf '%s' "$1"; fi
}
root=$(read_secret "${MARIADB_ROOT_PASSWORD:-}" "${MARIADB_ROOT_PASSWORD_FILE:-}")
own=$(read_secret "${MARIADB_PASSWORD:-}" "${MARIADB_PASSWORD_FILE:-}")
if [ ! -d /var/lib/mysql/mysql ]; then
	mariadb-install-db --skip-test-db --auth-root-authentication-method=normal > /dev/null
	{
		echo "SET PASSWORD FOR root@localhost = PASSWORD('$root');"
		echo "CREATE USER root@'%' IDENTIFIED BY '$root'; GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
		echo "CREATE USER healthcheck@localhost IDENTIFIED BY '';"
		echo "CREATE DATABASE $MARIADB_DATABASE;"
		if [ -n "${MARIADB_USER:-}" ]; then
			echo "CREATE USER $MARIADB_USER@'%' IDENTIFIED BY '$own'; GRANT ALL ON $MARIADB_DATABASE.* TO $MARIADB_USER@'%';"
		fi
	} > /tmp/first.sql
	mariadbd --skip-networking --init-file=/tmp/first.sql --pid-file=/tmp/first.pid &
	until mariadb --user=healthcheck --execute="USE $MARIADB_DATABASE" 2> /dev/null ||
		mariadb --user=root --password="$root" --execute="USE $MARIADB_DATABASE" 2> /dev/null; do sleep 0.2; done
	mariadb-admin --user=root --password="$root" shutdown
	wait
	rm /tmp/first.sql
fi
exec "$@"
