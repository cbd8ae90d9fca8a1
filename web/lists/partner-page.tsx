import type { Partner } from '#client'
import { account } from '../api/account.ts'
import { api, attempt } from '../api/api.ts'
import type { PageProps } from '../routing/route.ts'
import { RichText } from '../texts/rich-text.tsx'
import { countOf, dateText, hueOf } from '../ui/amounts.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { Poster } from '../ui/poster.tsx'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { useRead } from '../ui/use-read.ts'
import { FollowButton } from './follow-button.tsx'
import type { LoadedReels } from './loaded-reels.ts'
import { PageBar } from './page-bar.tsx'
import { ReelGrid } from './reel-grid.tsx'
import { type Price, partnerList, priceOf } from './reel-list.ts'
import { useFollowed } from './use-followed.ts'
import { useLoadedReels } from './use-loaded-reels.ts'

export function PartnerPage({ params: { partnerId }, query }: PageProps<'/partners/:partnerId'>) {
  const { data, failure, retry } = useRead(
    () => attempt(api.getPartner({ params: { partnerId } })),
    [partnerId, account.value?.id],
  )
  const partner = data.value?.partner
  const price = priceOf(query.get('price'))
  const all = useLoadedReels(partnerList(partnerId))
  const loaded = useLoadedReels(partnerList(partnerId, price))
  usePageHead(
    partner?.brandName ?? 'Partner',
    partner?.bio || `The reels of ${partner?.brandName ?? 'a partner'}.`,
  )
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  return (
    <div class="page">
      <PageBar title={partner?.brandName ?? 'Partner'} />
      <Cover partnerId={partnerId} loaded={all} />
      {partner ? (
        <>
          <Profile key={`${partner.followers} ${partner.id}`} partner={partner} />
          <Reels partnerId={partnerId} price={price} loaded={loaded} />
        </>
      ) : (
        // How high the profile is depends on what it says, so nothing stands below it yet.
        <div class="profile">
          <Avatar id={partnerId} name="" large />
          <Loading label="Loading the partner" />
        </div>
      )}
    </div>
  )
}

interface ReelsProps {
  partnerId: string
  price: Price | null
  loaded: LoadedReels
}

function Reels({ partnerId, price, loaded }: ReelsProps) {
  return (
    <>
      <nav class="tabs" aria-label="Price">
        {PRICES.map(({ name, of }) => (
          <a
            key={name}
            href={partnerList(partnerId, of).href}
            aria-current={of === price ? 'page' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
      <ReelGrid loaded={loaded} empty={<NoReels partnerId={partnerId} price={price} />} />
    </>
  )
}

const PRICES = [
  { name: 'All', of: null },
  { name: 'Free', of: 'free' },
  { name: 'Paid', of: 'paid' },
] as const

function NoReels({ partnerId, price }: Omit<ReelsProps, 'loaded'>) {
  if (price === null) {
    return (
      <Notice icon="film" title="No reels yet">
        <p>Follow the partner, and its first reel is in your feed.</p>
      </Notice>
    )
  }
  return (
    <Notice icon="film" title={price === 'free' ? 'No free reels' : 'No paid reels'}>
      <a class="button" href={partnerList(partnerId).href}>
        Show all of its reels
      </a>
    </Notice>
  )
}

/** The picture of the latest reel. Without one, the colour of the partner. */
function Cover({ partnerId, loaded }: { partnerId: string; loaded: LoadedReels }) {
  const latest = loaded.reels.value[0]?.value.video
  return (
    <div class="profile-cover" style={{ '--hue': hueOf(partnerId) }}>
      {latest && <Poster url={latest.thumbnailUrl} />}
    </div>
  )
}

function Profile({ partner }: { partner: Partner }) {
  const { followers, isFollowing, change } = useFollowed(partner)
  return (
    <div class="profile">
      <Avatar id={partner.id} name={partner.brandName} large />
      <div>
        <div class="profile-head">
          <h1>{partner.brandName}</h1>
          <FollowButton partner={partner} isFollowing={isFollowing.value} onChange={change} />
        </div>
        <p class="muted">
          {countOf(followers.value, 'follower')} · {countOf(partner.reels, 'reel')} · joined{' '}
          {dateText(partner.createdAt)}
        </p>
        {partner.bio && (
          <p class="bio" dir="auto">
            <RichText text={partner.bio} />
          </p>
        )}
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
