import type { Fault, Money, NewUpload, Reel } from '#client'
import { type Outcome, refuse } from '../api/api.ts'
import { minorDigits } from '../ui/amounts.ts'

/** What a partner types about a reel. */
export interface ReelDraft {
  title: string
  description: string
  tags: string
  isFree: boolean
  /** In major units, as people write prices. */
  price: string
  currency: string
}

/** The fields of a reel as the API takes them. */
export type ReelFields = Omit<NewUpload, 'file'>

export const EMPTY_DRAFT: ReelDraft = {
  title: '',
  description: '',
  tags: '',
  isFree: true,
  price: '',
  currency: 'USD',
}

/** A reel as it is edited. */
export function draftOf({ title, description, tags, price }: Reel): ReelDraft {
  const { amount, currency } = price
  const digits = minorDigits(currency)
  const isFree = amount === 0
  return {
    title,
    description,
    tags: tags.join(' '),
    isFree,
    price: isFree ? '' : (amount / 10 ** digits).toFixed(digits),
    currency,
  }
}

/** What to send, or a refusal if the price is not an amount. The API checks the rest. */
export function fieldsOf(draft: ReelDraft): Outcome<ReelFields> {
  const price = priceOf(draft)
  if (!price) return refuse('', [amountFault(draft.currency)])
  const { title, description, tags } = draft
  return {
    ok: true,
    data: { title: title.trim(), description: description.trim(), tags: tagsOf(tags), price },
  }
}

/** The tags in a text: `sea` and `calm` in `#Sea, calm`. */
function tagsOf(text: string): string[] {
  const words = text.toLowerCase().split(/[\s,#]+/)
  return [...new Set(words.filter(tag => tag !== ''))]
}

/** The price in minor units, or null if the text is not an amount of this currency. */
function priceOf({ isFree, price, currency }: ReelDraft): Money | null {
  if (isFree) return { amount: 0, currency }
  const digits = minorDigits(currency)
  const text = price.trim().replace(',', '.')
  const [, whole, part = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === undefined || part.length > digits) return null
  const amount = Number(whole + part.padEnd(digits, '0'))
  return amount > 0 && Number.isSafeInteger(amount) ? { amount, currency } : null
}

function amountFault(currency: string): Fault {
  const example = minorDigits(currency) === 0 ? '500' : '4.99'
  return { in: 'body', path: 'price', message: `Enter an amount above zero, such as ${example}.` }
}
