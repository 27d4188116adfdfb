/**
 * THE TABLE OF GLOBALS: name to what scripts see. One line each; what is not here is not defined in scripts, except the language's
 * own (Object, Array, JSON, Math …). Each lives in globals/<name>.ts and exports a value, or a `create…` function of the
 * invocation. Scripts get them as parameters (script/loader.ts), so nothing is set on globalThis.
 */
import { dirname, resolve } from 'node:path'
import { Data } from '../core/data.ts'
import { Message, MessageEnd, MessageStart, StreamEnd } from '../core/events.ts'
import { algo } from './algo.ts'
import { console } from './console.ts'
import { crypto } from './crypto.ts'
import { DNS } from './dns.ts'
import { createHTTP } from './http.ts'
import { Int } from './int.ts'
import { IP, IPMask } from './ip.ts'
import { json } from './json.ts'
import { logging } from './logging.ts'
import { os } from './os.ts'
import { pipeline } from './pipeline.ts'
import { createPipy, type Invocation } from './pipy.ts'
import { print, println } from './print.ts'
import { sqlite } from './sqlite.ts'
import { stats } from './stats.ts'
import { Timeout } from './timeout.ts'
import { URL } from './url.ts'
import { URLSearchParams } from './url-search-params.ts'

export function createGlobals(invocation: Invocation): Readonly<Record<string, unknown>> {
  return {
    DNS,
    Data,
    IP,
    IPMask,
    Int,
    JSON: json,
    Message,
    MessageEnd,
    MessageStart,
    Netmask: IPMask,
    StreamEnd,
    Timeout,
    URL,
    URLSearchParams,
    algo,
    console,
    crypto,
    http: createHTTP(dirname(resolve(invocation.script))),
    logging,
    os,
    pipeline,
    pipy: createPipy(invocation),
    print,
    println,
    sqlite,
    stats,
  }
}
