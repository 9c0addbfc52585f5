#!/usr/bin/env bash
# Refuses a deployment while a promotion or a failback is unfinished.
#
#   usage: refuse-frozen.sh APP ENVIRONMENT REGION...
#
# Reads `incident/freeze` of the failover contract in every region. Exit code 0: frozen nowhere. Exit code 3: frozen, or a
# region did not say. A region that does not answer is a reason not to deploy, never a reason to go on.
set -euo pipefail

main() {
    local app=$1 environment=$2 region refused=0
    for region in "${@:3}"; do
        ask "$app" "$environment" "$region" || refused=3
    done
    return "$refused"
}

ask() {
    local app=$1 environment=$2 region=$3 name answer
    name=/$app/$environment/standby/incident/freeze
    if answer=$(aws ssm get-parameter --region "$region" --name "$name" --query Parameter.Value --output text 2>&1); then
        printf 'refused: %s is frozen: %s. Finish the promotion or the failback (standby status) first.\n' "$region" "$answer"
        return 1
    fi
    if [[ $answer == *'(ParameterNotFound)'* ]]; then
        printf '%s is not frozen\n' "$region"
        return 0
    fi
    printf 'refused: %s did not say whether it is frozen: %s\n' "$region" "$answer"
    return 1
}

main "$@"
