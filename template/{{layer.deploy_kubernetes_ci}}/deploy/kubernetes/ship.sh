#!/bin/sh
# Bring the images of a release into the cluster of DEPLOY_TO, as the pipeline does: make ship.
# dist/images has them by their digests: what was scanned and signed is what runs, whatever a tag leads to by then.
set -eu

: "${VERSION:?says which version, v1.2.0}"
: "${DEPLOY_TO:?says into which place, a folder of deploy/kubernetes/overlays}"
: "${DEPLOY_KUBECONFIG:?is what leads kubectl into its cluster, the text of a kubeconfig}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
umask 077
printf '%s\n' "$DEPLOY_KUBECONFIG" > "$work/kubeconfig"
unset DEPLOY_KUBECONFIG
export KUBECONFIG="$work/kubeconfig"

sh deploy/kubernetes/promote.sh "$DEPLOY_TO" "${VERSION#v}" dist/images
sh deploy/kubernetes/deploy.sh "$DEPLOY_TO"
