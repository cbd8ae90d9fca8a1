import type { Partner } from '#client'
import { confirmSession } from '../accounts/session.ts'
import { account } from '../api/account.ts'
import { api, attempt } from '../api/api.ts'
import { FollowButton } from '../lists/follow-button.tsx'
import { useFollowed } from '../lists/use-followed.ts'
import { paths } from '../routing/paths.ts'
import { countOf } from '../ui/amounts.ts'
import { Avatar } from '../ui/avatar.tsx'
import { ListEnd } from '../ui/list-end.tsx'
import { type PagedList, usePagedList } from '../ui/paged-list.ts'

const PAGE = 4

/** The partners whose brand has the words of a query. */
export function useFoundPartners(q: string): PagedList<Partner> {
  const viewerId = account.value?.id
  return usePagedList(cursor => readPartners(q, cursor), [q, viewerId])
}

async function readPartners(q: string, cursor: string | undefined) {
  const query = { q, limit: PAGE, ...(cursor !== undefined && { cursor }) }
  const page = await attempt(api.searchPartners({ query }))
  const isAnonymous = page.ok && page.data.items.some(({ viewer }) => viewer === null)
  if (!isAnonymous || account.value?.role !== 'user') return page
  // The access cookie has expired: without it the answer does not say whom the viewer follows.
  await confirmSession()
  return attempt(api.searchPartners({ query }))
}

export function FoundPartners({ partners }: { partners: PagedList<Partner> }) {
  const hasFailed = partners.failure.value !== null
  if (partners.items.value.length === 0 && !hasFailed) return null
  return (
    <section class="search-part" aria-labelledby="found-partners">
      <h2 id="found-partners">Partners</h2>
      <ul class="found-partners">
        {partners.items.value.map(partner => (
          <FoundPartner key={partner.id} partner={partner} />
        ))}
      </ul>
      <ListEnd list={partners} label="Loading partners" />
    </section>
  )
}

function FoundPartner({ partner }: { partner: Partner }) {
  const { id, brandName, reels } = partner
  const { followers, isFollowing, change } = useFollowed(partner)
  return (
    <li class="found-partner">
      <a href={paths.partner(id)}>
        <Avatar id={id} name={brandName} />
        <span class="found-partner-text">
          <strong>{brandName}</strong>
          <span class="muted">
            {countOf(followers.value, 'follower')} · {countOf(reels, 'reel')}
          </span>
        </span>
      </a>
      <FollowButton partner={partner} isFollowing={isFollowing.value} onChange={change} />
    </li>
  )
}
