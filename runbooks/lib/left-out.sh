# shellcheck shell=bash
# What a run was told to leave out (--skip-dns, --services), so that a finished run can still be resumed for it.
#
# Reads: CONTRACT JSON_TEXT ONLY_SERVICES SKIP_DNS
# Sets:  LEFT_BEFORE LEFT_KNOWN LEFT_OUT LEFT_TEXT

LEFT_BEFORE='' LEFT_KNOWN=''

# left_out: LEFT_OUT = the words of what this run leaves out: `dns`, `service:<name>`. Of what an earlier part of the run
# has done already, nothing is left out.
left_out() {
  local key word words=''
  ((!SKIP_DNS)) || words=dns
  while IFS= read -r key; do
    [[ "$key" == services/* ]] || continue
    [[ -z "$ONLY_SERVICES" || ",$ONLY_SERVICES," == *",${key#services/},"* ]] || words+=" service:${key#services/}"
  done < <(printf '%s\n' "${!CONTRACT[@]}" | LC_ALL=C sort)
  LEFT_OUT=''
  for word in $words; do
    [[ -n "$LEFT_KNOWN" && " $LEFT_BEFORE " != *" $word "* ]] || LEFT_OUT+="${LEFT_OUT:+ }$word"
  done
}

# left_recall: what the journal's last `done` says was left out: LEFT_BEFORE; LEFT_KNOWN when it says anything.
left_recall() {
  LEFT_BEFORE='' LEFT_KNOWN=''
  ! journal_find run 'done' left || LEFT_KNOWN=1 LEFT_BEFORE="$JSON_TEXT"
}

# left_wanted: does this command line ask for something that was left out?
left_wanted() {
  local word
  for word in $LEFT_BEFORE; do
    case "$word" in
      dns) ((SKIP_DNS)) || return 0 ;;
      service:*) [[ -n "$ONLY_SERVICES" && ",$ONLY_SERVICES," != *",${word#service:},"* ]] || return 0 ;;
    esac
  done
  return 1
}

# left_words WORDS: LEFT_TEXT = them as a person says it.
left_words() {
  local word services=''
  LEFT_TEXT=''
  for word in $1; do
    case "$word" in
      dns) LEFT_TEXT='the A record was not moved' ;;
      service:*) services+=" ${word#service:}" ;;
    esac
  done
  [[ -z "$services" ]] || LEFT_TEXT+="${LEFT_TEXT:+; }not raised:$services"
}
