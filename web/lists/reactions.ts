import type { Reel } from '#client'
import { askToSignUp } from '../accounts/wish.ts'
import { account } from '../api/account.ts'
import { api, attempt, type Failure, type Outcome } from '../api/api.ts'
import { toast } from '../ui/toast.tsx'
import { changeReels, forgetReels } from './loaded-reels.ts'
import { LIKED, SAVED } from './reel-list.ts'
import { knownReel, type ReelSignal } from './reels.ts'

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
  if (failure === null) {
    tellOtherTabs(reel.value, reaction)
    return forgetReels(listOf(reaction))
  }
  reel.value = withReaction(reel.value, reaction, settled)
  toast(failure.message)
}

/** Likes or saves a reel for the account that has just been logged in, whatever it did before. */
async function react(reel: ReelSignal, reaction: Reaction): Promise<void> {
  const answer = await send(reel.value.id, reaction, true)
  if (answer.ok) reel.value = withCounts(withReaction(reel.value, reaction, true), answer.data)
  else toast(answer.failure.message)
}

/** Likes a reel, unless it is liked already. */
export async function like(reel: ReelSignal): Promise<void> {
  if (!isOn(reel.value, 'like')) await toggleReaction(reel, 'like')
}

const listOf = (reaction: Reaction) => (reaction === 'like' ? LIKED : SAVED)

/** What another tab has done, as the account that is logged in here too. */
interface Told {
  viewerId: string
  reelId: string
  reaction: Reaction
  on: boolean
  counts: Pick<Reel['counts'], 'likes' | 'saves'>
}

let otherTabs: BroadcastChannel | undefined

/** From now on likes and saves of other tabs are shown here too. */
export function followOtherTabs(): void {
  otherTabs = new BroadcastChannel('reels.reactions')
  otherTabs.addEventListener('message', (event: MessageEvent<Told>) => show(event.data))
}

function tellOtherTabs(reel: Reel, reaction: Reaction): void {
  if (account.value === null) return
  const { likes, saves } = reel.counts
  const told: Told = {
    viewerId: account.value.id,
    reelId: reel.id,
    reaction,
    on: isOn(reel, reaction),
    counts: { likes, saves },
  }
  otherTabs?.postMessage(told)
}

function show({ viewerId, reelId, reaction, on, counts }: Told): void {
  // What is being changed here as well will be told by this tab.
  if (account.value?.id !== viewerId || underWay.has(`${reaction} ${reelId}`)) return
  const reel = knownReel(reelId)
  if (reel) reel.value = withCounts(withReaction(reel.value, reaction, on), counts)
  changeReels(listOf(reaction), reelId, on)
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
