import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { buyReel } from './buying.ts'
import { createClient } from './client.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const REEL = { id: 'r1', price: { amount: 499, currency: 'USD' } }
const purchaseOf = (status: string) => ({
  id: 'p1',
  status,
  checkout: status === 'open' ? { url: 'https://checkout.example/1', expiresAt: '' } : null,
})

/** A client whose API gives these answers, one after the other. */
function clientWith(...answers: [status: number, body: unknown][]) {
  const asked: string[] = []
  const api = createClient({
    baseUrl: 'https://api.example',
    fetch: async (input, init) => {
      asked.push(`${init?.method} ${new URL(String(input)).pathname}`)
      const [status, body] = answers.shift() ?? [500, {}]
      return new Response(JSON.stringify(body), { status })
    },
  })
  return { api, asked }
}

function options(signal: AbortSignal | null = null) {
  const opened: string[] = []
  const open = (url: string) => opened.push(url)
  return { opened, given: { returnUrl: 'https://player.example/', termsVersion: '1', open, signal } }
}

it('opens the checkout, and waits until it is paid, also if it asks too often', async () => {
  const { api, asked } = clientWith(
    [201, { purchase: purchaseOf('open') }],
    [200, { purchase: purchaseOf('open') }],
    [429, { code: 'TooManyRequests', detail: 'Too many attempts.' }],
    [200, { purchase: purchaseOf('paid') }],
  )
  const { opened, given } = options()
  const buying = buyReel(api, REEL, given)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await buying).toMatchObject({ ok: true, data: { purchase: { status: 'paid' } } })
  expect(opened).toEqual(['https://checkout.example/1'])
  expect(asked).toEqual(['POST /reels/r1/purchases', ...Array(3).fill('POST /purchases/p1/refresh')])
})

it('gives why a reel cannot be bought, and opens nothing', async () => {
  const { api } = clientWith([409, { code: 'PriceChanged', detail: 'USD 5.99' }])
  const { opened, given } = options()
  expect(await buyReel(api, REEL, given)).toMatchObject({ ok: false, problem: { code: 'PriceChanged' } })
  expect(opened).toEqual([])
})

it('stops waiting when it is told to', async () => {
  const { api } = clientWith([201, { purchase: purchaseOf('open') }])
  const stopping = new AbortController()
  const buying = buyReel(api, REEL, options(stopping.signal).given)
  const outcome = buying.catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(1_000)
  stopping.abort()
  expect(await outcome).toMatchObject({ name: 'AbortError' })
})
