import { account } from '../api/account.ts'
import { forgetFilesOf } from './files.ts'

// What a partner has typed and not sent is kept on the device. Accounts that share a browser do not see each other's.
const PREFIX = 'reels.draft.'

/** The key of what the current account keeps of a reel, or of the reel that it is about to publish. */
export function keyOf(reelId = 'new'): string {
  return `${account.value?.id}.${reelId}`
}

export function readText(key: string): string | null {
  return localStorage.getItem(PREFIX + key)
}

export function keepText(key: string, text: string): void {
  localStorage.setItem(PREFIX + key, text)
}

export function forgetText(key: string): void {
  localStorage.removeItem(PREFIX + key)
}

/** Forgets all that an account has kept here: nobody can send it any more. */
export async function forgetKeptOf(accountId: string): Promise<void> {
  const keys = Object.keys(localStorage).filter(key => key.startsWith(`${PREFIX}${accountId}.`))
  for (const key of keys) localStorage.removeItem(key)
  await forgetFilesOf(accountId)
}
