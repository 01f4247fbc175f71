# Completion of charm for fish: what may stand at the cursor is asked of charm itself.
function __charm_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    for line in ($words[1] __complete $words[2..-1] "$word" 2>/dev/null)
        if string match -q ':files*' -- $line
            __charm_files "$word" (string split -n ' ' -- (string replace ':files' '' -- $line))
        else
            echo $line
        end
    end
end

# Folders, and files with one of the endings; without any, all files.
function __charm_files
    for path in (__fish_complete_path $argv[1])
        set -l name (string split -m 1 \t -- $path)[1]
        if test (count $argv) -eq 1; or string match -q '*/' -- $name
            echo $path
            continue
        end
        for suffix in $argv[2..-1]
            string match -q "*$suffix" -- $name; and echo $path
        end
    end
end

complete -c charm -f -a '(__charm_complete)'
