/** The policy: who may reach what, in sentences and as text, and the question whether somebody may reach something. */
import type { Policy as Document } from '../../../src/api/policy.ts'
import { ProblemBox } from '../parts/problem.tsx'
import { admins, isAdmin, policy, policyProblem } from '../state/policy.ts'
import { listed, t } from '../words/language.ts'
import { PolicyEditor } from './policy-editor.tsx'
import { Explain } from './policy-explain.tsx'
import { Rules } from './policy-rules.tsx'

export function Policy() {
  const problem = policyProblem.value
  const known = policy.value
  if (!known) return problem ? <ProblemBox problem={problem} /> : <p class="quiet">{t('loading')}</p>
  return (
    <>
      <p class="quiet">{t('policyIntro')}</p>
      <ProblemBox problem={problem} />
      {!isAdmin.value && <p class="notice">{t('policyReadOnly', { admins: listed(admins.value) })}</p>}
      <Rules policy={known} />
      {isAdmin.value && <Explain />}
      <Groups groups={known.groups} />
      {isAdmin.value && <PolicyEditor policy={known} />}
    </>
  )
}

function Groups({ groups }: Pick<Document, 'groups'>) {
  const names = Object.keys(groups).sort()
  if (names.length === 0) return null
  return (
    <section class="card">
      <h2>{t('groups')}</h2>
      <dl>
        {names.flatMap(name => [
          <dt key={name}>{name}</dt>,
          <dd key={`${name} members`}>{listed(groups[name] ?? []) || t('none')}</dd>,
        ])}
      </dl>
    </section>
  )
}
