/** From a new membership to a first working connection: what can be opened now, or what to do so that something can. */
import type { ServiceProvider } from '../../../src/api/types.ts'
import { OpenHere } from '../parts/open-here.tsx'
import { t } from '../words/language.ts'

/** More are on the page of services. */
const mostShown = 5

interface FirstStepsProps {
  hasOpened: boolean
  providers: ServiceProvider[]
}

export function FirstSteps({ hasOpened, providers }: FirstStepsProps) {
  const names = [...new Set(providers.map(({ protocol, name }) => `${protocol}/${name}`))]
  return (
    <section class="card">
      <h2>{t('firstSteps')}</h2>
      <ol class="steps">
        <li>
          <span class="done">{t('stepJoined')}</span>
        </li>
        <li>
          <span class={hasOpened ? 'done' : undefined}>{t('stepOpen')}</span>
          {names.length > 0 ? (
            <>
              <p class="quiet">{t('stepOpenText')}</p>
              <ul class="plain">
                {names.slice(0, mostShown).map(name => (
                  <li key={name} class="row">
                    <code>{name}</code>
                    <OpenHere service={name} providers={providers} />
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <>
              <p class="quiet">{t('stepNothing')}</p>
              <p class="row">
                <a class="button" href="#/services">
                  {t('stepPublish')}
                </a>
                <a class="button" href="#/users">
                  {t('stepInvite')}
                </a>
              </p>
            </>
          )}
        </li>
      </ol>
    </section>
  )
}
