/**
 * The codes of ISO 4217 (list one, amendments to 180) for money in circulation, by their minor digits. Funds, metals
 * and codes for tests are left out.
 */
const CODES_BY_MINOR_DIGITS = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC ' +
    'CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR ' +
    'JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD ' +
    'NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN ' +
    'SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
}

/** A currency, and how many digits of an amount are decimal places: with 2, 499 is 4.99. */
interface Currency {
  code: string
  minorDigits: number
}

/** In the order of their codes. */
export const CURRENCIES: readonly Currency[] = Object.entries(CODES_BY_MINOR_DIGITS)
  .flatMap(([digits, codes]) => codes.split(' ').map(code => ({ code, minorDigits: Number(digits) })))
  .sort((a, b) => (a.code < b.code ? -1 : 1))

/** The largest amount, in minor units. */
export const MAX_AMOUNT = 99_999_999
export const CURRENCY_PATTERN = '^[A-Z]{3}$'
