/** What is shown to who came without a token: the command that gives one. */
import { CopyText } from '../parts/copy.tsx'
import { t } from '../words/language.ts'

export function TokenNeeded() {
  return (
    <section class="card narrow">
      <p>{t('noTokenText')}</p>
      <p>
        <CopyText text="ztm ui" />
      </p>
      <p class="quiet">{t('noTokenWhy')}</p>
    </section>
  )
}
