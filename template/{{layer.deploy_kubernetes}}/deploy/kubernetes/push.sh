#!/bin/sh
# Build the images that an overlay names, each from its stage of the Dockerfile, and push them: push.sh PLACE
set -eu

PLACE=${1:?say where: make push place=staging}
OVERLAY=$(dirname "$0")/overlays/$PLACE

sed -n 's/^  - {name: \(.*\), newName: \(.*\), newTag: \(.*\)}$/\1 \2:\3/p' "$OVERLAY/kustomization.yaml" |
	while read -r name image; do
		case $name in
			*-backup) docker build --target backup --tag "$image" . ;;
			*) docker build --tag "$image" . ;;
		esac
		docker push "$image"
	done
