// HTTP helpers and the shapes of message heads. Follows Pipy's src/api/http.cpp.

/** Names in lower case. Repeated headers: the last wins, except cookie and set-cookie. */
type HTTPHeaders = { [name: string]: string }

interface HTTPRequestHead {
  method: string
  /** Path and query, not decoded. */
  path: string
  headers: HTTPHeaders
  /** HTTP/2's :authority; when sending over HTTP/2 set it, or give 'host' as the first header. */
  authority?: string
  scheme?: string
  /** 'HTTP/1.1' or 'HTTP/2' on messages that were received. */
  protocol?: string
  isChunked?: boolean
}

interface HTTPResponseHead {
  /** 200 when left out in a response that is sent. */
  status?: number
  statusText?: string
  headers?: HTTPHeaders
  protocol?: string
  /** True: send as it comes (HTTP/1.1 chunked). Without it a response is held until it is complete. */
  isChunked?: boolean
}

/**
 * Matches the path of a request. Compares case-insensitively, decodes nothing, ignores a '/' at the end of the path and
 * what follows '?' or '#'. Gives the values by name, the rest under '*', or null when it does not match.
 *
 * @example var match = new http.Match('/mesh/{name}/*'); match('/mesh/home/a/b') // { name: 'home', '*': 'a/b' }
 */
interface HTTPMatch {
  (pathOrHead: string | { path: string }): { [name: string]: string } | null
}
interface HTTPMatchConstructor {
  /** Sections are text, `{name}`, or '*' (one section; as the last one the whole rest). Throws on a '/' at the end, so also on '/'. */
  new (pattern: string): HTTPMatch
}

/** Files as HTTP responses. Caches them for ever. No ranges, no ETag. '..' never leaves the directory. */
interface HTTPDirectory {
  /**
   * The file of the request's path, or an index file in it; null when there is none. Sends FILE.gz or FILE.br, if
   * they exist, to those who accept them. The content type goes by **all that follows the first dot** of the file
   * name ('app.min.js' is octet-stream): give such types in `contentTypes`.
   */
  serve(request: Message): Message<{ headers: HTTPHeaders }> | null
}
interface HTTPDirectoryOptions {
  /** True: `path` is in the file system; false: in the code base, that is below the script. */
  fs?: boolean
  /** Names of index files; 'index' and 'index.html' by default. */
  index?: string | string[]
  /** Replaces the built-in table of extensions. */
  contentTypes?: { [extension: string]: string }
  /** 'application/octet-stream' by default. */
  defaultContentType?: string
}
interface HTTPDirectoryConstructor {
  new (path: string, options?: HTTPDirectoryOptions): HTTPDirectory
  /** A copy of the built-in table of extensions. */
  readonly defaultContentTypes: { [extension: string]: string }
  readonly prototype: HTTPDirectory
}

/**
 * A client of one host. **A connection failure resolves** with a message of status 502 (504 when it took too long), the
 * mux's `timeout` **rejects** with a message of status 504; a response cut short resolves as if whole: compare
 * content-length. Callbacks in its options have no context of a connection.
 *
 * @example new http.Agent('127.0.0.1:7777').request('GET', '/api/version').then(m => println(m.head.status))
 */
interface HTTPAgent {
  /** Only method, path, headers and body of the message are sent. */
  request(
    request: Message<HTTPRequestHead>,
  ): Promise<Message<HTTPResponseHead & { status: number; headers: HTTPHeaders }>>
  request(
    method: string,
    path: string,
    headers?: HTTPHeaders,
    body?: string | Data,
  ): Promise<Message<HTTPResponseHead & { status: number; headers: HTTPHeaders }>>
}

/** Those of the connection and of the mux together; `version: 2` and `maxSessions: 1` make it one HTTP/2 connection. */
interface HTTPAgentOptions extends ConnectOptions, MuxHTTPOptions {
  /** Present: over TLS. **Nothing is verified without a list of `trusted`.** */
  tls?: ConnectTLSOptions
}
interface HTTPAgentConstructor {
  /** `host` may have a port; without it 80, or 443 over TLS. It is what the `host` header says, too. */
  new (host: string, options?: HTTPAgentOptions): HTTPAgent
  readonly prototype: HTTPAgent
}

interface HTTP {
  readonly Match: HTTPMatchConstructor
  readonly Directory: HTTPDirectoryConstructor
  readonly Agent: HTTPAgentConstructor
}
declare var http: HTTP
