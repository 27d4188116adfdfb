/**
 * "Can X reach Y, and why": the decision in words, and the rules that come close.
 *
 * The question is in the address, so that it can be passed on.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Explanation } from '../../../src/api/policy.ts'
import { Options, TextField } from '../parts/field.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { useAction } from '../state/action.ts'
import { endpoints, mesh, offeredNames } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { keepInAddress, pageQuery } from '../state/route.ts'
import { t } from '../words/language.ts'

export function Explain() {
  const { user: givenUser = '', service: givenService = '', endpoint: givenEndpoint = '' } = pageQuery.value
  const user = useSignal(givenUser)
  const service = useSignal(givenService)
  const endpoint = useSignal(givenEndpoint)
  const answer = useSignal<Explanation | undefined>(undefined)
  const { isRunning, problem, run } = useAction()
  const ask = () =>
    run(async () => {
      answer.value = undefined
      const query = { user: user.value.trim(), service: service.value.trim(), endpoint: endpoint.value.trim() }
      keepInAddress(query)
      const params = { mesh: mesh.value?.name ?? '' }
      answer.value = await call('GET /api/meshes/{mesh}/policy/explain', { params, query })
    })
  useEffect(() => {
    if (givenUser && givenService && givenEndpoint) ask()
  }, [])
  const submit = (event: Event) => {
    event.preventDefault()
    ask()
  }
  return (
    <form class="card" aria-label={t('explain')} onSubmit={submit}>
      <h2>{t('explain')}</h2>
      <Question user={user} service={service} endpoint={endpoint} />
      <ProblemBox problem={problem} />
      <div class="buttons start">
        <button type="submit" disabled={isRunning}>
          {t('explainAsk')}
        </button>
      </div>
      {answer.value && <Answer answer={answer.value} />}
    </form>
  )
}

type QuestionProps = Record<'user' | 'service' | 'endpoint', Signal<string>>

function Question({ user, service, endpoint }: QuestionProps) {
  const items = endpoints.value.items
  return (
    <>
      <div class="fields">
        <TextField
          label={t('user')}
          list="explain-users"
          required
          value={user.value}
          onInput={value => (user.value = value)}
        />
        <TextField
          label={t('service')}
          placeholder="tcp/ssh"
          list="explain-services"
          required
          value={service.value}
          onInput={value => (service.value = value)}
        />
        <TextField
          label={t('endpoint')}
          list="explain-endpoints"
          required
          value={endpoint.value}
          onInput={value => (endpoint.value = value)}
        />
      </div>
      <Options id="explain-users" of={[...new Set(items.map(one => one.user))]} />
      <Options id="explain-endpoints" of={[...new Set(items.map(({ name }) => name))]} />
      <Options id="explain-services" of={offeredNames.value} />
    </>
  )
}

function Answer({ answer: { allowed, why, near } }: { answer: Explanation }) {
  return (
    <div role="status" class="answer">
      <p class={allowed ? 'verdict good' : 'verdict bad'}>
        <strong>{t(allowed ? 'allowed' : 'denied')}</strong> {why}
      </p>
      {near.length > 0 && (
        <>
          <p class="quiet">{t('near')}</p>
          <ul>
            {near.map(({ rule, missing }) => (
              <li key={rule}>
                <code>rules[{rule}]</code> {missing.map(({ message }) => message).join('; ')}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
