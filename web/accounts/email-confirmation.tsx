import { useSignal } from '@preact/signals'
import { email } from '../api/account.ts'
import { api, attempt } from '../api/api.ts'
import { Icon } from '../ui/icons.tsx'
import { toast } from '../ui/toast.tsx'
import { confirmSession } from './session.ts'

/** Asks for the confirmation of the address, as long as it is missing. */
export function EmailReminder() {
  if (!email.value || email.value.isVerified) return null
  return (
    <section class="reminder" aria-labelledby="email-reminder">
      <Icon name="mail" />
      <div>
        <h2 id="email-reminder">Confirm your email address</h2>
        <p class="muted">We have sent a link to {email.value.address}. Open it to confirm the address.</p>
      </div>
      <SendAgain />
    </section>
  )
}

/** Sends another link to the address of the account. */
export function SendAgain() {
  const isSending = useSignal(false)
  async function send() {
    if (isSending.value) return
    isSending.value = true
    const outcome = await attempt(api.requestVerification())
    // The link may have been opened on another device meanwhile.
    if (outcome.ok) await confirmSession()
    isSending.value = false
    if (!outcome.ok) return toast(outcome.failure.message)
    toast(email.value?.isVerified ? 'Your email address is confirmed.' : 'Sent. Check your inbox.')
  }
  return (
    <button type="button" class="button small" onClick={() => void send()} aria-disabled={isSending.value}>
      {isSending.value ? 'One moment…' : 'Send again'}
    </button>
  )
}
