#compdef charm
# Completion of charm for zsh: what may stand at the cursor is asked of charm itself.
_charm() {
  local line value
  local -a values suffixes
  for line in "${(@f)$("${words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    value=${line%%$'\t'*}
    if [[ $value == :files* ]]; then
      suffixes=(${=value#:files})
      if (( $#suffixes )); then
        _files -g "*(${(j:|:)suffixes})(-.)"
      else
        _files
      fi
    elif [[ -n $value ]]; then
      values+=("${value//:/\\:}:${line#*$'\t'}")
    fi
  done
  (( $#values )) && _describe charm values
}

# In a folder of functions zsh calls the file itself; elsewhere it is only read.
if [[ ${funcstack[1]} == _charm ]]; then
  _charm "$@"
else
  compdef _charm charm
fi
