# Completion of charm for bash 4.4 or newer: what may stand at the cursor is asked of charm itself.
_charm() {
  local word=${COMP_WORDS[COMP_CWORD]} line value
  COMPREPLY=()
  # bash takes `=` for a word of its own.
  [[ $word == = ]] && word=
  while IFS= read -r line; do
    value=${line%%$'\t'*}
    if [[ $value == :files* ]]; then
      compopt -o filenames
      _charm_files "$word" ${value#:files}
    else
      COMPREPLY+=("$value")
    fi
  done < <("$1" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

# Folders, and files with one of the endings; without any, all files.
_charm_files() {
  local word=$1 path suffix
  shift
  while IFS= read -r path; do
    if [[ $# -eq 0 || -d $path ]]; then
      COMPREPLY+=("$path")
      continue
    fi
    for suffix; do
      [[ $path == *"$suffix" ]] && COMPREPLY+=("$path")
    done
  done < <(compgen -f -- "$word")
}

complete -F _charm charm
