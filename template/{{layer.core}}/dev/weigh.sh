#!/bin/sh
# Hold an image to its budget: weigh.sh IMAGE MIB LAYERS. Each start on a new machine waits for every byte of it.
set -eu

found=$(docker image inspect --format '{{.Size}} {{len .RootFS.Layers}}' "$1")
weight=$((${found% *} / 1048576))
layers=${found#* }

if [ "$weight" -gt "$2" ] || [ "$layers" -gt "$3" ]; then
	echo "error: $1 weighs $weight MiB in $layers layers; its budget is $2 MiB in $3." >&2
	echo "hint: docker history $1 says what brings it; what it may be stands in the Makefile." >&2
	exit 1
fi
