load ../runbook.bash
setup() { runbook_setup; }

@test "quotes, backslashes, line ends and tabs survive the way there and back" {
  text=$'say "hi" \\ back\nnext\tcell \\n literal'
  json_object a "$text" b plain
  [[ "$JSON_TEXT" != *$'\n'* ]]
  line="$JSON_TEXT"
  json_field "$line" a
  [ "$JSON_TEXT" = "$text" ]
  json_field "$line" b
  [ "$JSON_TEXT" = plain ]
}

@test "what it writes is JSON" {
  json_object a $'ctrl \001 "q" \\' b 'ünïcode' c ''
  printf '%s' "$JSON_TEXT" | python3 -c 'import json,sys; d=json.load(sys.stdin); assert d["b"]=="ünïcode" and d["c"]==""'
}

@test "SSM refuses two opening braces in a value: they are parted" {
  json_object a '{{resolve:ssm:x}}'
  [[ "$JSON_TEXT" != *'{{'* ]]
}

@test "a long value is cut so that a line fits a parameter" {
  json_object a "$(printf 'x%.0s' {1..5000})"
  ((${#JSON_TEXT} < 1100))
}

@test "a field that is not there is empty and false" {
  json_object a 1
  refute json_field "$JSON_TEXT" b
  [ -z "$JSON_TEXT" ]
}
