/**
 * The policy as text: what is odd in it, how its tests end, and putting it in force.
 *
 * Owns the text, from the first touch until it is in force or given up; until then it follows the mesh.
 */
import { useSignal } from '@preact/signals'
import type { Policy, PolicyCheck, PolicyTest } from '../../../src/api/policy.ts'
import { Badge } from '../parts/badge.tsx'
import { Field } from '../parts/field.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { useAction } from '../state/action.ts'
import { mesh } from '../state/agent.ts'
import { call, type Problem } from '../state/client.ts'
import { changePolicy } from '../state/policy.ts'
import { t } from '../words/language.ts'

/** What was checked, with the tests that its results belong to. */
interface Checked extends PolicyCheck {
  asked: PolicyTest[]
}

export function PolicyEditor({ policy }: { policy: Policy }) {
  const draft = useSignal<string | undefined>(undefined)
  const base = useSignal(policy.version)
  const checked = useSignal<Checked | undefined>(undefined)
  const { isRunning, problem, run, clear } = useAction()
  const text = draft.value ?? textOf(policy)
  const edit = (value: string) => {
    if (draft.value === undefined) base.value = policy.version
    draft.value = value
    checked.value = undefined
  }
  const giveUp = () => {
    draft.value = undefined
    checked.value = undefined
    clear()
  }
  const check = () =>
    run(async () => {
      const body = parse(text)
      const reply = await call('POST /api/meshes/{mesh}/policy/check', {
        params: { mesh: mesh.value?.name ?? '' },
        body,
      })
      checked.value = { ...reply, asked: body.tests ?? [] }
    })
  const submit = async (event: Event) => {
    event.preventDefault()
    if (await run(() => changePolicy(parse(text)))) giveUp()
  }
  const isBehind = draft.value !== undefined && base.value !== policy.version
  return (
    <form class="card" onSubmit={submit} aria-label={t('policyText')}>
      <h2>{t('policyText')}</h2>
      {isBehind && <p class="notice">{t('policyMoved', { version: policy.version })}</p>}
      <TextArea text={text} version={base.value} onInput={edit} />
      <ProblemBox problem={problem} />
      {checked.value && <CheckResult checked={checked.value} />}
      <div class="buttons start">
        <button type="button" disabled={isRunning} onClick={check}>
          {t('policyCheck')}
        </button>
        <button type="submit" class="primary" disabled={isRunning || draft.value === undefined}>
          {t('policySet')}
        </button>
        {draft.value !== undefined && (
          <button type="button" onClick={giveUp}>
            {t('policyGiveUp')}
          </button>
        )}
      </div>
    </form>
  )
}

interface TextAreaProps {
  text: string
  version: number
  onInput: (text: string) => void
}

function TextArea({ text, version, onInput }: TextAreaProps) {
  return (
    <Field label={t('policyDocument', { version })} help={t('policyHelp')}>
      {ids => (
        <textarea
          {...ids}
          class="code"
          rows={16}
          spellcheck={false}
          value={text}
          onInput={event => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

const textOf = (policy: Policy): string => JSON.stringify(policy, null, 2)

/** Of the text's form only; what it says is judged by the agent. Throws a Problem. */
function parse(text: string): Policy {
  try {
    return JSON.parse(text) as Policy
  } catch (caught) {
    const message = caught instanceof Error ? caught.message : String(caught)
    throw { code: 'bad-request', message: t('notJson'), hint: message } satisfies Problem
  }
}

function CheckResult({ checked: { findings, tests, asked } }: { checked: Checked }) {
  const isGood = findings.every(({ level }) => level !== 'error') && tests.every(({ passed }) => passed)
  return (
    <div role="status" class="answer">
      <p class={isGood ? 'verdict good' : 'verdict bad'}>{t(isGood ? 'policyGood' : 'policyBad')}</p>
      <ul class="plain">
        {findings.map(({ level, place, message }) => (
          <li key={`${place} ${message}`}>
            <Badge tone={level === 'error' ? 'bad' : 'warn'}>{t(`level_${level}`)}</Badge> <code>{place}</code>{' '}
            {message}
          </li>
        ))}
        {tests.map(({ test, passed, expected, why }) => (
          <li key={test}>
            <Badge tone={passed ? 'good' : 'bad'}>{t(passed ? 'testPassed' : 'testFailed')}</Badge>{' '}
            {testWords(asked[test], expected)} <span class="quiet">{why}</span>
          </li>
        ))}
      </ul>
      {tests.length === 0 && <p class="quiet">{t('noTests')}</p>}
    </div>
  )
}

function testWords(test: PolicyTest | undefined, expected: 'allow' | 'deny'): string {
  if (!test) return t(expected === 'allow' ? 'allowed' : 'denied')
  const { from, service, to } = test
  return t(expected === 'allow' ? 'testAllow' : 'testDeny', { from, service, to })
}
