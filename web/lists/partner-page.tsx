import type { Partner } from '#client'
import { api, attempt } from '../api/api.ts'
import type { PageProps } from '../routing/route.ts'
import { countOf, dateText } from '../ui/amounts.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { FailureNotice, Notice } from '../ui/states.tsx'
import { useRead } from '../ui/use-read.ts'
import { FollowButton } from './follow-button.tsx'
import { ReelGrid } from './reel-grid.tsx'
import { partnerList } from './reel-list.ts'
import { useFollowed } from './use-followed.ts'
import { useLoadedReels } from './use-loaded-reels.ts'

export function PartnerPage({ params: { partnerId } }: PageProps<'/partners/:partnerId'>) {
  const { data, failure, retry } = useRead(
    () => attempt(api.getPartner({ params: { partnerId } })),
    [partnerId],
  )
  const partner = data.value?.partner
  const loaded = useLoadedReels(partnerList(partnerId))
  usePageTitle(partner?.brandName ?? 'Partner')
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  return (
    <div class="page">
      {partner ? <Profile key={partner.id} partner={partner} /> : <div class="profile skeleton" />}
      <ReelGrid
        loaded={loaded}
        empty={
          <Notice icon="film" title="No reels yet">
            <p>Check back soon.</p>
          </Notice>
        }
      />
    </div>
  )
}

function Profile({ partner }: { partner: Partner }) {
  const { followers, isFollowing, change } = useFollowed(partner)
  return (
    <div class="profile">
      <Avatar id={partner.id} name={partner.brandName} large />
      <div>
        <h1>{partner.brandName}</h1>
        <p class="muted">
          {countOf(followers.value, 'follower')} · {countOf(partner.reels, 'reel')} · joined{' '}
          {dateText(partner.createdAt)}
        </p>
        <FollowButton partner={partner} isFollowing={isFollowing.value} onChange={change} />
        {partner.bio && <p class="bio">{partner.bio}</p>}
        {partner.website && <Website url={partner.website} />}
      </div>
    </div>
  )
}

/** Only web addresses become links: a partner can write any text here. */
function Website({ url }: { url: string }) {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return <p class="muted">{url}</p>
  return (
    <a class="website" href={url} target="_blank" rel="noopener noreferrer nofollow">
      <Icon name="globe" /> {new URL(url).host}
    </a>
  )
}
