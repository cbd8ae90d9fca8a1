import type { Reel } from '#client'
import { timeZone } from '../api/account.ts'
import { shareUrl } from '../feed/share.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { paths } from '../routing/paths.ts'
import { countText, dateText, hueOf, priceText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { Poster } from '../ui/poster.tsx'
import { copyLink } from '../ui/share-link.ts'
import { DeleteButton } from './delete-button.tsx'
import { momentText } from './local-time.ts'
import { PublishNow } from './publish-now.tsx'
import { STATES } from './reel-order.ts'

/** A reel that viewers see, or will see. */
export function ReelRow({ reel }: { reel: ReelSignal }) {
  const { id, title, status, video, price, counts, createdAt, publishAt } = reel.value
  const isPublic = status === 'ready'
  return (
    <tr data-reel={id}>
      <th scope="row">
        <div class="reel-cell">
          <span class="thumb" style={{ '--hue': hueOf(id) }}>
            {video && <Poster url={video.thumbnailUrl} isLazy />}
          </span>
          <div>
            <h2>{isPublic ? <a href={paths.reel(id, 'feed')}>{title}</a> : title}</h2>
            <p class="muted">{priceText(price)}</p>
          </div>
        </div>
      </th>
      <td class="state-cell">
        <span class="badge" data-status={status}>
          {STATES[status]}
        </span>
        {publishAt !== null && <PublicAt time={publishAt} />}
        {status === 'scheduled' && <PublishNow reelId={id} title={title} />}
      </td>
      {(['views', 'likes', 'saves'] as const).map(name => (
        <td key={name} data-number data-label={counts[name] === 1 ? name.slice(0, -1) : name}>
          {isPublic ? countText(counts[name]) : '–'}
        </td>
      ))}
      <td class="date-cell">{dateText(createdAt)}</td>
      <td class="studio-actions">
        {isPublic && <RowButtons reel={reel.value} />}
        <a class="icon-button" href={`/studio/${id}`} aria-label={`Edit ${title}`}>
          <Icon name="pencil" />
        </a>
        <DeleteButton reelId={id} title={title} />
      </td>
    </tr>
  )
}

function RowButtons({ reel: { id, title } }: { reel: Reel }) {
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={`Copy the link to ${title}`}
        onClick={() => void copyLink(shareUrl(id))}
      >
        <Icon name="link" />
      </button>
      <a class="icon-button" href={`/studio/${id}/statistics`} aria-label={`Statistics of ${title}`}>
        <Icon name="chart" />
      </a>
    </>
  )
}

function PublicAt({ time }: { time: string }) {
  // Until the zone of the account is known, it is the one of the device.
  const zone = timeZone.value ?? new Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <span class="muted">
      Public at {momentText(Date.parse(time), zone, 'medium')}, {zone}
    </span>
  )
}
