#!/usr/bin/env bash
# Prints the pair as `key=value` lines for $GITHUB_OUTPUT, from the two platform stack files.
#
#   usage: pair.sh
set -euo pipefail

get() {
    pulumi config get "standby:$2" --stack "$1" --non-interactive
}

main() {
    printf 'app=%s\n' "$(get primary app)"
    printf 'environment=%s\n' "$(get primary environment)"
    printf 'primary=%s\n' "$(get primary region)"
    printf 'dr=%s\n' "$(get dr region)"
}

main "$@"
