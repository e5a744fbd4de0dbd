#!/bin/sh
# Open an issue about the night's run, or write below the one that is open already.
set -eu

title="Something was found in the night"
text="Nobody changed anything, and yet it does not hold any more: $RUN_URL"

open=$(gh issue list --state open --search "in:title \"$title\"" --json number --jq '.[0].number // empty')
if [ -n "$open" ]; then
	gh issue comment "$open" --body "$text"
else
	gh issue create --title "$title" --body "$text"
fi
