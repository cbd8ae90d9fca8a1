import type { PaymentError } from '../storage/objects.ts'

// The test cards of Stripe. https://docs.stripe.com/testing

/** What a payment with a card does. */
export interface CardEffect {
  /** Whether the person must confirm the payment first. */
  challenge: boolean
  decline: PaymentError | null
  /** Opened as soon as the payment has succeeded. */
  dispute: { reason: string; isInquiry: boolean; times: number } | null
  refund: 'succeeds' | 'succeeds-later' | 'fails-later'
  isAvailableAtOnce: boolean
}

const SUCCEEDS: CardEffect = {
  challenge: false,
  decline: null,
  dispute: null,
  refund: 'succeeds',
  isAvailableAtOnce: false,
}

const EFFECTS: Record<string, Partial<CardEffect>> = {
  '4242424242424242': {},
  '5555555555554444': {},
  '378282246310005': {},
  '4000000000000002': { decline: declined('generic_decline') },
  '4000000000009995': { decline: declined('insufficient_funds') },
  '4000000000009987': { decline: declined('lost_card') },
  '4000000000009979': { decline: declined('stolen_card') },
  '4000000000006975': { decline: declined('card_velocity_exceeded') },
  '4000000000000069': { decline: failed('expired_card', 'Your card has expired.') },
  '4000000000000127': { decline: failed('incorrect_cvc', "Your card's security code is incorrect.") },
  '4000000000000119': {
    decline: failed(
      'processing_error',
      'An error occurred while processing your card. Try again in a little bit.',
    ),
  },
  '4100000000000019': { decline: declined('fraudulent') },
  '4000000000009235': {},
  '4000000000003220': { challenge: true },
  '4000002500003155': { challenge: true },
  '4000002760003184': { challenge: true },
  '4000008400001629': { challenge: true, decline: declined('generic_decline') },
  '4000008260003178': { challenge: true, decline: declined('insufficient_funds') },
  '4000008400001280': { decline: declined('generic_decline') },
  '4000000000000259': { dispute: { reason: 'fraudulent', isInquiry: false, times: 1 } },
  '4000000000002685': { dispute: { reason: 'product_not_received', isInquiry: false, times: 1 } },
  '4000000000001976': { dispute: { reason: 'fraudulent', isInquiry: true, times: 1 } },
  '4000000404000079': { dispute: { reason: 'fraudulent', isInquiry: false, times: 2 } },
  '4000000000007726': { refund: 'succeeds-later' },
  '4000000000005126': { refund: 'fails-later' },
  '4000000000000077': { isAvailableAtOnce: true },
}

/** What a card does. A number that is no test card is declined. @param number digits only */
export function effectOf(number: string): CardEffect {
  const effect = EFFECTS[number]
  if (effect !== undefined) return { ...SUCCEEDS, ...effect }
  if (!hasCheckDigit(number)) {
    return { ...SUCCEEDS, decline: failed('incorrect_number', 'Your card number is incorrect.') }
  }
  const message = 'Your card was declined. Your request was in test mode, but used a non test card.'
  return {
    ...SUCCEEDS,
    decline: { type: 'card_error', code: 'card_declined', decline_code: 'test_mode_live_card', message },
  }
}

export function brandOf(number: string): string {
  return number.startsWith('3') ? 'amex' : number.startsWith('5') ? 'mastercard' : 'visa'
}

function declined(decline_code: string): PaymentError {
  const message =
    decline_code === 'insufficient_funds' ? 'Your card has insufficient funds.' : 'Your card was declined.'
  return { type: 'card_error', code: 'card_declined', decline_code, message }
}

function failed(code: string, message: string): PaymentError {
  return { type: 'card_error', code, message }
}

/** The algorithm of Luhn. */
function hasCheckDigit(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
