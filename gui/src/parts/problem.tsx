/** An error as the API tells it: message, hint and code. Read out by screen readers when it appears. */
import type { Problem } from '../state/client.ts'
import { t } from '../words/language.ts'

export function ProblemBox({ problem }: { problem: Problem | undefined }) {
  if (!problem) return null
  const isUnreachable = problem.code === 'unreachable'
  const message = isUnreachable ? t('unreachable') : problem.message
  const hint = isUnreachable ? t('unreachableHint') : problem.hint
  return (
    <div class="problem" role="alert">
      <p class="problem-message">{message}</p>
      {hint && <p>{hint}</p>}
      <code>{problem.code}</code>
    </div>
  )
}
