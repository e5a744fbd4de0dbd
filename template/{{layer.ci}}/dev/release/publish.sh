#!/bin/sh
# Push what is released as VERSION to REPOSITORY, and write what each image is called for ever to dist/images:
# publish.sh STAGE..., the stages of the Dockerfile. They have been built and scanned, the service as IMAGE and
# the others as IMAGE-STAGE, which go to REPOSITORY/STAGE: make publish sees to it.
set -eu

: "${IMAGE:?says what was built}"
: "${VERSION:?says which version this is, v1.2.0}"
: "${REPOSITORY:?says where the images go, registry.example.com/team/name}"
: "${REGISTRY_USER:?says who pushes them}"
: "${REGISTRY_PASSWORD:?is what proves it}"

repository=$(printf %s "$REPOSITORY" | tr '[:upper:]' '[:lower:]') # a registry takes small letters only

printf %s "$REGISTRY_PASSWORD" | docker login --username "$REGISTRY_USER" --password-stdin "${repository%%/*}"
: > dist/images
for stage in "$@"; do
	case $stage in
	service) image=$IMAGE name=$repository ;;
	*) image=$IMAGE-$stage name=$repository/$stage ;;
	esac
	docker tag "$image" "$name:${VERSION#v}"
	docker push "$name:${VERSION#v}" > dist/pushed
	digest=$(sed -n 's/.*digest: \(sha256:[0-9a-f]\{64\}\) .*/\1/p' dist/pushed)
	: "${digest:?was not said by the registry}"
	printf '%s %s@%s\n' "$stage" "$name" "$digest" >> dist/images
done
