import { MongoClient, ObjectId } from 'mongodb'

// The usual design of a like: both writes in one transaction. Only with the driver, so that nothing else slows it.
const client = new MongoClient(process.env['MONGODB_URI'] ?? '', { maxPoolSize: 64 })
client.connect().catch((error: unknown) => console.warn(error))

interface Event {
  queryStringParameters: { user: string; reel: string }
}

export async function handler({
  queryStringParameters,
}: Event): Promise<{ statusCode: number; body: string }> {
  const db = client.db()
  const user = new ObjectId(queryStringParameters.user)
  const reel = new ObjectId(queryStringParameters.reel)
  // It repeats by itself after a conflict.
  const likes = await client.withSession(session =>
    session.withTransaction(async () => {
      const { upsertedCount } = await db
        .collection('likes')
        .updateOne({ user, reel }, { $setOnInsert: { createdAt: new Date() } }, { upsert: true, session })
      const counted = await db
        .collection('reels')
        .findOneAndUpdate(
          { _id: reel, status: 'ready' },
          { $inc: { likes: upsertedCount } },
          { returnDocument: 'after', projection: { likes: 1 }, session },
        )
      return counted?.['likes']
    }),
  )
  return { statusCode: 200, body: JSON.stringify({ liked: true, likes }) }
}
