import * as z from 'zod'
import { CURRENCIES, CURRENCY_PATTERN, MAX_AMOUNT } from '#domains/money/currencies.ts'

const codes = new Set(CURRENCIES.map(({ code }) => code))

/** An amount of money that a client sends. */
export const Money = z
  .strictObject({
    amount: z
      .int('is not a whole number')
      .min(0, 'is negative')
      .max(MAX_AMOUNT, `is over ${MAX_AMOUNT}`)
      .meta({ description: 'Whole minor units, such as cents. 0 means free', format: 'int32' }),
    currency: z
      .string()
      .refine(code => codes.has(code), 'is not a currency code of ISO 4217 in capitals')
      .meta({
        override: { type: 'string', pattern: CURRENCY_PATTERN, minLength: 3, maxLength: 3 },
        description: 'ISO 4217',
      }),
  })
  .meta({ id: 'Money', examples: [{ amount: 499, currency: 'USD' }] })

/** An amount of money in an answer. It is not checked against the list of currencies again. */
export const ShownMoney = z.strictObject({
  amount: z.int().meta({ format: 'int32', minimum: 0, maximum: MAX_AMOUNT }),
  currency: z.string().meta({ pattern: CURRENCY_PATTERN, maxLength: 3 }),
})

/** A sum of amounts in an answer: it can be larger than one amount, or below zero. */
export const ShownSum = z.int().meta({ format: 'int64', description: 'Whole minor units' })

/** A sum with its currency. Sums of different currencies are never added. */
export const ShownTotal = z.strictObject({
  amount: ShownSum,
  currency: z.string().meta({ pattern: CURRENCY_PATTERN, maxLength: 3 }),
})
