/** What a helper of the prelude is. Owns nothing. */

export interface Helper {
  /** In the dialect itself: it is not lowered. Declares a `var` of the helper's name, and others only for itself. */
  source: string
  /** Other helpers that it calls. */
  needs: string[]
}
