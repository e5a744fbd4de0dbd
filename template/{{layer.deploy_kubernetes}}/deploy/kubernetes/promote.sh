#!/bin/sh
# Write into an overlay which version is to run there: promote.sh PLACE VERSION
set -eu

PLACE=${1:?say where: make promote place=staging version=1.2.0}
VERSION=${2:?say which: make promote place=staging version=1.2.0}
FILE=$(dirname "$0")/overlays/$PLACE/kustomization.yaml

case $VERSION in *[!A-Za-z0-9._-]* | latest)
	echo "error: $VERSION is no version: letters, digits, dots and dashes, and not latest." >&2
	exit 1
	;;
esac
sed "s/newTag: .*}$/newTag: $VERSION}/" "$FILE" > "$FILE.new"
mv "$FILE.new" "$FILE"
