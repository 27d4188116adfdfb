/** What only admins see of the mesh: the roots of its CA with their rotation, and the log of who did what. */
import { ProblemBox } from '../parts/problem.tsx'
import { admins, isAdmin, policy, policyProblem } from '../state/policy.ts'
import { listed, t } from '../words/language.ts'
import { AuditLog } from './audit-log.tsx'
import { Roots } from './roots.tsx'

export function Administration() {
  if (!isAdmin.value) {
    return (
      <>
        <ProblemBox problem={policyProblem.value} />
        {policy.value && <p class="notice">{t('administrationText', { admins: listed(admins.value) })}</p>}
      </>
    )
  }
  return (
    <>
      <Roots />
      <AuditLog />
    </>
  )
}
