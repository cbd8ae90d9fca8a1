import type { Reel } from '#client'
import { askToSignUp } from '../accounts/wish.ts'
import { account } from '../api/account.ts'
import { api, attempt, type Failure, type Outcome } from '../api/api.ts'
import { toast } from '../ui/toast.tsx'
import { forgetReels } from './loaded-reels.ts'
import { LIKED, SAVED } from './reel-list.ts'
import type { ReelSignal } from './reels.ts'

export type Reaction = 'like' | 'save'

// Requests under way, with what was wanted last. Taps during a request only change that, and it is sent next.
const underWay = new Map<string, { wanted: boolean }>()

/** Shows the like or save at once, and takes it back if the API refuses it. */
export async function toggleReaction(reel: ReelSignal, reaction: Reaction): Promise<void> {
  if (account.value === null) return askToSignUp({ action: reaction, carryOut: () => react(reel, reaction) })
  if (account.value.role === 'partner') return toast('Log in with a viewer account to like and save reels.')
  const wanted = !isOn(reel.value, reaction)
  // What the API has stored: the way back after a refusal.
  let settled = !wanted
  reel.value = withReaction(reel.value, reaction, wanted)
  const key = `${reaction} ${reel.value.id}`
  const running = underWay.get(key)
  if (running) {
    running.wanted = wanted
    return
  }
  const request = { wanted }
  underWay.set(key, request)
  let failure: Failure | null = null
  while (failure === null && request.wanted !== settled) {
    const sent = request.wanted
    const answer = await send(reel.value.id, reaction, sent)
    if (!answer.ok) failure = answer.failure
    else {
      settled = sent
      if (request.wanted === sent) reel.value = withCounts(reel.value, answer.data)
    }
  }
  underWay.delete(key)
  if (failure === null) return forgetReels(reaction === 'like' ? LIKED : SAVED)
  reel.value = withReaction(reel.value, reaction, settled)
  toast(failure.message)
}

/** Likes or saves a reel for the account that has just been logged in, whatever it did before. */
async function react(reel: ReelSignal, reaction: Reaction): Promise<void> {
  const answer = await send(reel.value.id, reaction, true)
  if (answer.ok) reel.value = withCounts(withReaction(reel.value, reaction, true), answer.data)
  else toast(answer.failure.message)
}

export function isOn(reel: Reel, reaction: Reaction): boolean {
  return (reaction === 'like' ? reel.viewer?.liked : reel.viewer?.saved) ?? false
}

function send(reelId: string, reaction: Reaction, on: boolean): Promise<Outcome<Partial<Reel['counts']>>> {
  const input = { params: { reelId } }
  if (reaction === 'like') return attempt(on ? api.likeReel(input) : api.unlikeReel(input))
  return attempt(on ? api.saveReel(input) : api.unsaveReel(input))
}

/** Takes the counts from an answer, which has more fields, such as `liked`. */
function withCounts(reel: Reel, { likes, saves }: Partial<Reel['counts']>): Reel {
  const { counts } = reel
  return { ...reel, counts: { ...counts, likes: likes ?? counts.likes, saves: saves ?? counts.saves } }
}

function withReaction(reel: Reel, reaction: Reaction, on: boolean): Reel {
  if (isOn(reel, reaction) === on) return reel
  const viewer = reel.viewer ?? { liked: false, saved: false, following: false }
  const step = on ? 1 : -1
  const { counts } = reel
  return reaction === 'like'
    ? {
        ...reel,
        viewer: { ...viewer, liked: on },
        counts: { ...counts, likes: Math.max(0, counts.likes + step) },
      }
    : {
        ...reel,
        viewer: { ...viewer, saved: on },
        counts: { ...counts, saves: Math.max(0, counts.saves + step) },
      }
}
