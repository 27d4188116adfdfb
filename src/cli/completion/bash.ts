/**
 * The half of completion that bash runs. It splits the line at blanks itself, because bash cuts words at `:`, `@` and `=`; then what is
 * before the last of these is taken off each candidate. Works from bash 3.2 (macOS) on.
 */
export const bash = `# bash completion of ztm:  source <(ztm completion bash)
_ztm() {
  local line=\${COMP_LINE:0:COMP_POINT} word about cur prefix
  local -a words
  read -ra words <<<"$line"
  case $line in *[[:space:]]) words[\${#words[@]}]= ;; esac
  cur=\${words[\${#words[@]}-1]}
  prefix=\${cur%"\${cur##*[:@=]}"}
  COMPREPLY=()
  while IFS=$'\\t' read -r word about; do
    case $word in
      :file) compopt -o filenames 2>/dev/null; while read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$cur") ;;
      :directory) compopt -o filenames 2>/dev/null; while read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "$cur") ;;
      *) COMPREPLY+=("\${word#"$prefix"}") ;;
    esac
  done < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)
}
complete -F _ztm ztm`
