/** A command line as text, taken apart without a shell. Follows split_argv of Pipy's src/utils.cpp. Pure. */

/**
 * Words between blanks. Double quotes keep blanks together, and the closing one ends the word; a backslash takes the next character
 * as it is, inside quotes too.
 */
export function commandWords(text: string): string[] {
  const words: string[] = []
  let word = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    const ends = char === '"' ? isQuoted : (char === ' ' || char === '\t') && !isQuoted
    if (char === '\\') word += text.charAt(++at)
    else if (ends) {
      if (isQuoted || word !== '') words.push(word)
      word = ''
      isQuoted = false
    } else if (char === '"') isQuoted = true
    else word += char
  }
  if (word !== '') words.push(word)
  return words
}
