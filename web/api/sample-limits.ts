import type { Limits } from './limits.ts'

/** What `GET /config` answers, with a few currencies. For tests. */
export function sampleLimits(): Limits {
  return {
    video: { maxBase64Bytes: 4_000_000, maxDirectBytes: 100_000_000, acceptedTypes: ['video/mp4'] },
    reel: {
      maxTitleCharacters: 100,
      maxDescriptionCharacters: 500,
      maxTags: 10,
      maxTagCharacters: 30,
      maxPriceAmount: 99_999_999,
      publishAhead: { minSeconds: 300, maxSeconds: 7_776_000 },
      currencies: [
        { code: 'EUR', minorDigits: 2 },
        { code: 'HUF', minorDigits: 2 },
        { code: 'JPY', minorDigits: 0 },
        { code: 'KWD', minorDigits: 3 },
        { code: 'USD', minorDigits: 2 },
      ],
    },
    password: { minCharacters: 8, maxBytes: 72 },
    follows: { maxPartners: 2_000 },
    payments: {
      enabled: true,
      currencies: [
        { code: 'EUR', minimum: 50 },
        { code: 'JPY', minimum: 50 },
        { code: 'USD', minimum: 50 },
      ],
      feePercent: 15,
      previewSeconds: 5,
      refundDays: 14,
      termsVersion: '2026-11',
      payoutCountries: ['US'],
    },
    trending: {
      weights: { view: 0.1, like: 1, save: 2, share: 3 },
      halfLifeHours: 24,
      minimumAccounts: 3,
      minimumAccountAgeHours: 24,
      days: 14,
    },
    limits: [],
    page: { defaultLimit: 20, maxLimit: 50 },
  }
}
