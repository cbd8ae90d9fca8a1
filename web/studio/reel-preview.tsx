import { account } from '../api/account.ts'
import { limits } from '../api/limits.ts'
import { Avatar } from '../ui/avatar.tsx'
import { prefersStill } from '../ui/motion.ts'
import { type ReelDraft, shownPrice } from './reel-draft.ts'

interface Props {
  draft: ReelDraft
  /** Of the video. Null if there is none that plays. */
  url: string | null
  poster?: string | undefined
  size: { width: number | null; height: number | null } | null
}

/** A reel as viewers will see it in the feed, while it is written. */
export function ReelPreview({ draft, url, poster, size }: Props) {
  const { title, description, tags, isFree } = draft
  const partner = account.value
  const isWide = (size?.width ?? 9) > (size?.height ?? 16)
  const price = limits.value ? shownPrice(draft, limits.value.reel) : undefined
  return (
    <span class="preview" data-wide={isWide || undefined} aria-hidden="true">
      {url !== null && (
        <video src={url} poster={poster} muted autoPlay={!prefersStill()} loop playsInline tabIndex={-1} />
      )}
      <span class="preview-text">
        {partner && (
          <span class="preview-brand">
            <Avatar id={partner.id} name={partner.name} /> <span>{partner.name}</span>
          </span>
        )}
        <strong dir="auto">{title || 'Title'}</strong>
        {description && (
          <span class="preview-description" dir="auto">
            {description}
          </span>
        )}
        <span class="preview-row">
          <span class="preview-price" data-free={isFree || undefined}>
            {isFree ? 'Free' : (price ?? 'Price')}
          </span>
          {tags.map(tag => (
            <span key={tag} dir="auto">
              #{tag}
            </span>
          ))}
        </span>
      </span>
    </span>
  )
}
