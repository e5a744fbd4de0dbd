#!/bin/sh
# Push the image of VERSION to REPOSITORY, and write what it is called for ever to dist/image.
# The image has been built and scanned as IMAGE: make publish sees to it.
set -eu

: "${VERSION:?says which version this is, v1.2.0}"
: "${REPOSITORY:?says where the image goes, registry.example.com/team/name}"
: "${REGISTRY_USER:?says who pushes it}"
: "${REGISTRY_PASSWORD:?is what proves it}"

repository=$(printf %s "$REPOSITORY" | tr '[:upper:]' '[:lower:]') # a registry takes small letters only
name="$repository:${VERSION#v}"

printf %s "$REGISTRY_PASSWORD" | docker login --username "$REGISTRY_USER" --password-stdin "${repository%%/*}"
docker tag "$IMAGE" "$name"
docker push "$name" > dist/pushed
digest=$(sed -n 's/.*digest: \(sha256:[0-9a-f]\{64\}\) .*/\1/p' dist/pushed)
: "${digest:?was not said by the registry}"
printf '%s@%s\n' "$repository" "$digest" > dist/image
