/**
 * A hub that changes what it carries to and from the CA, or takes the CA's place.
 *
 * Owns the grant that it carried last. The real hub is behind it.
 */
import type { AdminApi, EnrolRequest, Grant } from '../../../src/api/ca.ts'
import { alpn } from '../../../src/api/protocol.ts'
import type { SignedText } from '../../../src/api/state.ts'
import { canonical } from '../../../src/common/canonical.ts'
import { demux } from '../../../src/common/http/demux.ts'
import { createRouter } from '../../../src/common/http/router.ts'
import { demuxOptions } from '../../../src/common/links.ts'
import { createRoot } from '../../../src/common/pki/issue.ts'
import { tlsOptions } from '../../../src/common/pki/tls.ts'
import { signText } from '../../../src/common/signed-text.ts'
import { createHub as createReal, type Hub, type HubComponents } from '../../../src/hub/hub.ts'
import { lies } from '../told.ts'

export function createHub(components: HubComponents): Hub {
  const { ca } = components
  let last: SignedText | undefined
  const enrol = async (request: unknown, from: string): Promise<SignedText> => {
    const { enrol: lie } = lies()
    const grant = await ca.enrol(changed(request as EnrolRequest, lie), from)
    if (lie === 'twice') return ca.enrol(request, from)
    const answer = lie === 'of-another' && last ? last : answerOf(grant, lie)
    last = grant
    return answer
  }
  const posing = createPosingCA(components)
  const administration = pipeline($ =>
    $.onStart((from: string) => {
      $from = from
    }).pipe(
      () => (lies().isPosingAsCA ? posing : ca.administration),
      () => [$from],
    ),
  )
  return createReal({ ...components, ca: { ...ca, enrol, administration } })
}

var $from = ''

/** The request as it goes on to the CA. */
function changed(request: EnrolRequest, lie: string | undefined): EnrolRequest {
  if (lie === 'other-name') return { ...request, name: 'other' }
  if (lie !== 'other-key') return request
  const own = new crypto.PublicKey(new crypto.PrivateKey({ type: 'ed25519' }))
  return { ...request, publicKey: own.toPEM().toString() ?? '' }
}

/** What the newcomer gets. */
function answerOf(grant: SignedText, lie: string | undefined): SignedText {
  const content = JSON.parse(grant.text) as Grant
  if (lie === 'other-labels') return { ...grant, text: canonical({ ...content, labels: { env: 'prod' } }) }
  return lie === 'own-ca' ? signText(content, createRoot('home').key) : grant
}

/** Takes whatever administrators ask for, and says that it is done. */
function createPosingCA({ identity, now, log }: HubComponents): PipelineLayout {
  const router = createRouter<AdminApi, string>({ 'POST /api/admin': () => ({ records: [] }) }, log)
  const answers = demux(
    demuxOptions(),
    pipeline($ => $.replaceMessage(request => router(request, ''))),
  )
  const options = tlsOptions({ identity, alpn: alpn.admin, expect: { role: 'endpoint' }, now })
  return pipeline($ => $.acceptTLS(options).to($ => $.pipe(answers)))
}
