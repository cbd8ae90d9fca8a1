import { describe, expect, it } from 'vitest'
import { Email } from './credentials.ts'
import { MAX_EMAIL } from './limits.ts'

describe('an email address', () => {
  it.each([
    'lena@example.com',
    'LENA@EXAMPLE.COM',
    'x@xn--e1afmkfd.xn--p1ai',
    'x@example.xn--p1ai',
    'a&b@example.com',
    'a/b=c@example.com',
    "!#$%&'*+/=?^_`{|}~-@example.com",
    'first.last+tag@sub.example.co.uk',
    '.a..b.@example.com',
    'x@localhost',
    'x@1.example',
  ])('is %s, as a browser takes it', address => {
    expect(Email.parse(address)).toBe(address)
  })

  it.each([
    ['info@пример.рф', 'info@xn--e1afmkfd.xn--p1ai'],
    ['info@ПРИМЕР.РФ', 'info@xn--e1afmkfd.xn--p1ai'],
    ['x@bücher.example', 'x@xn--bcher-kva.example'],
    ['x@bu\u0308cher.example', 'x@xn--bcher-kva.example'],
    ['x@例え。テスト', 'x@xn--r8jz45g.xn--zckzah'],
  ])('%s is written in Punycode, as Chromium sends it', (typed, address) => {
    expect(Email.parse(typed)).toBe(address)
  })

  it.each([
    '',
    'x',
    '@example.com',
    'x@',
    'x@@example.com',
    'x y@example.com',
    'x@exam ple.com',
    'x@-example.com',
    'x@example-.com',
    'x@example..com',
    'ü@example.com',
    '"x"@example.com',
    'x@[127.0.0.1]',
    'x@example.com\n',
    'x@exa\u202emple.com\u202c',
    'x@пример.рф/',
    'x@\u200b',
    `x@${'a'.repeat(64)}.example`,
    `${'x'.repeat(MAX_EMAIL)}@example.com`,
  ])('is not %j', address => {
    expect(Email.safeParse(address).success).toBe(false)
  })
})
