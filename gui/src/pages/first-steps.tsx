/** From a new membership to a first working connection: what can be opened now, or what to do so that something can. */
import type { Offer } from '../../../src/api/types.ts'
import { OpenHere } from '../parts/open-here.tsx'
import { t } from '../words/language.ts'

/** More are on the page of services. */
const mostShown = 5

interface FirstStepsProps {
  hasOpened: boolean
  offers: Offer[]
}

export function FirstSteps({ hasOpened, offers }: FirstStepsProps) {
  return (
    <section class="card">
      <h2>{t('firstSteps')}</h2>
      <ol class="steps">
        <li>
          <span class="done">{t('stepJoined')}</span>
        </li>
        <li>
          <span class={hasOpened ? 'done' : undefined}>{t('stepOpen')}</span>
          {offers.length > 0 ? (
            <>
              <p class="quiet">{t('stepOpenText')}</p>
              <ul class="plain">
                {offers.slice(0, mostShown).map(offer => (
                  <li key={keyOf(offer)} class="row">
                    <code>{keyOf(offer)}</code>
                    <OpenHere offer={offer} />
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

const keyOf = ({ protocol, name }: Offer): string => `${protocol}/${name}`
