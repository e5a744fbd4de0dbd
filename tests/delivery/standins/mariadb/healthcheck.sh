#!/bin/sh
# Healthy is what can be reached over TCP: while it is being made, the server answers on its socket only.
exec mariadb-admin --skip-ssl --protocol=tcp --host=127.0.0.1 --user=healthcheck --connect-timeout=2 --silent ping
