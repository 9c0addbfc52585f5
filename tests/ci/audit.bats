#!/usr/bin/env bats
# The audit of the locked packages: a finding fails, a database out of reach does not, another error does.

setup() {
    bats_require_minimum_version 1.5.0
    SCRIPT=$BATS_TEST_DIRNAME/../../.ci/audit
}

# $1: what uv prints, $2: its exit code
fake_uv() {
    printf '#!/usr/bin/env bash\nprintf "%%b\\n" "%s" >&2\nexit %s\n' "$1" "$2" >"$BATS_TEST_TMPDIR/uv"
    chmod +x "$BATS_TEST_TMPDIR/uv"
}

@test "nothing known: what uv says, exit code 0" {
    fake_uv 'Found no known vulnerabilities' 0
    run -0 "$SCRIPT" "$BATS_TEST_TMPDIR/uv"
    [[ $output == 'Found no known vulnerabilities' ]]
}

@test "a known vulnerability fails" {
    fake_uv 'GHSA-1: jinja2 3.0' 1
    run -1 "$SCRIPT" "$BATS_TEST_TMPDIR/uv"
    [[ $output == 'GHSA-1: jinja2 3.0' ]]
}

@test "a database out of reach: says how much was skipped and why, exit code 0" {
    fake_uv 'error: Request failed after 3 retries\n  cause: error sending request for url' 2
    run -0 "$SCRIPT" "$BATS_TEST_TMPDIR/uv"
    [[ $output =~ ^'audit: skipped: the '[1-9][0-9]+' packages of uv.lock were not looked up: Request failed after 3 retries'$ ]]
}

@test "an older uv, without the command, is said and skipped" {
    fake_uv "error: unrecognized subcommand 'audit'" 2
    run -0 "$SCRIPT" "$BATS_TEST_TMPDIR/uv"
    [[ $output == *"unrecognized subcommand 'audit'" ]]
}

@test "any other error fails: a broken lock file is no skip" {
    fake_uv 'error: Failed to parse uv.lock' 2
    run -2 "$SCRIPT" "$BATS_TEST_TMPDIR/uv"
    [[ $output == 'error: Failed to parse uv.lock' ]]
}
