/** The rules of the policy as sentences; one more, one less. */
import { useSignal } from '@preact/signals'
import type { Policy, PolicyRule } from '../../../src/api/policy.ts'
import { Confirm } from '../parts/dialog.tsx'
import { Options, TextField } from '../parts/field.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { useAction } from '../state/action.ts'
import { endpoints, offeredNames } from '../state/agent.ts'
import { changePolicy, isAdmin } from '../state/policy.ts'
import { t } from '../words/language.ts'
import { sentenceOf } from './policy-words.ts'

export function Rules({ policy }: { policy: Policy }) {
  const leaving = useSignal<number | undefined>(undefined)
  const { rules } = policy
  const doomed = leaving.value === undefined ? undefined : rules[leaving.value]
  return (
    <section class="card" aria-label={t('rules')}>
      <h2>{t('rules')}</h2>
      <ul class="rules">
        <li class="quiet">{t('ruleOwner')}</li>
        {rules.map((rule, index) => (
          <li key={JSON.stringify(rule)} class="row between">
            <span>
              {sentenceOf(rule)} <code class="quiet">rules[{index}]</code>
            </span>
            {isAdmin.value && (
              <button
                type="button"
                class="small danger"
                aria-label={t('ruleRemoveNamed', { rule: sentenceOf(rule) })}
                onClick={() => (leaving.value = index)}
              >
                {t('remove')}
              </button>
            )}
          </li>
        ))}
        <li class="quiet">{t(rules.length === 0 ? 'ruleNone' : 'ruleElse')}</li>
      </ul>
      {isAdmin.value && <RuleForm policy={policy} />}
      {doomed && (
        <Confirm
          title={t('ruleRemoveTitle')}
          verb={t('remove')}
          work={() => changePolicy({ ...policy, rules: rules.filter(rule => rule !== doomed) })}
          onClose={() => (leaving.value = undefined)}
        >
          <p>
            <strong>{sentenceOf(doomed)}</strong>
          </p>
          <p>{t('ruleRemoveText')}</p>
        </Confirm>
      )}
    </section>
  )
}

/** Several selectors in one field, apart by commas or blanks. */
const partsOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

function RuleForm({ policy }: { policy: Policy }) {
  const from = useSignal('')
  const to = useSignal('')
  const services = useSignal('')
  const { isRunning, problem, run } = useAction()
  const rule: PolicyRule = { from: partsOf(from.value), to: partsOf(to.value), services: partsOf(services.value) }
  const isWhole = rule.from.length > 0 && rule.to.length > 0 && rule.services.length > 0
  const submit = async (event: Event) => {
    event.preventDefault()
    if (!(await run(() => changePolicy({ ...policy, rules: [...policy.rules, rule] })))) return
    for (const field of [from, to, services]) field.value = ''
  }
  return (
    <form onSubmit={submit} aria-label={t('ruleAdd')}>
      <h3>{t('ruleAdd')}</h3>
      <div class="fields">
        <TextField
          label={t('ruleFrom')}
          help={t('ruleFromHelp')}
          list="policy-from"
          required
          value={from.value}
          onInput={value => (from.value = value)}
        />
        <TextField
          label={t('ruleServices')}
          help={t('ruleServicesHelp')}
          list="policy-services"
          required
          value={services.value}
          onInput={value => (services.value = value)}
        />
        <TextField
          label={t('ruleTo')}
          help={t('ruleToHelp')}
          list="policy-to"
          required
          value={to.value}
          onInput={value => (to.value = value)}
        />
      </div>
      <Suggestions groups={Object.keys(policy.groups)} />
      {isWhole && <p class="notice">{sentenceOf(rule)}</p>}
      <ProblemBox problem={problem} />
      <div class="buttons start">
        <button type="submit" class="primary" disabled={isRunning || !isWhole}>
          {t('ruleAllow')}
        </button>
      </div>
    </form>
  )
}

function Suggestions({ groups }: { groups: string[] }) {
  const users = [...new Set(endpoints.value.items.map(({ user }) => `user:${user}`))]
  const names = endpoints.value.items.map(({ name }) => `endpoint:${name}`)
  return (
    <>
      <Options id="policy-from" of={[...users, ...groups.map(group => `group:${group}`), '*']} />
      <Options id="policy-services" of={[...offeredNames.value, 'tcp/*', 'udp/*', '*']} />
      <Options id="policy-to" of={[...new Set(names), ...users, '*']} />
    </>
  )
}
