/** What listens on this computer and is not published yet: each can be, in one click. */
import type { Listener } from '../../../src/api/computer.ts'
import { ProblemBox } from '../parts/problem.tsx'
import { Table } from '../parts/table.tsx'
import { useAction } from '../state/action.ts'
import { mesh, reload, services } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { useReply } from '../state/reply.ts'
import { nameOfPort } from '../state/well-known.ts'
import { t } from '../words/language.ts'

export function Found() {
  const { value, problem } = useReply(() => call('GET /api/computer', {}), [services.value.items.length])
  const targets = services.value.items.map(({ target }) => target)
  const listeners = value?.listeners?.filter(({ target }) => !targets.includes(target))
  return (
    <section>
      <h2>{t('foundHere')}</h2>
      {value && !listeners ? (
        <p class="quiet">{t('foundUnknown')}</p>
      ) : (
        <Table
          label={t('foundHere')}
          list={{ items: listeners ?? [], isLoaded: Boolean(value ?? problem), problem }}
          keyOf={({ target }) => target}
          textOf={({ target, port }) => `${target} ${nameOfPort(port)}`}
          empty={t('foundNothing')}
          columns={[
            { heading: t('target'), cell: ({ target }) => <code>{target}</code> },
            { heading: t('name'), cell: ({ port }) => <code>{`tcp/${nameOfPort(port)}`}</code> },
          ]}
          actions={listener => <PublishFound listener={listener} />}
        />
      )}
    </section>
  )
}

function PublishFound({ listener: { port, target } }: { listener: Listener }) {
  const { isRunning, problem, run } = useAction()
  const name = nameOfPort(port)
  const publish = () =>
    run(async () => {
      const params = { mesh: mesh.value?.name ?? '', endpoint: 'self', protocol: 'tcp', name }
      await call('PUT /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', { params, body: { target } })
      await reload(['services', 'endpoints'])
    })
  return (
    <>
      <ProblemBox problem={problem} />
      <button
        type="button"
        class="small"
        aria-label={`${t('publish')} ${target}`}
        disabled={isRunning}
        onClick={publish}
      >
        {t('publish')}
      </button>
    </>
  )
}
