/**
 * Who is in the mesh: inviting users with permits, and evicting them. An admin sees all who have joined, others who is online.
 *
 * Owns what the CA said last of permits.
 */
import { directoryCauses, mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { isAdmin } from '../state/policy.ts'
import { useReply } from '../state/reply.ts'
import { t } from '../words/language.ts'
import { InviteForm } from './invite-form.tsx'
import { Permits } from './permits.tsx'
import { JoinedUsers, OnlineUsers } from './user-table.tsx'

export function Users() {
  const { name = '', news } = mesh.value ?? {}
  const permits = useReply(
    async () => (isAdmin.value ? await call('GET /api/meshes/{mesh}/permits', { params: { mesh: name } }) : undefined),
    [isAdmin.value, news?.version, ...directoryCauses.value],
  )
  return (
    <>
      <InviteForm onMade={permits.refresh} />
      <section>
        <h2>{t(isAdmin.value ? 'users' : 'usersOnline')}</h2>
        {isAdmin.value ? <JoinedUsers /> : <OnlineUsers />}
      </section>
      {isAdmin.value && <Permits reply={permits} />}
    </>
  )
}
