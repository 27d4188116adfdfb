/** The half of completion that zsh runs, read as a file or found in fpath: candidates with their descriptions. */
export const zsh = `#compdef ztm
# zsh completion of ztm:  source <(ztm completion zsh), after compinit
_ztm() {
  local line word
  local -a described
  for line in "\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :file) _files ;;
      :directory) _files -/ ;;
      *) word=\${line%%$'\\t'*}; described+=("\${word//:/\\\\:}\${\${line#$word}/$'\\t'/:}") ;;
    esac
  done
  (( \${#described} )) && _describe ztm described
}
if [[ \${funcstack[1]} == _ztm ]]; then _ztm; else compdef _ztm ztm; fi`
