import { formatAmount, formatMoney, type NewUpload, type ParsedMoney, parseMoney, type Reel } from '#client'
import { type Outcome, refuse } from '../api/api.ts'
import type { Limits } from '../api/limits.ts'

/** What a partner types about a reel. */
export interface ReelDraft {
  title: string
  description: string
  tags: readonly string[]
  isFree: boolean
  /** In major units, as people write prices. */
  price: string
  currency: string
}

/** The fields of a reel as the API takes them. */
export type ReelFields = Omit<NewUpload, 'file'>

type ReelLimits = Pick<Limits['reel'], 'currencies' | 'maxPriceAmount'>

export const EMPTY_DRAFT: ReelDraft = {
  title: '',
  description: '',
  tags: [],
  isFree: true,
  price: '',
  currency: 'USD',
}

/** A reel as it is edited. If its currency is no longer in use, the price has to be typed again in another one. */
export function draftOf({ title, description, tags, price }: Reel, { currencies }: ReelLimits): ReelDraft {
  const isFree = price.amount === 0
  const amount = formatAmount(price, currencies, navigator.language)
  return {
    title,
    description,
    tags,
    isFree,
    price: isFree || amount === null ? '' : amount,
    currency: amount === null ? EMPTY_DRAFT.currency : price.currency,
  }
}

/** What to send, or a refusal if the price is not an amount. The API checks the rest. */
export function fieldsOf(draft: ReelDraft, limits: ReelLimits): Outcome<ReelFields> {
  const price = priceOf(draft, limits)
  if (!price.ok) {
    return refuse('', [{ in: 'body', path: 'price', message: amountFault(price.reason, draft, limits) }])
  }
  const { title, description, tags } = draft
  return {
    ok: true,
    data: { title: title.trim(), description: description.trim(), tags: [...tags], price: price.money },
  }
}

/** The price that viewers will see. Undefined if the text is not an amount yet. */
export function shownPrice(draft: ReelDraft, limits: ReelLimits): string | undefined {
  const price = priceOf(draft, limits)
  return (price.ok && formatMoney(price.money, limits.currencies, navigator.language)) || undefined
}

/** The tags in a text: `sea` and `calm` in `#Sea, calm`. */
export function splitTags(text: string): string[] {
  const words = text.toLowerCase().split(/[\s,#]+/)
  return [...new Set(words.filter(tag => tag !== ''))]
}

/** Which of these tags cannot be taken, and why. The API checks the rest. */
export function tagFault(
  tags: readonly string[],
  { maxTags, maxTagCharacters }: Pick<Limits['reel'], 'maxTags' | 'maxTagCharacters'>,
): string | undefined {
  if (tags.length > maxTags) return `A reel can have ${maxTags} tags. Remove ${tags.length - maxTags}.`
  const odd = tags.find(tag => !/^[\p{L}\p{M}\p{N}_]+$/u.test(tag))
  if (odd !== undefined) return `#${odd} cannot be a tag: tags have only letters, digits and _.`
  const long = tags.find(tag => tag.length > maxTagCharacters)
  return long && `#${long} is too long: a tag has at most ${maxTagCharacters} characters.`
}

/** True for what was stored as a draft, and still has the shape of one. */
export function isReelDraft(value: unknown): value is ReelDraft {
  if (typeof value !== 'object' || value === null) return false
  const found = new Map<string, unknown>(Object.entries(value))
  const hasTexts = ['title', 'description', 'price', 'currency'].every(
    name => typeof found.get(name) === 'string',
  )
  const tags = found.get('tags')
  const hasTags = Array.isArray(tags) && tags.every(tag => typeof tag === 'string')
  return hasTexts && hasTags && typeof found.get('isFree') === 'boolean'
}

type Price = ParsedMoney | { ok: false; reason: 'Zero' }

function priceOf({ isFree, price, currency }: ReelDraft, { currencies, maxPriceAmount }: ReelLimits): Price {
  if (isFree) return { ok: true, money: { amount: 0, currency } }
  const parsed = parseMoney(price, currency, {
    currencies,
    maxAmount: maxPriceAmount,
    locale: navigator.language,
  })
  return parsed.ok && parsed.money.amount === 0 ? { ok: false, reason: 'Zero' } : parsed
}

function amountFault(
  reason: Extract<Price, { ok: false }>['reason'],
  { currency }: ReelDraft,
  { currencies, maxPriceAmount }: ReelLimits,
): string {
  const digits = currencies.find(({ code }) => code === currency)?.minorDigits
  if (digits === undefined) return 'Choose another currency.'
  const textOf = (amount: number) => formatAmount({ amount, currency }, currencies, navigator.language)
  if (reason === 'TooLarge') return `Enter at most ${textOf(maxPriceAmount)}.`
  const example = textOf(Number('499'.padEnd(digits + 1, '0')))
  if (reason !== 'TooManyDigits') return `Enter an amount above zero, such as ${example}.`
  return digits === 0
    ? `Enter an amount without decimal places, such as ${example}.`
    : `Enter an amount with at most ${digits} decimal places, such as ${example}.`
}
