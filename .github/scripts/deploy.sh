#!/usr/bin/env bash
# Brings one layer up in both regions, the primary first, with the gate on.
#
#   usage: deploy.sh FOLDER
#
# FOLDER is `.` or `workloads`. The second region is not touched when the first one failed.
set -euo pipefail

main() {
    local folder=$1 stack
    for stack in primary dr; do
        pulumi up --cwd "$folder" --stack "$stack" --policy-pack "$PWD/policy" --yes --non-interactive --color never
    done
}

main "$@"
