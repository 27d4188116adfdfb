/** Local ports that lead to services, and new ones. */
import { useOwnPlace } from '../state/place.ts'
import { t } from '../words/language.ts'
import { OpenForm } from './open-form.tsx'
import { PortTable } from './port-table.tsx'

export function Ports() {
  const place = useOwnPlace()
  return (
    <>
      <p class="quiet">{t('portsIntro')}</p>
      <PortTable title={t('ports')} place={place} />
      <OpenForm place={place} />
    </>
  )
}
