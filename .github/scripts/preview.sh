#!/usr/bin/env bash
# Previews one stack with the gate on and writes a comment for the pull request.
#
#   usage: preview.sh FOLDER STACK COMMENT
#
# FOLDER is `.` or `workloads`, COMMENT the Markdown file to write. Ends with the preview's own exit code.
set -euo pipefail

main() {
    local folder=$1 stack=$2 comment=$3 status=0 output
    output=$(mktemp)
    # shellcheck disable=SC2064 # the name is known now
    trap "rm -f '$output'" EXIT
    pulumi preview --cwd "$folder" --stack "$stack" --policy-pack "$PWD/policy" --diff --non-interactive --color never \
        >"$output" 2>&1 || status=$?
    comment_of "$folder" "$stack" "$status" "$output" >"$comment"
    cat "$output"
    return "$status"
}

comment_of() {
    local folder=$1 stack=$2 status=$3 output=$4 layer=platform verdict='no finding stops it'
    [[ $folder == workloads ]] && layer=workloads
    ((status == 0)) || verdict="**refused** (exit code $status)"
    printf '### %s / %s: %s\n\n' "$layer" "$stack" "$verdict"
    printf '<details><summary>preview</summary>\n\n~~~~\n'
    # GitHub refuses a comment of more than 65,536 characters; the end holds the findings and the summary
    tail -c 60000 "$output"
    printf '\n~~~~\n\n</details>\n'
}

main "$@"
