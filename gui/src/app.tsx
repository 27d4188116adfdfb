/**
 * The frame of the console: who may see it, which page, and the navigation around it.
 *
 * Owns nothing: state/ does.
 */
import { PageNavigation, TopBar } from './frame.tsx'
import { Activity } from './pages/activity.tsx'
import { Administration } from './pages/administration.tsx'
import { Endpoint } from './pages/endpoint.tsx'
import { Endpoints } from './pages/endpoints.tsx'
import { MembershipProblem } from './pages/health.tsx'
import { Hubs } from './pages/hubs.tsx'
import { Join } from './pages/join.tsx'
import { Overview } from './pages/overview.tsx'
import { Policy } from './pages/policy.tsx'
import { Ports } from './pages/ports.tsx'
import { Services } from './pages/services.tsx'
import { Settings } from './pages/settings.tsx'
import { TokenNeeded } from './pages/token-needed.tsx'
import { Users } from './pages/users.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { mesh, status } from './state/agent.ts'
import { connection, heard } from './state/live.ts'
import { type PageName, page } from './state/route.ts'
import { token } from './state/token.ts'
import { momentOfDay, t } from './words/language.ts'

const content: Record<PageName, () => preact.JSX.Element | null> = {
  overview: Overview,
  endpoints: Endpoints,
  services: Services,
  ports: Ports,
  users: Users,
  policy: Policy,
  activity: Activity,
  hubs: Hubs,
  administration: Administration,
  settings: Settings,
  join: Join,
  endpoint: Endpoint,
}

export function App() {
  if (!token.value) return <Frame title={t('noToken')} page={TokenNeeded} />
  if (!status.value) return <Frame title={t('loading')} page={Waiting} />
  if (!mesh.value && page.value !== 'settings') return <Frame title={t('joinTitle')} page={Join} />
  const title = page.value === 'join' ? t('joinTitle') : t(page.value)
  return <Frame title={title} page={content[page.value]} hasNavigation />
}

interface FrameProps {
  title: string
  page: () => preact.JSX.Element | null
  hasNavigation?: boolean
}

function Frame({ title, page: Page, hasNavigation = false }: FrameProps) {
  document.title = `${title} - ZTM`
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('content')?.focus()}>
        {t('skip')}
      </button>
      <TopBar />
      {hasNavigation && <PageNavigation />}
      <main id="content" tabIndex={-1}>
        {token.value && connection.value === 'lost' && (
          <div class="problem" role="status">
            <p class="problem-message">{t('lost')}</p>
            {heard.value > 0 && <p>{t('lostShown', { time: momentOfDay(heard.value) })}</p>}
            <p>{t('lostHint')}</p>
          </div>
        )}
        <h1>{title}</h1>
        {hasNavigation && mesh.value && page.value !== 'overview' && <MembershipProblem mesh={mesh.value} />}
        <Page />
      </main>
      {hasNavigation && <Shortcuts />}
    </>
  )
}

function Waiting() {
  return <p class="quiet">{t('loading')}</p>
}
