#!/bin/sh
# Make the certificate by which the database server is known, unless it is there: certificate.sh NAME
#
# The authority that signs it is made for this one certificate, and its key is gone at the end:
# nobody can sign another. To renew it, delete database_certificate and run this again.
# The folder keeps every other user of the machine out; containers read as users of their own.
set -eu

NAME=$1
SECRETS_DIR=${SECRETS_DIR:-./secrets}
DAYS=3650
umask 077
mkdir -p "$SECRETS_DIR"
chmod 700 "$SECRETS_DIR"

if [ -e "$SECRETS_DIR/database_authority" ] && [ -e "$SECRETS_DIR/database_key" ] &&
	[ -e "$SECRETS_DIR/database_certificate" ]; then exit; fi
if ! command -v openssl > /dev/null; then
	echo "error: openssl is not on the PATH, and the database needs a certificate." >&2
	echo "hint: install it (apt install openssl, brew install openssl)." >&2
	exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

for who in authority server; do openssl ecparam -name prime256v1 -genkey -noout -out "$work/$who.key"; done
cat > "$work/authority.conf" << END
[req]
distinguished_name = subject
x509_extensions = authority
prompt = no
[subject]
CN = authority of the database
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:$NAME
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END
openssl req -new -x509 -sha256 -days "$DAYS" -config "$work/authority.conf" \
	-key "$work/authority.key" -out "$work/authority"

openssl req -new -sha256 -subj "/CN=$NAME" -config "$work/authority.conf" -key "$work/server.key" -out "$work/request"
openssl x509 -req -sha256 -days "$DAYS" -in "$work/request" -out "$work/certificate" 2> "$work/said" \
	-CA "$work/authority" -CAkey "$work/authority.key" -CAserial "$work/serial" -CAcreateserial \
	-extfile "$work/authority.conf" -extensions server || { cat "$work/said" >&2; exit 1; }

# The certificate comes last: where it is, the others are.
cp "$work/authority" "$work/server.key" "$work/certificate" "$SECRETS_DIR"
cd "$SECRETS_DIR"
chmod 444 authority server.key certificate
mv -f authority database_authority
mv -f server.key database_key
mv -f certificate database_certificate
echo "made the certificate of $NAME in $SECRETS_DIR" >&2
