/**
 * What a modified program may be told to lie about, and a test tells it: types only.
 *
 * Without any of it the program is an honest one.
 */
/** How the directory names a provider. */
export interface Provider {
  id: string
  name: string
  user: string
}

export interface HubLies {
  /** Whoever asks for an endpoint is carried to another: id to id. */
  carry?: Record<string, string>
  /** Who publishes a service, whatever agents say: `tcp/NAME` to providers. */
  provide?: Record<string, Provider[]>
  /** No splices: everything goes through the tunnel. */
  isTunnelOnly?: boolean
  /** What agents are told of the mesh: nothing new, the first state that there was, or one without the evicted. */
  state?: 'withheld' | 'replayed' | 'forged'
  /** The evicted are served like others. */
  isLenient?: boolean
  /** What becomes of an enrolment on its way there or back. */
  enrol?: 'other-key' | 'other-name' | 'own-ca' | 'other-labels' | 'of-another' | 'twice'
  /** Who asks for the CA gets this hub, with its own certificate. */
  isPosingAsCA?: boolean
  /** It shows this as its own certificate (PEM). */
  shown?: { cert: string; key: string; roots: string }
}

export interface AgentLies {
  /** Where a stream goes, whatever the directory says: `tcp/NAME` to whom. */
  route?: Record<string, Provider>
  /** What it says of itself besides. */
  report?: Record<string, unknown>
  /** Nothing that the CA says is of interest. */
  isDeaf?: boolean
}
