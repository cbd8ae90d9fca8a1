import { type Document, MongoClient, ObjectId } from 'mongodb'

// The cost of the database alone: the driver without Mongoose, the queries of the feed, and an answer of its length. It
// checks nothing, signs nothing and writes no log.
const client = new MongoClient(process.env['MONGODB_URI'] ?? '', { maxPoolSize: 5 })
// Connects while Lambda initialises. A failure appears at the first query.
client.connect().catch((error: unknown) => console.warn(error))

interface Event {
  rawPath: string
  queryStringParameters?: { limit?: string; user?: string; session?: string }
}

/** `/find` reads one reel. `/reels` reads a page of the feed, for a user if `user` and `session` are given. */
export async function handler(event: Event): Promise<{ statusCode: number; body: string }> {
  const { limit = '20', user, session } = event.queryStringParameters ?? {}
  const found =
    event.rawPath === '/find'
      ? await client.db().collection('reels').findOne({ feeds: 'all' })
      : await readFeed(Number(limit), user, session)
  return { statusCode: 200, body: JSON.stringify(found) }
}

async function readFeed(limit: number, user: string | undefined, session: string | undefined) {
  const [page] = await Promise.all([
    readPage(limit, user),
    session === undefined ? null : readSession(session),
  ])
  return page
}

function readSession(id: string): Promise<Document | null> {
  const projection = { account: 1, role: 1, expiresAt: 1 }
  return client
    .db()
    .collection('sessions')
    .findOne({ _id: new ObjectId(id) }, { projection })
}

async function readPage(limit: number, user: string | undefined): Promise<Document> {
  const found = await client
    .db()
    .collection('reels')
    .aggregate([
      { $match: { feeds: 'all', publishedAt: { $lte: new Date() } } },
      { $sort: { publishedAt: -1, _id: -1 } },
      { $limit: limit + 1 },
      { $project: { feeds: 0, words: 0 } },
      {
        $lookup: {
          from: 'partners',
          localField: 'partner',
          foreignField: '_id',
          pipeline: [{ $project: { brandName: 1, payable: 1 } }],
          as: 'publishers',
        },
      },
    ])
    .toArray()
  const reels = found.slice(0, limit)
  const related = user === undefined ? null : await readRelations(new ObjectId(user), reels)
  return {
    items: reels.map(reel => show(reel, related)),
    nextCursor: found.length > limit ? STANDS_FOR.slice(0, 48) : null,
  }
}

/** What the user has to do with each reel and partner: `liked 65f…`. */
async function readRelations(user: ObjectId, reels: readonly Document[]): Promise<Set<string>> {
  const reactions = { user, reel: { $in: reels.map(({ _id }) => _id) } }
  const partners = [...new Map(reels.map(({ partner }) => [String(partner), partner])).values()]
  const sold = reels.filter(({ price }) => price.amount > 0).map(({ _id }) => `${user}:${_id}`)
  const found = await client
    .db()
    .collection('likes')
    .aggregate([
      ...part('liked', reactions, '$reel'),
      { $unionWith: { coll: 'saves', pipeline: part('saved', reactions, '$reel') } },
      {
        $unionWith: {
          coll: 'follows',
          pipeline: part('following', { user, partner: { $in: partners } }, '$partner'),
        },
      },
      ...(sold.length > 0
        ? [
            {
              $unionWith: {
                coll: 'entitlements',
                pipeline: part('entitled', { _id: { $in: sold }, state: 'active' }, '$reel'),
              },
            },
          ]
        : []),
    ])
    .toArray()
  return new Set(found.map(({ relation, id }) => `${relation} ${id}`))
}

function part(relation: string, filter: Document, id: string): Document[] {
  return [{ $match: filter }, { $project: { _id: 0, id, relation: { $literal: relation } } }]
}

/** In place of what is signed. */
const STANDS_FOR = 'x'.repeat(200)

function show(reel: Document, related: ReadonlySet<string> | null): Document {
  const { _id, video, publishers, price } = reel
  const isFree = price.amount === 0
  return {
    id: String(_id),
    status: reel['status'],
    title: reel['title'],
    description: reel['description'],
    tags: reel['tags'],
    price,
    sale: isFree ? null : { forSale: false, owned: related?.has(`entitled ${_id}`) ?? false },
    video: video && {
      access: isFree ? 'full' : 'none',
      url: isFree ? STANDS_FOR.slice(0, 160) : null,
      streamUrl: isFree ? STANDS_FOR.slice(0, 180) : null,
      thumbnailUrl: STANDS_FOR.slice(0, 185),
      expiresAt: reel['createdAt'],
      durationSeconds: video.durationSeconds,
      width: video.width,
      height: video.height,
      sizeBytes: video.sizeBytes,
    },
    partner: { id: String(reel['partner']), brandName: publishers[0]?.brandName },
    counts: {
      likes: reel['likes'],
      saves: reel['saves'],
      views: reel['views'] ?? 0,
      shares: reel['shares'] ?? 0,
    },
    viewer: related && {
      liked: related.has(`liked ${_id}`),
      saved: related.has(`saved ${_id}`),
      following: related.has(`following ${reel['partner']}`),
    },
    publishAt: null,
    view: isFree ? { ticket: STANDS_FOR.slice(0, 64), heartbeatSeconds: 10 } : null,
    language: reel['language'],
    failure: null,
    createdAt: reel['createdAt'],
    updatedAt: reel['updatedAt'],
  }
}
