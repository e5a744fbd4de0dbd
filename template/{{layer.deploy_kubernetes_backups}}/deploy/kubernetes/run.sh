#!/bin/sh
# Run one command of `app` to its end where backups run, as the owner of the database: run.sh PLACE WORD...
# Another program than `app`: run.sh PLACE --with PROGRAM WORD...
set -eu

PLACE=${1:?say where: run.sh staging backup list}
shift
NAMESPACE=$(sed -n 's/^namespace: //p' "$(dirname "$0")/overlays/$PLACE/kustomization.yaml")
NAME=run-$(date +%s)
WHERE=/spec/template/spec/containers/0

here() {
	kubectl --namespace="$NAMESPACE" "$@"
}

program=app
if [ "$1" = --with ]; then
	program=$2
	shift 2
fi
words=
for word in "$@"; do
	case $word in *[\"\\]*) echo "error: a word may hold no quote and no backslash." >&2 && exit 2 ;; esac
	words="$words${words:+, }\"$word\""
done

here create job "$NAME" --from=cronjob/backup-run --dry-run=client --output=json |
	kubectl patch --local --filename=- --type=json --output=json --patch="[
		{\"op\": \"add\", \"path\": \"$WHERE/command\", \"value\": [\"$program\"]},
		{\"op\": \"replace\", \"path\": \"$WHERE/args\", \"value\": [$words]}]" |
	here create --filename=- >&2
here logs "job/$NAME" --follow --pod-running-timeout=5m
while :; do # the Job ends by itself: its time is limited
	case $(here get job "$NAME" --output=jsonpath='{.status.conditions[?(@.status=="True")].type}') in
		*Complete*) code=0 && break ;;
		*Failed*) code=1 && break ;;
	esac
	sleep "${PATIENCE:-1}"
done
here delete job "$NAME" >&2
exit "$code"
