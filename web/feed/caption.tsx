import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Reel } from '#client'
import { FollowButton } from '../lists/follow-button.tsx'
import { paths } from '../routing/paths.ts'
import { RichText } from '../texts/rich-text.tsx'
import { countOf, priceText } from '../ui/amounts.ts'
import { Avatar } from '../ui/avatar.tsx'

interface Props {
  reel: Reel
  titleId: string
}

/** The texts of a reel. What has no room over the picture is folded until somebody asks for it. */
export function Caption({ reel, titleId }: Props) {
  const { title, description, tags, price, counts } = reel
  const element = useRef<HTMLDivElement>(null)
  const isOpen = useSignal(false)
  const isCut = useIsCut(element, isOpen.value)
  const isFolded = isCut && !isOpen.value
  return (
    <div class="caption" data-open={isOpen.value || undefined} data-scrolls ref={element}>
      <div class="brand-row">
        <PartnerLink reel={reel} />
        <FollowButton partner={reel.partner} isFollowing={reel.viewer?.following ?? false} />
      </div>
      <h2 id={titleId} class="folds" dir="auto">
        {title}
      </h2>
      {description !== '' && (
        <p class="description folds" dir="auto">
          {/* A link in a line that is folded away would get the focus, and nobody would see where it is. */}
          {isFolded ? description : <RichText text={description} />}
        </p>
      )}
      {tags.length > 0 && (
        <div class="tags">
          {tags.map(tag => (
            <a key={tag} class="tag" href={paths.tag(tag)} dir="auto">
              #{tag}
            </a>
          ))}
        </div>
      )}
      <div class="caption-row">
        <span class="price" data-free={price.amount === 0 || undefined}>
          {priceText(price)}
        </span>
        <span class="views">{countOf(counts.views, 'view')}</span>
        {(isCut || isOpen.value) && (
          <button
            type="button"
            class="more"
            aria-expanded={isOpen.value}
            onClick={() => {
              isOpen.value = !isOpen.value
            }}
          >
            {isOpen.value ? 'less' : 'more'}
          </button>
        )}
      </div>
    </div>
  )
}

function PartnerLink({ reel: { partner } }: { reel: Reel }) {
  return (
    <a class="brand" href={paths.partner(partner.id)}>
      <Avatar id={partner.id} name={partner.brandName} />
      <span class="brand-name" dir="auto">
        {partner.brandName}
      </span>
    </a>
  )
}

/** Whether the window has no room for a text or a tag. Also tells the slide how high the caption is. */
function useIsCut(element: RefObject<HTMLElement | null>, isOpen: boolean): boolean {
  const isCut = useSignal(false)
  useLayoutEffect(() => {
    const caption = element.current
    if (!caption) return
    function measure() {
      if (!caption) return
      // The shade behind it and the offer above it follow its height.
      caption.closest<HTMLElement>('.slide')?.style.setProperty('--caption', `${caption.offsetHeight}px`)
      if (isOpen) return
      const texts = [...caption.querySelectorAll('.folds')]
      const tags = [...caption.querySelectorAll<HTMLElement>('.tag')]
      isCut.value =
        texts.some(text => text.scrollHeight > text.clientHeight + 1) ||
        tags.some(tag => tag.offsetWidth === 0 || tag.scrollWidth > tag.clientWidth)
    }
    // An observer comes too late for the first paint.
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(caption)
    return () => observer.disconnect()
  }, [isOpen])
  return isCut.value
}
