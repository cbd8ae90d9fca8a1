import { type Document, MongoClient, ObjectId } from 'mongodb'

// The cost of the database alone: the driver without Mongoose, and only the queries of the feed.
const client = new MongoClient(process.env['MONGODB_URI'] ?? '', { maxPoolSize: 5 })
// Connects while Lambda initialises. A failure appears at the first query.
client.connect().catch((error: unknown) => console.warn(error))

interface Event {
  rawPath: string
  queryStringParameters?: { limit?: string; viewer?: string }
}

/** `/find` reads one reel. `/reels` reads a page of the feed, for a viewer if `viewer` is given. */
export async function handler(event: Event): Promise<{ statusCode: number; body: string }> {
  const { limit = '20', viewer } = event.queryStringParameters ?? {}
  const found =
    event.rawPath === '/find'
      ? await client.db().collection('reels').findOne({ feeds: 'all' })
      : await readFeed(Number(limit), viewer)
  return { statusCode: 200, body: JSON.stringify(found) }
}

async function readFeed(limit: number, viewer: string | undefined): Promise<Document> {
  const db = client.db()
  const reels = await db
    .collection('reels')
    .find({ feeds: 'all' }, { projection: { feeds: 0 } })
    .sort({ publishedAt: -1, _id: -1 })
    .limit(limit + 1)
    .toArray()
  const partners = [...new Map(reels.map(({ partner }) => [String(partner), partner])).values()]
  const reactedTo = (collection: string) =>
    viewer === undefined
      ? []
      : db
          .collection(collection)
          .find(
            { user: new ObjectId(viewer), reel: { $in: reels.map(({ _id }) => _id) } },
            { projection: { _id: 0, reel: 1 } },
          )
          .toArray()
  const [names, likes, saves] = await Promise.all([
    db
      .collection('partners')
      .find({ _id: { $in: partners } }, { projection: { brandName: 1 } })
      .toArray(),
    reactedTo('likes'),
    reactedTo('saves'),
  ])
  return { reels, names, likes, saves }
}
