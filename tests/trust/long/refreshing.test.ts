import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import { tally } from '../../setup/gateway/requests.ts'
import { newUser } from '../../setup/people/people.ts'
import { cookieOf } from '../../setup/people/tokens.ts'
import { database } from '../../setup/platform/database.ts'

const sessions = database().collection('sessions')

describe('a browser that stays logged in', () => {
  it('[15] refreshes 1,000 times in a row in one session document', async ({ task }) => {
    const user = await newUser()
    const account = new mongoose.mongo.ObjectId(user.id)
    const [before] = await sessions.find({ account }).toArray()
    const outcomes: string[] = []
    const secrets = new Set<string>()
    for (let refresh = 0; refresh < 1_000; refresh++) {
      outcomes.push(String((await user.api.refreshSession()).status))
      secrets.add(cookieOf(user, 'reels_refresh'))
    }
    expect(tally(outcomes)).toBe('204 × 1000')
    expect(secrets.size).toBe(1_000)
    const documents = await sessions.find({ account }).toArray()
    expect(documents.map(({ _id }) => _id)).toEqual([before?._id])
    expect((await user.api.getMe()).status).toBe(200)
    task.meta.seen = `${tally(outcomes)}, ${secrets.size} secrets, ${documents.length} session document`
  }, 120_000)
})
