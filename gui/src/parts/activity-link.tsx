/** From a thing to the connections that it had. */
import { addressOfPage } from '../state/route.ts'
import { t } from '../words/language.ts'

interface ActivityLinkProps {
  /** Its name, for those who only hear the link. */
  of: string
  query: Record<string, string>
}

export function ActivityLink({ of, query }: ActivityLinkProps) {
  return (
    <a href={addressOfPage('activity', query)} aria-label={`${t('activity')}: ${of}`}>
      {t('activity')}
    </a>
  )
}
