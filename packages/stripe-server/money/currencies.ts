// What Stripe charges in, and what it asks of an amount. https://docs.stripe.com/currencies

const CURRENCIES = new Set(
  'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw'.split(
    ' ',
  ),
)

const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const THREE_DECIMAL = new Set('bhd iqd jod kwd omr tnd'.split(' '))
/** They have no decimals, but amounts are sent times 100. */
const WHOLE_ONLY = new Set(['isk', 'ugx'])

/** The least amounts that can be charged, in the minor unit. Stripe converts them for all other currencies. */
const MINIMUMS: Record<string, number> = {
  ...Object.fromEntries('usd aud brl cad chf eur nzd sgd inr'.split(' ').map(code => [code, 50])),
  gbp: 30,
  jpy: 50,
  hkd: 400,
  dkk: 250,
  nok: 300,
  sek: 300,
  mxn: 1000,
  pln: 200,
  aed: 200,
  czk: 1500,
  huf: 17_500,
  myr: 200,
  ron: 200,
  thb: 1000,
}

const MOST = 99_999_999

/** Why an amount cannot be charged; null if it can. */
export function faultOfAmount(amount: number, currency: string): { code: string; message: string } | null {
  if (amount > MOST) return { code: 'amount_too_large', message: `Amount must be no more than ${MOST}` }
  const minimum = MINIMUMS[currency] ?? 0
  if (amount < minimum || amount <= 0) {
    const message = `The Checkout Session's total amount due must add up to at least ${minimum} of the smallest unit of ${currency}`
    return { code: 'amount_too_small', message }
  }
  if (THREE_DECIMAL.has(currency) && amount % 10 !== 0) {
    return { code: 'invalid_amount', message: `Amounts in ${currency} must end in 0` }
  }
  if (WHOLE_ONLY.has(currency) && amount % 100 !== 0) {
    return { code: 'invalid_amount', message: `Amounts in ${currency} must be divisible by 100` }
  }
  return null
}

export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code)
}

/** How many decimals an amount is shown with: those that it is sent with. */
function decimalsOf(currency: string): number {
  return ZERO_DECIMAL.has(currency) ? 0 : THREE_DECIMAL.has(currency) ? 3 : 2
}

/** For a person: `$4.99`. */
export function moneyText(amount: number, currency: string): string {
  const digits = decimalsOf(currency)
  const text = String(amount).padStart(digits + 1, '0')
  const whole = digits === 0 ? text : text.slice(0, -digits)
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  // `format` takes a decimal text exactly, without a detour over floating point.
  return format.format(digits === 0 ? Number(whole) : (`${whole}.${text.slice(-digits)}` as `${number}`))
}

/** What Stripe takes for a payment by card: 2.9 % and 30 cents, or as much in another currency. */
export function stripeFee(amount: number, currency: string): number {
  const fixed = { 0: 40, 2: 30, 3: 100 }[decimalsOf(currency)] ?? 30
  return Math.min(amount, Math.round((amount * 29) / 1000) + fixed)
}
