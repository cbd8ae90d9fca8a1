import { signal } from '@preact/signals'
import { askToSignUp } from '../accounts/wish.ts'
import { account } from '../api/account.ts'
import { api, attempt } from '../api/api.ts'
import { toast } from '../ui/toast.tsx'
import { forgetReels } from './loaded-reels.ts'
import { listsOf } from './reel-list.ts'
import { showFollowing } from './reels.ts'

/** The partners that are being followed or unfollowed now. */
export const followsUnderWay = signal<ReadonlySet<string>>(new Set())

/**
 * Follows a partner, or unfollows it, and shows that in all of its reels at once. If the API refuses, it is taken back.
 * @returns how many follow it then; null if nothing has changed
 */
export async function toggleFollow(partnerId: string, isFollowing: boolean): Promise<number | null> {
  if (account.value === null) {
    askToSignUp({ action: 'follow partners', carryOut: () => follow(partnerId) })
    return null
  }
  if (account.value.role === 'partner') {
    toast('Log in with a viewer account to follow partners.')
    return null
  }
  if (followsUnderWay.value.has(partnerId)) return null
  followsUnderWay.value = new Set([...followsUnderWay.value, partnerId])
  showFollowing(partnerId, !isFollowing)
  const input = { params: { partnerId } }
  const answer = await attempt(isFollowing ? api.unfollowPartner(input) : api.followPartner(input))
  followsUnderWay.value = new Set([...followsUnderWay.value].filter(id => id !== partnerId))
  if (!answer.ok) {
    showFollowing(partnerId, isFollowing)
    toast(answer.failure.message)
    return null
  }
  for (const list of listsOf('following')) forgetReels(list)
  return answer.data.followers
}

/** Follows a partner for the account that has just been logged in. */
async function follow(partnerId: string): Promise<void> {
  const answer = await attempt(api.followPartner({ params: { partnerId } }))
  if (answer.ok) showFollowing(partnerId, true)
  else toast(answer.failure.message)
}
