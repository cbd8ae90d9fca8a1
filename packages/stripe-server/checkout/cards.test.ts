import { describe, expect, it } from 'vitest'
import { newSession, payee, sharedPayments } from '../test-payments-server.ts'

describe('a test card', async () => {
  const payments = await sharedPayments()
  const { stripe, control } = payments
  const destination = await payee(payments)

  async function payWith(card: string, challenge = 'complete') {
    const { id } = await stripe.checkout.sessions.create(newSession({ destination }))
    return control<{ state: string; error?: { code: string; decline_code?: string } }>('pay', {
      session: id,
      card,
      challenge,
    })
  }

  it.each(['4242424242424242', '5555555555554444', '378282246310005', '4000000000009235'])(
    '%s pays',
    async card => {
      expect(await payWith(card)).toMatchObject({ state: 'paid' })
    },
  )

  it.each([
    ['4000000000000002', 'card_declined', 'generic_decline'],
    ['4000000000009995', 'card_declined', 'insufficient_funds'],
    ['4000000000009987', 'card_declined', 'lost_card'],
    ['4000000000009979', 'card_declined', 'stolen_card'],
    ['4000000000006975', 'card_declined', 'card_velocity_exceeded'],
    ['4100000000000019', 'card_declined', 'fraudulent'],
    ['4000000000000069', 'expired_card', undefined],
    ['4000000000000127', 'incorrect_cvc', undefined],
    ['4000000000000119', 'processing_error', undefined],
    ['4242424242424241', 'incorrect_number', undefined],
    ['4000008400001280', 'card_declined', 'generic_decline'],
    ['4012888888881881', 'card_declined', 'test_mode_live_card'],
  ])('%s is declined: %s', async (card, code, decline_code) => {
    const { state, error } = await payWith(card)
    expect([state, error?.code, error?.decline_code]).toEqual(['declined', code, decline_code])
  })

  it.each(['4000000000003220', '4000002500003155', '4000002760003184'])(
    '%s asks for 3-D Secure',
    async card => {
      expect(await payWith(card, 'leave')).toMatchObject({ state: 'challenge' })
      expect(await payWith(card, 'fail')).toMatchObject({
        state: 'declined',
        error: { code: 'payment_intent_authentication_failure' },
      })
      expect(await payWith(card)).toMatchObject({ state: 'paid' })
    },
  )

  it.each([
    ['4000008400001629', 'generic_decline'],
    ['4000008260003178', 'insufficient_funds'],
  ])('%s asks for 3-D Secure, and is declined then', async (card, decline_code) => {
    expect(await payWith(card)).toMatchObject({ state: 'declined', error: { decline_code } })
  })
})
