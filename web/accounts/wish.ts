import { signal } from '@preact/signals'

/** What somebody wanted to do who is not logged in. */
export interface Wish {
  /** After `Sign up to`: `like`, `follow partners`. */
  action: string
  /** Does it for the account that has just been logged in. */
  carryOut(): Promise<void>
}

/** What the sheet over the page asks for. Null if it is closed. */
export const wish = signal<Wish | null>(null)

/** Opens the sheet to sign up or to log in, and then carries out what was wished. */
export function askToSignUp(wished: Wish): void {
  wish.value = wished
}
