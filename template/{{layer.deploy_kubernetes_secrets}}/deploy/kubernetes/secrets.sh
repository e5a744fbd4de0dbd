#!/bin/sh
# Make the secrets of a place that are not there yet, and bring all of them into its cluster: secrets.sh PLACE NAME...
#
# They stay in secrets/PLACE, which git ignores: keep a copy of that folder where neither the cluster nor its backups are.
# What is there is never touched; what comes from elsewhere is written there by hand.
set -eu

PLACE=${1:?say where: make secrets place=staging}
shift
OVERLAY=$(dirname "$0")/overlays/$PLACE
NAMESPACE=$(sed -n 's/^namespace: //p' "$OVERLAY/kustomization.yaml")
FOLDER=secrets/$PLACE

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

umask 077
mkdir -p "$FOLDER"
chmod 700 secrets "$FOLDER"
for name in "$@"; do
	if [ ! -e "$FOLDER/$name" ]; then
		od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > "$work/$name"
		mv "$work/$name" "$FOLDER/$name"
		echo "made $FOLDER/$name" >&2
	fi
done

kubectl kustomize "$OVERLAY" > "$work/all.yaml"
sed -n 's/^ *- key: \([a-z_0-9]*\)$/\1/p' "$work/all.yaml" | sort -u > "$work/wanted"
while read -r name; do
	if [ ! -e "$FOLDER/$name" ]; then
		echo "error: $FOLDER/$name is missing, and cannot be made here." >&2
		echo "hint: docs/operations.md says where it comes from." >&2
		exit 1
	fi
done < "$work/wanted"

kubectl apply --server-side --field-manager=deploy --selector=app.kubernetes.io/component=place --filename="$work/all.yaml"
kubectl create secret generic secrets --namespace="$NAMESPACE" --from-file="$FOLDER" --dry-run=client --output=yaml > "$work/secrets.yaml"
kubectl apply --server-side --field-manager=secrets --filename="$work/secrets.yaml"
