import { beforeAll, describe, expect, it } from 'vitest'
import { ReturnUrl } from './return-url.ts'

beforeAll(() => {
  process.env['ALLOWED_ORIGINS'] = 'https://player.example,https://*.preview.example'
})

const ALLOWED = [
  'https://player.example',
  'https://player.example/',
  'https://player.example/purchases?from=feed#top',
  'https://pr-7.preview.example/purchases',
]

const REFUSED = {
  'a foreign origin': 'https://evil.example/purchases',
  'a host that begins like an allowed one': 'https://player.example.evil.example/',
  'another port': 'https://player.example:8443/',
  'another scheme': 'http://player.example/purchases',
  'a script': 'javascript:alert(1)//https://player.example',
  'a document in the address': 'data:text/html,https://player.example',
  'a file': 'file:///etc/passwd',
  'another program': 'player://purchases',
  credentials: 'https://ana:secret@player.example/purchases',
  'an allowed host as credentials': 'https://player.example@evil.example/',
  'a backslash that ends the host for some programs': 'https://player.example\\@evil.example/',
  'a line break': 'https://player.example/\nhttps://evil.example/',
  'no scheme': '//player.example/purchases',
  'a path alone': '/purchases',
  'two labels for one star': 'https://a.b.preview.example/',
  '3,000 characters': `https://player.example/${'a'.repeat(3_000)}`,
  nothing: '',
}

describe('the page that Stripe sends somebody back to', () => {
  it.each(ALLOWED)('[76] takes %s', address => {
    expect(ReturnUrl.parse(address)).toBe(address)
  })

  it.each(Object.entries(REFUSED))('[76] refuses %s', (_, address) => {
    expect(ReturnUrl.safeParse(address).success).toBe(false)
  })
})
