import { signal } from '@preact/signals'

const KEY = 'reels.email'

/** The address as it was typed last. The forms for people who are not logged in share it, so that it is typed once. */
export const typedEmail = signal('')

/** Takes over what another tab has kept. */
export function recallTypedEmail(): void {
  typedEmail.value = localStorage.getItem(KEY) ?? ''
}

/** For the tab that the link in a mail opens. */
export function keepTypedEmail(): void {
  localStorage.setItem(KEY, typedEmail.value.trim())
}

/** Once somebody is logged in. */
export function forgetTypedEmail(): void {
  localStorage.removeItem(KEY)
  typedEmail.value = ''
}
