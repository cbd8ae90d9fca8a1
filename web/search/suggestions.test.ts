import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Result, Suggestion } from '#client'
import { api } from '../api/api.ts'
import { suggestions } from './suggestions.ts'

type Answer = PromiseWithResolvers<Result<'suggestSearches'>>

let asked: { q: string; answer: Answer; isOld: () => boolean | undefined }[] = []

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  vi.spyOn(api, 'suggestSearches').mockImplementation((input, options) => {
    const answer: Answer = Promise.withResolvers()
    asked.push({ q: input.query.q, answer, isOld: () => options?.signal?.aborted })
    return answer.promise
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function word(text: string): Suggestion {
  return { kind: 'word', text }
}

async function answerTo(q: string, items: Suggestion[]): Promise<void> {
  asked.find(one => one.q === q)?.answer.resolve({ ok: true, status: 200, data: { items } })
  await vi.advanceTimersByTimeAsync(0)
}

describe('suggestions', () => {
  it('are asked for once somebody pauses, with all that was typed until then', async () => {
    const { items, follow } = suggestions()
    for (const text of ['w', 'wa', 'wav ']) follow(text)
    expect(asked).toEqual([])
    await vi.runAllTimersAsync()
    expect(asked.map(({ q }) => q)).toEqual(['wav'])
    await answerTo('wav', [word('waves')])
    expect(items.value).toEqual([word('waves')])
  })

  it('are never those for what was typed before, even if they come later', async () => {
    const { items, follow } = suggestions()
    follow('wa')
    await vi.runAllTimersAsync()
    follow('wav')
    await vi.runAllTimersAsync()
    expect(asked.map(({ isOld }) => isOld())).toEqual([true, false])
    await answerTo('wav', [word('waves')])
    await answerTo('wa', [word('walk')])
    expect(items.value).toEqual([word('waves')])
  })

  it('are none for an empty field, and the API is not asked', async () => {
    const { items, follow } = suggestions()
    follow('wa')
    await vi.runAllTimersAsync()
    await answerTo('wa', [word('walk')])
    follow('  ')
    await vi.runAllTimersAsync()
    expect(items.value).toEqual([])
    expect(asked).toHaveLength(1)
  })

  it('are none after a failure, and after the search has been sent', async () => {
    const { items, follow, stop } = suggestions()
    follow('wa')
    await vi.runAllTimersAsync()
    asked[0]?.answer.reject(new TypeError('Failed to fetch'))
    await vi.advanceTimersByTimeAsync(0)
    expect(items.value).toEqual([])
    follow('wav')
    stop()
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(1)
  })
})
