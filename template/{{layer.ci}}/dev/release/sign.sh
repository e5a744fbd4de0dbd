#!/bin/sh
# Sign each image of dist/images, and the bill of materials as its own, without a key that anybody keeps:
# the certificate is made for this pipeline and this minute. Then look at both as others will.
set -eu

: "${IDENTITY:?says which pipeline signs}"
: "${ISSUER:?says who vouches for it}"

images=$(sed 's/^[a-z]* //' dist/images)
: "${images:?are not there: make publish writes dist/images}"
for image in $images; do
	case $image in
	*@sha256:*) ;;
	*) echo "error: $image is a name that may move; only a digest is signed" >&2; exit 1 ;;
	esac
done

for image in $images; do
	cosign sign --yes "$image"
	cosign attest --yes --type cyclonedx --predicate dist/sbom.cdx.json "$image"
	cosign verify --certificate-identity "$IDENTITY" --certificate-oidc-issuer "$ISSUER" "$image"
	cosign verify-attestation --type cyclonedx --certificate-identity "$IDENTITY" --certificate-oidc-issuer "$ISSUER" "$image"
done
