#!/usr/bin/env bats
# The preview of a pull request: the comment, and the preview's own exit code.

setup() {
    bats_require_minimum_version 1.5.0
    SCRIPT=$BATS_TEST_DIRNAME/../../.github/scripts/preview.sh
    mkdir "$BATS_TEST_TMPDIR/bin"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# $1: what pulumi prints, $2: its exit code
fake_pulumi() {
    printf '#!/usr/bin/env bash\nprintf "%%s\\n" "$*" >"%s/called"\nprintf "%%s\\n" "%s"\nexit %s\n' "$BATS_TEST_TMPDIR" "$1" "$2" \
        >"$BATS_TEST_TMPDIR/bin/pulumi"
    chmod +x "$BATS_TEST_TMPDIR/bin/pulumi"
}

@test "a clean preview: exit code 0, a folded comment, the gate on" {
    fake_pulumi '+ 3 to create' 0
    run -0 "$SCRIPT" workloads dr "$BATS_TEST_TMPDIR/comment.md"
    [[ $output == '+ 3 to create' ]]
    [[ $(cat "$BATS_TEST_TMPDIR/called") == "preview --cwd workloads --stack dr --policy-pack $PWD/policy "* ]]
    [[ $(head -1 "$BATS_TEST_TMPDIR/comment.md") == '### workloads / dr: no finding stops it' ]]
    grep -q '+ 3 to create' "$BATS_TEST_TMPDIR/comment.md"
}

@test "a refused preview: its exit code, and the comment says so" {
    fake_pulumi '[mandatory] vpc-cidr-overlap' 1
    run -1 "$SCRIPT" . primary "$BATS_TEST_TMPDIR/comment.md"
    [[ $(head -1 "$BATS_TEST_TMPDIR/comment.md") == '### platform / primary: **refused** (exit code 1)' ]]
    grep -q 'vpc-cidr-overlap' "$BATS_TEST_TMPDIR/comment.md"
}

@test "a comment fits into what GitHub takes, and keeps the end" {
    fake_pulumi '$(head -c 200000 /dev/zero | tr "\\0" x; echo; echo the-end)' 0
    run -0 "$SCRIPT" . primary "$BATS_TEST_TMPDIR/comment.md"
    (( $(wc -c <"$BATS_TEST_TMPDIR/comment.md") < 65536 ))
    grep -q 'the-end' "$BATS_TEST_TMPDIR/comment.md"
}
