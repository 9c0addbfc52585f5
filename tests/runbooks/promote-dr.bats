load runbook.bash
setup() { runbook_setup; }

@test "no arguments: exit 2 and what is required" {
  run "$SCRIPT"
  [ "$status" -eq 2 ]
  [[ "$output" == *'--app is required'*'--env is required'*'--region is required'* ]]
}

@test "help: exit 0 and the header" {
  run "$SCRIPT" --help
  [ "$status" -eq 0 ]
  [[ "$output" == 'promote-dr.sh - move the application to another region'* ]]
}

@test "it runs from any folder, and through a link" {
  cd /
  run "$SCRIPT" --help
  [ "$status" -eq 0 ]
  ln -s "$SCRIPT" "$BATS_TEST_TMPDIR/linked"
  run "$BATS_TEST_TMPDIR/linked" --help
  [ "$status" -eq 0 ]
}

@test "without an AWS CLI the preflight says what to install" {
  mkdir "$BATS_TEST_TMPDIR/bin"
  for tool in bash env mktemp rm grep cat mv sleep dirname readlink tr head wc ps sort renice curl printf; do
    ln -s "$(command -v "$tool")" "$BATS_TEST_TMPDIR/bin/$tool" 2>/dev/null || true
  done
  PATH="$BATS_TEST_TMPDIR/bin" run "$SCRIPT" --app a --env e --region r --preflight-only
  [ "$status" -eq 3 ]
  [[ "$output" == *'refuse  tools'*'install AWS CLI'* ]]
}

@test "shellcheck finds nothing" {
  command -v shellcheck >/dev/null || skip 'shellcheck is not installed'
  cd "$REPOSITORY"
  shellcheck -x runbooks/promote-dr.sh runbooks/lib/*.sh
}

@test "functions stay short and libraries start by saying what they are" {
  for file in "$SCRIPT" "$REPOSITORY"/runbooks/lib/*.sh; do
    awk -v file="$file" '/^[a-z_]+\(\) \{$/ {name=$1; from=NR} /^\}$/ && from {if (NR-from > 40) {print file": "name" has "NR-from" lines"; bad=1} from=0} END {exit bad}' "$file"
    [ "$(wc -l <"$file")" -le 250 ]
  done
  for file in "$REPOSITORY"/runbooks/lib/*.sh; do
    [[ "$(sed -n 2p "$file")" == '# '* ]]
  done
}
