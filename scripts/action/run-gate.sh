#!/usr/bin/env bash
# Runs the gate with what action.yml was given (all of it by variables, so that no input is ever read as a command) and keeps its exit
# code for the last step: evidence is saved and the pull request is told first.
set -euo pipefail

pawl=(${PAWL_PROGRAM:-node "$GITHUB_ACTION_PATH/packages/cli/bin/pawl.js"})
results="${RUNNER_TEMP:-/tmp}/pawl-gate"
mkdir -p "$results"
words=(gate run --dir "$PAWL_DIRECTORY" --junit "$results/junit.xml" --markdown "$results/summary.md" --evidence "$results/evidence.json")

[ -z "${PAWL_ENVIRONMENT:-}" ] || words+=(--env "$PAWL_ENVIRONMENT")
[ -z "${PAWL_EXTERNAL:-}" ] || words+=(--external "$PAWL_EXTERNAL")
[ -z "${PAWL_TARGET:-}" ] || words+=(--target "$PAWL_TARGET")
while IFS= read -r prompt; do
  [ -z "$prompt" ] || words+=(--prompt "$prompt")
done <<< "${PAWL_PROMPTS:-}"

if [ -z "${PAWL_SERVER:-}" ]; then
  unset PAWL_SERVER PAWL_KEY
  words+=(--data-dir "$PAWL_DIRECTORY/$PAWL_GATE_DIR")
  # A push is compared with what the branch was before it, as long as that is still there.
  before="${PAWL_PUSHED_FROM:-}"
  if [ -z "${PAWL_BASELINE:-}" ] && [[ "$before" =~ ^[0-9a-f]{40}$ ]] && git -C "$PAWL_DIRECTORY" cat-file -e "$before^{commit}" 2> /dev/null; then
    PAWL_BASELINE="$before"
  fi
fi
[ -z "${PAWL_BASELINE:-}" ] || words+=(--baseline "$PAWL_BASELINE")

code=0
"${pawl[@]}" "${words[@]}" || code=$?
case "$code" in
  0) verdict=pass ;;
  1) verdict=fail ;;
  3) verdict=inconclusive ;;
  *) verdict=error ;;
esac
{
  echo "verdict=$verdict"
  echo "exit-code=$code"
  echo "junit=$results/junit.xml"
  echo "markdown=$results/summary.md"
  echo "evidence=$results/evidence.json"
} >> "$GITHUB_OUTPUT"
