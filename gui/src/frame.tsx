/** What stands around every page: the bar with mesh and language, and the list of pages. */
import { chooseMesh, mesh, ports, status } from './state/agent.ts'
import { navigated, type PageName, page } from './state/route.ts'
import { chooseLanguage, type Language, language, languages, t } from './words/language.ts'

export function TopBar() {
  const meshes = status.value?.meshes ?? []
  return (
    <header>
      <strong class="brand">ZTM</strong>
      {meshes.length > 1 && (
        <select
          aria-label={t('mesh')}
          value={mesh.value?.name}
          onInput={event => chooseMesh(event.currentTarget.value)}
        >
          {meshes.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
      {meshes.length === 1 && (
        <span class="mesh-name">
          {mesh.value?.name} <span class="quiet">· {mesh.value?.endpoint.name}</span>
        </span>
      )}
      <span class="spring" />
      <select
        aria-label={t('language')}
        value={language.value}
        onInput={event => chooseLanguage(event.currentTarget.value as Language)}
      >
        {Object.entries(languages).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </header>
  )
}

export function PageNavigation() {
  const failed = ports.value.items.some(port => port.state === 'failed')
  return (
    <nav aria-label={t('pages')}>
      {navigated.map(name => (
        <a key={name} href={`#/${name}`} aria-current={isCurrent(name) ? 'page' : undefined}>
          {t(name)}
          {name === 'ports' && failed && <span class="dot" title={t('attention')} />}
        </a>
      ))}
    </nav>
  )
}

/** One endpoint is below all of them. */
function isCurrent(name: PageName): boolean {
  return page.value === name || (page.value === 'endpoint' && name === 'endpoints')
}
