import { describe, expect, it } from 'vitest'
import { unlinked } from './layout.ts'
import {
  newAddressLetter,
  oldAddressLetter,
  passwordChangedLetter,
  passwordResetLetter,
  verificationLetter,
} from './letters.ts'
import {
  attentionLetter,
  disputeLetter,
  payoutFailedLetter,
  receiptLetter,
  refundLetter,
} from './sale-letters.ts'

const EVIL = `<img src=x onerror=alert(1)> "Salt" & 'Light' https://evil.example`
const link = 'https://player.example/verify-email#token=abc&role=user'

const LETTERS = {
  verification: verificationLetter({ role: 'partner', name: EVIL, link }),
  'new address': newAddressLetter({ role: 'user', name: EVIL, link }),
  'old address': oldAddressLetter({ role: 'user', name: EVIL, newEmail: `o'b&co@evil.example` }),
  'changed password': passwordChangedLetter({ role: 'partner', name: EVIL }),
  'password reset': passwordResetLetter({ role: 'user', name: EVIL, link }),
  receipt: receiptLetter({
    name: EVIL,
    title: EVIL,
    brandName: EVIL,
    amount: 'USD 4.99',
    number: 'R-00000042',
    date: '2026-11-22',
    tax: 'USD 0.80',
  }),
  refund: refundLetter({ name: EVIL, title: EVIL, amount: 'USD 4.99', number: 'R-00000042' }),
  dispute: disputeLetter({ name: EVIL, title: EVIL, amount: 'USD 4.99' }),
  'restricted account': attentionLetter({ name: EVIL, isPaid: false }),
  'account that needs something': attentionLetter({ name: EVIL, isPaid: true }),
  'failed payout': payoutFailedLetter({ name: EVIL }),
}

describe.each(Object.entries(LETTERS))('the mail for a %s', (_, { subject, text, html }) => {
  it('shows what a person has chosen as text, and makes no link of it', () => {
    expect(html).not.toMatch(/<img|o'b&co/)
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62; &#34;Salt&#34; &#38; &#39;Light&#39;')
    expect(html).not.toContain('https://evil.example')
    expect(text).not.toContain('https://evil.example')
    expect(subject).not.toContain('Salt')
  })

  it('loads nothing: no image, no script, no font, and only links to the frontend', () => {
    expect(html).not.toMatch(/<(img|script|link|iframe|object|form)\b|url\(|@import|<[^>]*\ssrc=/i)
    const addresses = [...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)
    for (const address of addresses) expect(address).toBe(link.replace('&', '&#38;'))
  })

  it('has a subject, a preview and a text that reads without HTML', () => {
    expect(subject.length).toBeGreaterThan(10)
    expect(html).toMatch(/display:none[^>]*>[A-Z][^<]{30,}/)
    expect(text.startsWith(subject)).toBe(true)
    expect(text.replaceAll('<img', '')).not.toMatch(/<\w|&#\d|undefined|\[object/)
  })
})

describe('a name', () => {
  it('keeps its letters, with a word joiner where a mail program would see an address', () => {
    expect(unlinked('brand.example/x')).toBe('brand.\u2060example/\u2060x')
    expect(unlinked('Salt & Light')).toBe('Salt & Light')
  })

  it('is a link only where the link of the mail itself is', () => {
    expect(LETTERS.verification.text).toContain(link)
    expect(LETTERS.verification.html.match(/href=/g)).toHaveLength(2)
  })
})
