# Where in the TypeScript: passes a log of Pipy on, with the positions in one script replaced by those in its sources.
#
#   awk -f where.awk ztm-hub.js.lines [END [LINE]] <LOG
#
# END is the line at which to stop, if not at the end of the log. LINE comes before the log: the launcher has read it.
# Owns the line table (format: build/line-table.ts), which it reads at the first error. Each line goes out at once. For
# any awk; mawk needs `-W interactive`, else it reads ahead. What Pipy prints: its src/log.cpp. where.mjs is the same.

BEGIN {
  table = ARGV[1]
  end = ARGV[2]
  script = table
  sub(/.*\//, "", script)
  sub(/\.lines$/, "", script)
  position = "at line [0-9]+ column [0-9]+ in /[A-Za-z0-9_.-]+|@/[A-Za-z0-9_.-]+:[0-9]+:[0-9]+"
  if (ARGC > 3) pass(ARGV[3])
  ARGC = 1
}

function load(    row, part, count, file) {
  loaded = 1
  while ((getline row < table) > 0) {
    if (row !~ /^[0-9]/) { file = row; continue }
    count = split(row, part, /[: ]/)
    last = part[1] + 0
    column[last, places[last] + 0] = count == 3 ? part[2] + 0 : 1
    place[last, places[last]++ + 0] = file ":" part[count]
  }
  close(table)
}

# The place in a source for one in the script; "" if there is none.
function source(line, at,    i) {
  if (!loaded) load()
  line += 0
  if (line > last) return ""
  for (i = places[line] - 1; i >= 0; i--) if (column[line, i] <= at + 0) return place[line, i]
  # A line without an entry is from the same place as the one before it.
  while (line > 0 && !((line, 0) in place && column[line, 0] == 1)) line--
  return line > 0 ? place[line, 0] : ""
}

# A text with all its positions in the script replaced.
function mapped(text,    done, found, part, origin) {
  done = ""
  while (match(text, position)) {
    found = substr(text, RSTART, RLENGTH)
    done = done substr(text, 1, RSTART - 1)
    text = substr(text, RSTART + RLENGTH)
    if (found ~ /^@/) {
      split(substr(found, 3), part, ":")
      origin = part[1] == script ? source(part[2], part[3]) : ""
      done = done (origin == "" ? found : "@" origin)
    } else {
      split(found, part, " ")
      origin = part[7] == "/" script ? source(part[3], part[5]) : ""
      done = done (origin == "" ? found : "at " origin)
    }
  }
  return done text
}

# The line of an error. The next line, with a ^ below its column, must move along.
function headline(text,    words, origin) {
  match(text, /\[pjs\] Line [0-9]+:/)
  split(substr(text, RSTART, RLENGTH - 1), words, " ")
  origin = source(words[3], 1)
  if (origin == "") return text
  wider = length(origin) - length("Line " words[3])
  return substr(text, 1, RSTART + 5) origin substr(text, RSTART + RLENGTH - 1)
}

function caret(text,    column) {
  match(text, / +\^$/)
  column = RLENGTH + wider
  wider = 0
  return substr(text, 1, RSTART - 1) sprintf("%" (column > 1 ? column : 2) "s", "^")
}

# Passes a line on. True if the end came with it.
function pass(text,    ended) {
  ended = end != "" && length(text) >= length(end) && substr(text, length(text) - length(end) + 1) == end
  if (ended) {
    text = substr(text, 1, length(text) - length(end))
    if (text == "") return 1
  }
  if (text ~ /\[pjs\] File .*:$/) inScript = index(text, "[pjs] File /" script ":") > 0
  if (wider != 0 && text ~ /\[pjs\] +\^$/) text = caret(text)
  else if (inScript && text ~ /\[pjs\] Line [0-9]+:/) text = headline(text)
  else if (index(text, script)) text = mapped(text)
  print text
  fflush()
  return ended
}

{ if (pass($0)) exit }
