#!/usr/bin/env bats
# The order of a deployment.

setup() {
    bats_require_minimum_version 1.5.0
    SCRIPT=$BATS_TEST_DIRNAME/../../.github/scripts/deploy.sh
    mkdir "$BATS_TEST_TMPDIR/bin"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

fake_pulumi() {
    printf '#!/usr/bin/env bash\necho "$@" >>"%s/calls"\n%s\n' "$BATS_TEST_TMPDIR" "$1" >"$BATS_TEST_TMPDIR/bin/pulumi"
    chmod +x "$BATS_TEST_TMPDIR/bin/pulumi"
}

@test "the primary first, then DR, both with the gate" {
    fake_pulumi 'exit 0'
    run -0 "$SCRIPT" workloads
    mapfile -t calls <"$BATS_TEST_TMPDIR/calls"
    [[ ${#calls[@]} == 2 ]]
    [[ ${calls[0]} == "up --cwd workloads --stack primary --policy-pack $PWD/policy "* ]]
    [[ ${calls[1]} == "up --cwd workloads --stack dr --policy-pack $PWD/policy "* ]]
}

@test "a failure in the primary leaves DR alone" {
    fake_pulumi 'exit 1'
    run -1 "$SCRIPT" .
    [[ $(wc -l <"$BATS_TEST_TMPDIR/calls") == 1 ]]
}

@test "where DR serves, DR first, whatever the primary answers" {
    fake_pulumi '[[ "$*" != *"--stack primary"* ]]'
    run -1 "$SCRIPT" workloads dr
    mapfile -t calls <"$BATS_TEST_TMPDIR/calls"
    [[ ${calls[0]} == *"--stack dr "* && ${calls[1]} == *"--stack primary "* ]]
}

@test "another word for the serving region deploys nothing" {
    fake_pulumi 'exit 0'
    run -2 "$SCRIPT" workloads west
    [[ $output == *"'primary' or 'dr', found 'west'"* ]]
    [[ ! -e $BATS_TEST_TMPDIR/calls ]]
}
