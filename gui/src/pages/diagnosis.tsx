/** "Check everything": the checks of `ztm doctor` for this mesh, when they are asked for. Owns the last answer. */
import { useSignal } from '@preact/signals'
import type { Check, Verdict } from '../../../src/api/diagnosis.ts'
import { Badge, type Tone } from '../parts/badge.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { Table } from '../parts/table.tsx'
import { useAction } from '../state/action.ts'
import { mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { t } from '../words/language.ts'

const tones: Record<Verdict, Tone> = { ok: 'good', warning: 'warn', failed: 'bad', skipped: 'plain' }

export function Diagnosis() {
  const checks = useSignal<Check[] | undefined>(undefined)
  const { isRunning, problem, run } = useAction()
  const check = () =>
    run(async () => {
      const params = { mesh: mesh.value?.name ?? '' }
      checks.value = (await call('GET /api/meshes/{mesh}/diagnosis', { params })).items
    })
  return (
    <section class="card" aria-label={t('diagnosis')}>
      <h2>{t('diagnosis')}</h2>
      <p class="quiet">{t('diagnosisText')}</p>
      <div class="buttons start">
        <button type="button" disabled={isRunning} onClick={check}>
          {t(isRunning ? 'checking' : 'checkAll')}
        </button>
      </div>
      <ProblemBox problem={problem} />
      {checks.value && (
        <Table
          label={t('diagnosis')}
          list={{ items: checks.value, isLoaded: true }}
          keyOf={({ name, subject }) => `${name} ${subject}`}
          empty={t('none')}
          columns={[
            {
              heading: t('state'),
              cell: ({ verdict }) => <Badge tone={tones[verdict]}>{t(`check_${verdict}`)}</Badge>,
            },
            { heading: t('checked'), cell: ({ name, subject }) => `${name} ${subject}` },
            { heading: t('seen'), cell: check => <Seen check={check} /> },
          ]}
        />
      )}
    </section>
  )
}

/** In the words of the API, and what to do. */
function Seen({ check: { seen, next } }: { check: Check }) {
  return (
    <>
      {seen}
      {next && <span class="quiet hint">{next}</span>}
    </>
  )
}
