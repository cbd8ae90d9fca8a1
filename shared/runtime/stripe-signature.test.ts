import { createHmac } from 'node:crypto'
import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { STRIPE_API_VERSION } from './config.ts'
import { isSignedByStripe } from './stripe-signature.ts'

const NOW = 1_790_000_000
const SECRET = 'whsec_of_this_endpoint'
const BODY = '{"id":"evt_1","object":"event",  "type":"checkout.session.completed","data":{"name":"Café"}}'

function signed(at = NOW, { body = BODY, secret = SECRET, scheme = 'v1' } = {}): string {
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  return `t=${at},${scheme}=${signature}`
}

function isTaken(header: string | undefined, body: string | Uint8Array = BODY, secrets = [SECRET]): boolean {
  return isSignedByStripe(body, header, secrets, NOW)
}

describe('an event of Stripe', () => {
  it('[57] is taken as the SDK signs it, as text or as bytes', () => {
    const { webhooks } = new Stripe('sk_test_x')
    const header = webhooks.generateTestHeaderString({ payload: BODY, secret: SECRET, timestamp: NOW })
    expect([isTaken(header), isTaken(header, Buffer.from(BODY))]).toEqual([true, true])
  })

  it('[57] is taken from the Base64 of the gateway, once that is decoded', () => {
    const encoded = Buffer.from(BODY).toString('base64')
    expect(isTaken(signed(), encoded)).toBe(false)
    expect(isTaken(signed(), Buffer.from(encoded, 'base64'))).toBe(true)
  })

  it.each([
    ['without a signature', undefined],
    ['with an empty signature', ''],
    ['with a signature of another form', 'signed'],
    ['without a time', signed().replace(/^t=\d+,/, '')],
    ['with two times', `t=${NOW},${signed()}`],
    ['with a time that is not a number', signed().replace(/^t=\d+/, 't=now')],
    ['of another secret', signed(NOW, { secret: 'whsec_of_another_endpoint' })],
    ['of an empty secret', signed(NOW, { secret: '' })],
    ['with a signature that is cut', signed().slice(0, -2)],
    ['with only a v0', signed(NOW, { scheme: 'v0' })],
    ['of 301 seconds ago', signed(NOW - 301)],
    ['of 301 seconds from now', signed(NOW + 301)],
    ['with another time than the one that was signed', signed(NOW - 400).replace(/^t=\d+/, `t=${NOW}`)],
  ])('[57] is refused %s', (_, header) => {
    expect(isTaken(header)).toBe(false)
  })

  it.each([-300, 0, 300])('[57] is taken %i seconds away from now', seconds => {
    expect(isTaken(signed(NOW + seconds))).toBe(true)
  })

  it('[57] is refused if one byte has changed, or its JSON was written again', ({ task }) => {
    const header = signed()
    const bytes = Buffer.from(BODY)
    const changed = [...bytes.keys()].map(at => {
      const other = Buffer.from(bytes)
      other[at] = (other[at] ?? 0) ^ 1
      return isTaken(header, other)
    })
    expect(new Set(changed)).toEqual(new Set([false]))
    expect(isTaken(header, JSON.stringify(JSON.parse(BODY)))).toBe(false)
    task.meta.seen = `${changed.length} of ${changed.length} changed bytes refused`
  })

  it('[57] is taken while a secret is rotated: one of two signatures, or one of two secrets, is right', () => {
    const old = signed(NOW, { secret: 'whsec_old' }).split(',')[1]
    expect(isTaken(`${signed()},${old}`)).toBe(true)
    expect(isTaken(`t=${NOW},${old},${signed().split(',')[1]}`)).toBe(true)
    expect(isTaken(signed(), BODY, ['whsec_old', SECRET])).toBe(true)
    expect(isTaken(signed(), BODY, [])).toBe(false)
  })
})

it('the pinned version is that of the SDK', () => {
  expect(new Stripe('sk_test_x').getApiField('version')).toBe(STRIPE_API_VERSION)
})
