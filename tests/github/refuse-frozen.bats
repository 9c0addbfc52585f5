#!/usr/bin/env bats
# A deployment is refused while the pair is frozen, and whenever a region does not say.

setup() {
    bats_require_minimum_version 1.5.0
    SCRIPT=$BATS_TEST_DIRNAME/../../.github/scripts/refuse-frozen.sh
    mkdir "$BATS_TEST_TMPDIR/bin"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# $1: what aws does, as shell
fake_aws() {
    printf '#!/usr/bin/env bash\n%s\n' "$1" >"$BATS_TEST_TMPDIR/bin/aws"
    chmod +x "$BATS_TEST_TMPDIR/bin/aws"
}

MISSING='echo "An error occurred (ParameterNotFound) when calling the GetParameter operation:" >&2; exit 254'

@test "frozen nowhere: go on" {
    fake_aws "$MISSING"
    run -0 "$SCRIPT" myapp prod us-east-2 us-west-2
    [[ ${lines[0]} == 'us-east-2 is not frozen' && ${lines[1]} == 'us-west-2 is not frozen' ]]
}

@test "frozen in one region: refused, with what the freeze says" {
    fake_aws "[[ \$* == *us-west-2* ]] && { echo 'promotion run=r1 since=03:00'; exit 0; }; $MISSING"
    run -3 "$SCRIPT" myapp prod us-east-2 us-west-2
    [[ $output == *'us-west-2 is frozen: promotion run=r1 since=03:00'* ]]
}

@test "a region that does not answer: refused" {
    fake_aws 'echo "Could not connect to the endpoint URL" >&2; exit 255'
    run -3 "$SCRIPT" myapp prod us-east-2
    [[ $output == *'us-east-2 did not say whether it is frozen: Could not connect'* ]]
}
