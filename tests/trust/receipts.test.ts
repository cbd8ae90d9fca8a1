import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nextReceiptNumber } from '#domains/money/receipt-numbers.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { fetchInProcess } from '../setup/gateway/in-process.ts'

beforeAll(async () => {
  // The first call sets the environment that the connection is made with.
  await fetchInProcess('http://in-process/health')
  await connectDatabase()
})
afterAll(disconnectDatabase)

/** Takes a number in a transaction, which then commits or does not. */
async function take(commits: boolean): Promise<number | null> {
  try {
    return await mongoose.connection.transaction(async session => {
      const number = await nextReceiptNumber(session)
      if (!commits) throw new Error('This sale does not come about')
      return Number(number.replace('R-', ''))
    })
  } catch (error) {
    if (commits) throw error
    return null
  }
}

describe('the numbers of receipts', () => {
  it('[85] have no gap and no repeat when 100 sales come at once and a third of them fails', async ({
    task,
  }) => {
    const before = await take(true)
    const taken = await Promise.all(Array.from({ length: 100 }, (_, n) => take(n % 3 !== 0)))
    const numbers = taken.filter(number => number !== null).sort((a, b) => a - b)
    expect(numbers).toEqual(numbers.map((_, n) => Number(before) + 1 + n))
    task.meta.seen = `${numbers.length} numbers, from ${numbers[0]} to ${numbers.at(-1)}`
  })
})
