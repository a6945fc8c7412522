#!/usr/bin/env bash
# Reviews ROOT against BASE for the step of action.yml. What it is given and what it looks at may be hostile: both stay
# arguments, and nothing of the reviewed repository is run.
set -euo pipefail

# The words are this script's own: none of what was given goes into a workflow command.
fail() {
  printf '::error title=Policy review::%s\n' "$1"
  exit 2
}

# Neither a folder that looks like a repository nor a hook or filter of one has a say.
git_in_root() {
  git -c safe.bareRepository=explicit -c core.fsmonitor=false -c core.hooksPath=/dev/null -C "$root" "$@"
}

has_commit() {
  git_in_root rev-parse --verify --quiet --end-of-options "$1^{commit}" > /dev/null
}

project=$(cd -- "$GITHUB_ACTION_PATH/../../.." && pwd -P)
workspace=$(cd -- "$GITHUB_WORKSPACE" && pwd -P)
root=$(cd -- "$workspace" && cd -- "./$ROOT" 2> /dev/null && pwd -P) || fail 'root is no folder of the workspace'
# A link in the reviewed repository would lead the review to any file of the machine, and its text into the log.
case "$root/" in
  "$workspace"/*) ;;
  *) fail 'root leads out of the workspace' ;;
esac
case "$SARIF" in true | false) ;; *) fail 'sarif takes true or false' ;; esac
top=$(git_in_root rev-parse --show-toplevel 2> /dev/null) ||
  fail 'root belongs to no Git repository that this user may read: check one out first'

if [ -z "$BASE" ] && [ "$GITHUB_EVENT_NAME" = pull_request ]; then
  # What a merge would make is checked out unless the workflow says otherwise: its first parent is the base.
  if has_commit 'HEAD^2'; then BASE='HEAD^1'
  elif has_commit "origin/$GITHUB_BASE_REF"; then BASE="origin/$GITHUB_BASE_REF"
  else fail 'what the pull request is for is not there: give actions/checkout fetch-depth: 2, or this step a base'
  fi
fi

folder=$(mktemp -d "$RUNNER_TEMP/policy-review.XXXXXX")
arguments=("--root=$root" "--fail-on=$FAIL_ON" --format=github "--write=markdown=$folder/review.md")
if [ -n "$BASE" ]; then arguments+=("--base=$BASE"); fi
if [ "$SARIF" = true ]; then arguments+=("--write=sarif=$folder/review.sarif"); fi

status=0
cd -- "$project"
# Files are told by their place in the repository, not in this workspace.
GITHUB_WORKSPACE="$top" node scripts/setup.mjs review "${arguments[@]}" 2> "$folder/errors" || status=$?
# Where a line begins with what it is from, it is no command to the runner.
sed 's/^/policy review: /' "$folder/errors" >&2

if [ -f "$folder/review.md" ]; then
  head -c 1000000 "$folder/review.md" >> "$GITHUB_STEP_SUMMARY"
  printf 'markdown=%s\n' "$folder/review.md" >> "$GITHUB_OUTPUT"
else
  fail 'nothing was reviewed, for the reason above'
fi
if [ -f "$folder/review.sarif" ]; then printf 'sarif=%s\n' "$folder/review.sarif" >> "$GITHUB_OUTPUT"; fi
exit "$status"
