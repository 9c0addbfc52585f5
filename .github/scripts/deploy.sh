#!/usr/bin/env bash
# Brings one layer up in both regions, with the gate on: the primary first, or the region that serves.
#
#   usage: deploy.sh FOLDER [SERVING]
#
# FOLDER is `.` or `workloads`, SERVING `primary` (the default) or `dr`. The second region is not touched when the first one failed.
set -euo pipefail

main() {
    local folder=$1 serving=${2:-primary} stack other
    case $serving in
    primary) other=dr ;;
    dr) other=primary ;;
    *)
        printf "deploy.sh: the serving region is 'primary' or 'dr', found '%s'; nothing was deployed\n" "$serving" >&2
        return 2
        ;;
    esac
    for stack in "$serving" "$other"; do
        pulumi up --cwd "$folder" --stack "$stack" --policy-pack "$PWD/policy" --yes --non-interactive --color never
    done
}

main "$@"
