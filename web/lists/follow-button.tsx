import { account } from '../api/account.ts'
import { followsUnderWay, toggleFollow } from './following.ts'

interface Props {
  partner: { id: string; brandName: string }
  isFollowing: boolean
  /** After it has changed, with how many follow the partner now. */
  onChange?: (isFollowing: boolean, followers: number) => void
}

/** Not shown to partners, who follow nobody. */
export function FollowButton({ partner, isFollowing, onChange }: Props) {
  if (account.value?.role === 'partner') return null
  const text = isFollowing ? 'Following' : 'Follow'
  async function toggle() {
    const followers = await toggleFollow(partner.id, isFollowing)
    if (followers !== null) onChange?.(!isFollowing, followers)
  }
  return (
    <button
      type="button"
      class="follow"
      aria-pressed={isFollowing}
      aria-label={`${text} ${partner.brandName}`}
      aria-busy={followsUnderWay.value.has(partner.id)}
      onClick={() => void toggle()}
    >
      {text}
    </button>
  )
}
