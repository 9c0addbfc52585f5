#!/usr/bin/env bats
# The pair as the workflows need it.

@test "names and regions, one line each" {
    mkdir "$BATS_TEST_TMPDIR/bin"
    printf '#!/usr/bin/env bash\necho "$5-of-${3#standby:}"\n' >"$BATS_TEST_TMPDIR/bin/pulumi"
    chmod +x "$BATS_TEST_TMPDIR/bin/pulumi"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH run "$BATS_TEST_DIRNAME/../../.github/scripts/pair.sh"
    [[ $status == 0 ]]
    [[ $output == $'app=primary-of-app\nenvironment=primary-of-environment\nprimary=primary-of-region\ndr=dr-of-region' ]]
}
