/**
 * Error codes of every API of ZTM, with the HTTP status and the exit code that each maps to.
 *
 * Part of the contract: imports nothing, owns no state. Codes are stable; messages and hints are for people.
 */

/** What travels as the JSON body of every refused request. */
export interface ErrorBody {
  status: number
  code: ErrorCode
  message: string
  hint: string
}

/** An error inside a program; `fault()` in src/common/errors.ts makes it. */
export interface Fault {
  readonly fault: true
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
}

/** code: [HTTP status, exit code of the command line]. */
const codes = {
  /** The request, an option or a document is malformed; the message names the field. */
  'bad-request': [400, 2],
  /** The local API was called without its token, or with a wrong one. */
  unauthorized: [401, 5],
  /** A foreign Host or Origin called the local API. */
  'foreign-origin': [403, 5],
  /** Policy does not let the caller reach this; says no more than that. */
  'access-denied': [403, 5],
  /** The act is reserved to the group `admins`. */
  'admin-only': [403, 5],
  /** No such route. */
  'not-found': [404, 4],
  /** This agent is in no mesh of that name. */
  'mesh-not-found': [404, 4],
  /** No endpoint of that name or id in the mesh. */
  'endpoint-not-found': [404, 4],
  /** The endpoint is known but holds no link to the hub now. */
  'endpoint-offline': [503, 1],
  /** Nobody publishes a service of that name. */
  'no-such-service': [404, 4],
  /** No such port is open. */
  'no-such-port': [404, 4],
  /** No permit of that id, or none that could still be used. */
  'no-such-permit': [404, 4],
  /** No such user. */
  'no-such-user': [404, 4],
  /** The verb is not available on this path. */
  'method-not-allowed': [405, 2],
  /** A thing of that name exists already and differs. */
  'already-exists': [409, 1],
  /** The permit's MAC or token id is not one of this CA's. */
  'permit-invalid': [403, 5],
  /** The permit has enrolled as many endpoints as it may. */
  'permit-used': [403, 5],
  /** The permit's time is over. */
  'permit-expired': [403, 5],
  /** The permit belongs to another mesh. */
  'permit-foreign': [403, 5],
  /** The certificate met does not chain to a root of the mesh. */
  'certificate-untrusted': [403, 5],
  /** The certificate is good but of another role than expected here. */
  'certificate-role': [403, 5],
  /** The certificate is good but not for the name or id that was dialled. */
  'certificate-name': [403, 5],
  /** The certificate is not yet or no longer valid; the message names both clocks. */
  'certificate-time': [403, 5],
  /** The endpoint was evicted from the mesh. */
  evicted: [403, 5],
  /** The passphrase is missing, or not the one that the private keys were encrypted with. */
  'passphrase-wrong': [403, 5],
  /** A signed administrative request does not verify, is too old, or was seen before. */
  'signature-invalid': [403, 5],
  /** A body, header or message is larger than its limit. */
  'too-large': [413, 2],
  /** This endpoint is kept from the news of its mesh for too long: it can't know any more who is a member. */
  'state-stale': [503, 1],
  /** Too many of these in too short a time. */
  'rate-limited': [429, 1],
  /** No link to any hub of the mesh at the moment. */
  'not-connected': [503, 1],
  /** Nothing listens where it was dialled; the agent is not running. */
  'not-running': [503, 3],
  /** The service's target host:port did not accept. */
  'target-unreachable': [502, 1],
  /** A peer broke the protocol; the connection was closed. */
  'protocol-error': [502, 1],
  /** A hub could not be reached or refused. */
  'hub-unreachable': [502, 1],
  /** It took longer than its limit. */
  timeout: [504, 6],
  /** A listener could not be opened. */
  'address-in-use': [409, 1],
  /** The service manager of the computer refused, or a service does not start; the message has its reason. */
  'service-failed': [500, 1],
  /** Disk or database refused. */
  'storage-failed': [507, 1],
  /** A defect. */
  internal: [500, 1],
} as const

export type ErrorCode = keyof typeof codes

/** The HTTP status of a code. */
export function statusOf(code: ErrorCode): number {
  return codes[code][0]
}

/** The exit code of the command line for a code: 1 failed, 2 wrong usage, 3 not running, 4 not found, 5 denied, 6 timed out. */
export function exitOf(code: ErrorCode): number {
  return codes[code][1]
}

/** True if a text from outside is one of our codes. */
export function isErrorCode(text: string): text is ErrorCode {
  return text in codes
}
