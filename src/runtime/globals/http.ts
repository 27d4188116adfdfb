/**
 * The global `http`: Match, Agent, Directory. Follows Pipy's class Http in src/api/http.cpp.
 */
import { Agent } from './http-agent.ts'
import { Directory, type DirectoryOptions, defaultContentTypes } from './http-directory.ts'
import { createMatch } from './http-match.ts'

/** `base` is the directory of the script. */
export function createHTTP(base: string): object {
  class CodeBaseDirectory extends Directory {
    constructor(path: string, options?: DirectoryOptions) {
      super(base, path, options)
    }

    static get defaultContentTypes(): Record<string, string> {
      return { ...defaultContentTypes }
    }
  }
  return {
    Agent,
    Directory: CodeBaseDirectory,
    Match: function Match(pattern: string) {
      return createMatch(pattern)
    },
  }
}
