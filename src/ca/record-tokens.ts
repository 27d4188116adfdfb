/**
 * Tokens as the CA keeps them: its half of every permit.
 *
 * Owns nothing: the store is handed in.
 */
import type { Row, Store } from '../common/store.ts'

/** What the inviter says of an endpoint, for the policy. */
export type Labels = Record<string, string>

/** A token: the CA's half of a permit. */
export interface Token {
  id: string
  /** `user` enrols endpoints, `hub` enrols hubs. */
  kind: 'user' | 'hub'
  secret: string
  user: string
  /** Milliseconds since 1970. */
  created: number
  expires: number
  /** How many it may still enrol. */
  left: number
  /** How many it could enrol when it was made. */
  uses: number
  labels: Labels
  /** The user who made it; '' for the first of a mesh. */
  by: string
}

/** How long a token is kept after its end, in milliseconds: whoever comes with it is told why it is worth nothing. */
const keptMs = 30 * 24 * 3600 * 1000

export interface TokenRecords {
  findToken: (id: string) => Token | undefined
  /** Adds it, and forgets those whose end is long ago. */
  putToken: (token: Token) => void
  /** Takes one use away. */
  useToken: (id: string) => void
  deleteToken: (id: string) => void
  /** An unused token of that kind and user that is still good. */
  findTokenOf: (kind: Token['kind'], user: string, now: number) => Token | undefined
  /** Tokens of users that can still be used, the newest first. */
  listTokens: (now: number) => Token[]
  /** True if there is a permit of the user that was never used up. */
  hasTokensOf: (user: string) => boolean
  deleteTokensOf: (user: string) => void
}

export function tokensIn(store: Store): TokenRecords {
  const list = (where: string, values: (string | number)[]): Token[] =>
    store.query(`SELECT * FROM tokens WHERE ${where}`, values).map(tokenOf)
  return {
    findToken: id => list('id = ?', [id])[0],
    putToken: t => {
      store.run('DELETE FROM tokens WHERE expires < ?', [t.created - keptMs])
      store.run('INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
        t.id,
        t.kind,
        t.secret,
        t.user,
        t.expires,
        t.left,
        t.uses,
        JSON.stringify(t.labels),
        t.created,
        t.by,
      ])
    },
    useToken: id => store.run('UPDATE tokens SET remaining = remaining - 1 WHERE id = ?', [id]),
    deleteToken: id => store.run('DELETE FROM tokens WHERE id = ?', [id]),
    findTokenOf: (kind, user, now) =>
      list('kind = ? AND user = ? AND expires > ? AND remaining > 0', [kind, user, now])[0],
    listTokens: now => list("kind = 'user' AND expires > ? AND remaining > 0 ORDER BY created DESC", [now]),
    hasTokensOf: user => list("kind = 'user' AND user = ? AND remaining > 0", [user]).length > 0,
    deleteTokensOf: user => store.run("DELETE FROM tokens WHERE kind = 'user' AND user = ?", [user]),
  }
}

function tokenOf(row: Row): Token {
  return {
    id: String(row.id),
    kind: row.kind === 'hub' ? 'hub' : 'user',
    secret: String(row.secret),
    user: String(row.user),
    created: Number(row.created),
    expires: Number(row.expires),
    left: Number(row.remaining),
    uses: Number(row.uses),
    labels: JSON.parse(String(row.labels)) as Labels,
    by: String(row.made_by),
  }
}
