/** What is shown to who came without a token: the command that gives one. Who came by an invitation is told that it waits. */
import { CopyText } from '../parts/copy.tsx'
import { invitation } from '../state/invitation.ts'
import { t } from '../words/language.ts'

export function TokenNeeded() {
  return (
    <section class="card narrow">
      {invitation.value && <p class="notice">{t('invitationWaits')}</p>}
      <p>{t('noTokenText')}</p>
      <p>
        <CopyText text="ztm ui" />
      </p>
      <p class="quiet">{t('noTokenWhy')}</p>
    </section>
  )
}
