# shellcheck shell=bash
# JSON lines without jq: flat objects of strings out, one string field back in.
#
# Reads: none
# Sets:  JSON_TEXT

# json_escape TEXT: JSON_TEXT = TEXT as the inside of a JSON string. Control characters that JSON has no short form
# for become blanks; `{{` is parted, because SSM refuses it in a parameter's value.
json_escape() {
  local text="$1"
  text="${text//\\/\\\\}"
  text="${text//\"/\\\"}"
  text="${text//$'\n'/\\n}"
  text="${text//$'\r'/\\r}"
  text="${text//$'\t'/\\t}"
  text="${text//[[:cntrl:]]/ }"
  JSON_TEXT="${text//'{{'/'{ {'}"
}

# json_object KEY VALUE...: JSON_TEXT = one flat object on one line, in the order given; every value is a
# string, cut at 1,000 characters (an SSM parameter holds 4 KiB).
json_object() {
  local object='' key
  while (($# > 1)); do
    key="$1"
    json_escape "${2:0:1000}"
    object+="${object:+,}\"$key\":\"$JSON_TEXT\""
    shift 2
  done
  JSON_TEXT="{$object}"
}

# json_field LINE KEY: JSON_TEXT = the string field of a line that json_object wrote; empty and false when not there.
json_field() {
  local pattern="\"$2\":\"(([^\"\\]|\\\\.)*)\""
  JSON_TEXT=''
  [[ "$1" =~ $pattern ]] || return 1
  local text="${BASH_REMATCH[1]}" mark=$'\001'
  text="${text//\\\\/$mark}"
  text="${text//\\\"/\"}"
  text="${text//\\n/$'\n'}"
  text="${text//\\r/$'\r'}"
  text="${text//\\t/$'\t'}"
  JSON_TEXT="${text//$mark/\\}"
}
