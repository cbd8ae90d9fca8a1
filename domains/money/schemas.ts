import * as z from 'zod'

/** The active codes of ISO 4217 for money in circulation (funds, metals and test codes left out). */
export const CURRENCIES = (
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF ' +
  'CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL ' +
  'HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD ' +
  'MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG ' +
  'QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD ' +
  'TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'
).split(' ')

/** The largest amount, in minor units. */
export const MAX_AMOUNT = 99_999_999
const CURRENCY_PATTERN = '^[A-Z]{3}$'

const currencies = new Set(CURRENCIES)

/** An amount of money that a client sends. */
export const Money = z
  .strictObject({
    amount: z
      .int('is not a whole number')
      .min(0, 'is negative')
      .max(MAX_AMOUNT, `is over ${MAX_AMOUNT}`)
      .meta({ description: 'Whole minor units, such as cents; 0 is free', format: 'int32' }),
    currency: z
      .string()
      .refine(code => currencies.has(code), 'is not a currency code of ISO 4217 in capitals')
      .meta({
        override: { type: 'string', pattern: CURRENCY_PATTERN, minLength: 3, maxLength: 3 },
        description: 'ISO 4217',
      }),
  })
  .meta({ id: 'Money', examples: [{ amount: 499, currency: 'USD' }] })

/** The code of a currency in an answer. */
export const ShownCurrency = z.string().meta({ pattern: CURRENCY_PATTERN, maxLength: 3 })

/** An amount of money in an answer. It is not checked against the list of currencies again. */
export const ShownMoney = z.strictObject({
  amount: z.int().meta({ format: 'int32', minimum: 0, maximum: MAX_AMOUNT }),
  currency: ShownCurrency,
})
