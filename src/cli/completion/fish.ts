/** The half of completion that fish runs: it takes a candidate a line, with its description behind a tab, as they come. */
export const fish = `# fish completion of ztm:  ztm completion fish | source
function __ztm_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    for line in ($words[1] __complete $words[2..-1] "$typed" 2>/dev/null)
        switch $line
            case :file
                __fish_complete_path "$typed"
            case :directory
                __fish_complete_directories "$typed"
            case '*'
                echo $line
        end
    end
end
complete -c ztm -f -a '(__ztm_complete)'`
