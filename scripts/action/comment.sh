#!/usr/bin/env bash
# Keeps one comment on the pull request: the one that starts with the mark is written over.
set -euo pipefail

mark='<!-- pawl gate -->'
if [ ! -f "$PAWL_MARKDOWN" ]; then
  echo 'The gate came to no verdict, so there is nothing to comment.'
  exit 0
fi
body="$(mktemp)"
{ echo "$mark"; cat "$PAWL_MARKDOWN"; } > "$body"
comments="repos/$GITHUB_REPOSITORY/issues/$PAWL_PULL_REQUEST/comments"
id="$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$mark\")) | .id" | head -n 1)"
if [ -n "$id" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field "body=@$body" > /dev/null
else
  gh api --method POST "$comments" --field "body=@$body" > /dev/null
fi
