import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Partner } from '#client'
import { api, attempt, type Failure } from '../api.ts'
import { countText, dateText } from '../ui/amounts.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { FailureNotice, Notice } from '../ui/states.tsx'
import { ReelGrid } from './reel-grid.tsx'
import { useReelList } from './use-reel-list.ts'

export function PartnerPage({ partnerId }: { partnerId: string }) {
  const partner = useSignal<Partner | null>(null)
  const failure = useSignal<Failure | null>(null)
  const list = useReelList(`partner:${partnerId}`)
  const read = async () => {
    failure.value = null
    const outcome = await attempt(api.getPartner({ params: { partnerId } }))
    if (outcome.ok) partner.value = outcome.data.partner
    else failure.value = outcome.failure
  }
  useEffect(() => void read(), [partnerId])
  usePageTitle(partner.value?.brandName ?? 'Partner')
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={() => void read()} />
  return (
    <div class="page">
      {partner.value ? <Profile partner={partner.value} /> : <div class="profile skeleton" />}
      <ReelGrid
        list={list}
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
  return (
    <div class="profile">
      <Avatar id={partner.id} name={partner.brandName} large />
      <div>
        <h1>{partner.brandName}</h1>
        <p class="muted">
          {countText(partner.reels)} {partner.reels === 1 ? 'reel' : 'reels'} · joined{' '}
          {dateText(partner.createdAt)}
        </p>
        {partner.bio && <p class="bio">{partner.bio}</p>}
        {partner.website && <Website url={partner.website} />}
      </div>
    </div>
  )
}

/** Only addresses of the web become links: the text comes from outside. */
function Website({ url }: { url: string }) {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return <p class="muted">{url}</p>
  return (
    <a class="website" href={url} target="_blank" rel="noopener noreferrer nofollow">
      <Icon name="globe" /> {new URL(url).host}
    </a>
  )
}
