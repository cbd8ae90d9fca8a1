import { createHmac } from 'node:crypto'
import ImageKit from 'imagekit'
import mongoose from 'mongoose'
import { Like, Partner, Reel, Save } from './models.js'
import { problem } from './sessions.js'

const { ObjectId } = mongoose.Types
const PAGE = { default: 20, max: 50 }
const MAX_VIDEO_BYTES = 4 * 1024 * 1024
const DAY_MILLISECONDS = 24 * 60 * 60 * 1_000

const imagekit = new ImageKit({
  publicKey: process.env.IMAGEKIT_PUBLIC_KEY,
  privateKey: process.env.IMAGEKIT_PRIVATE_KEY,
  urlEndpoint: process.env.IMAGEKIT_URL_ENDPOINT,
})

export async function listReels(request, response) {
  const { tag, partner, price, limit = PAGE.default, cursor } = request.query
  const size = Number(limit)
  if (!Number.isInteger(size) || size < 1 || size > PAGE.max) {
    return problem(response, 422, 'ValidationFailed', `limit is not a whole number from 1 to ${PAGE.max}`)
  }
  const filter = {
    status: 'ready',
    ...(tag && { tags: String(tag).toLowerCase() }),
    ...(partner && { partner: new ObjectId(String(partner)) }),
    ...(price && { 'price.amount': price === 'free' ? 0 : { $gt: 0 } }),
  }
  const found = await Reel.find({ ...filter, ...after('publishedAt', cursor) })
    .sort({ publishedAt: -1, _id: -1 })
    .limit(size + 1)
    .populate('partner', 'brandName')
    .lean()
  const shown = found.slice(0, size)
  response.json({
    items: await present(shown, request.viewer),
    nextCursor: found.length > size ? cursorOf(shown.at(-1).publishedAt, shown.at(-1)._id) : null,
  })
}

export async function listSaves(request, response) {
  const { limit = PAGE.default, cursor } = request.query
  const user = new ObjectId(request.viewer.id)
  const found = await Save.find({ user, ...after('createdAt', cursor) })
    .sort({ createdAt: -1, _id: -1 })
    .limit(Number(limit) + 1)
    .populate({
      path: 'reel',
      match: { status: 'ready' },
      populate: { path: 'partner', select: 'brandName' },
    })
    .lean()
  const shown = found.slice(0, Number(limit))
  response.json({
    items: await present(
      shown.flatMap(save => save.reel ?? []),
      request.viewer,
    ),
    nextCursor: found.length > shown.length ? cursorOf(shown.at(-1).createdAt, shown.at(-1)._id) : null,
  })
}

export async function likeReel(request, response) {
  const { reelId } = request.params
  if (!/^[0-9a-f]{24}$/i.test(reelId)) return problem(response, 404, 'ReelNotFound')
  const pair = { user: new ObjectId(request.viewer.id), reel: new ObjectId(reelId) }
  const reel = await Reel.findOne({ _id: reelId, status: 'ready' }, { likes: 1 }).lean()
  if (!reel) return problem(response, 404, 'ReelNotFound')
  const { upsertedCount } = await Like.updateOne(
    pair,
    { $setOnInsert: { createdAt: new Date() } },
    { upsert: true },
  )
  if (upsertedCount === 0) return response.json({ liked: true, likes: reel.likes })
  const counted = await Reel.findOneAndUpdate(
    { _id: reelId },
    { $inc: { likes: 1 } },
    { returnDocument: 'after', projection: { likes: 1 }, timestamps: false },
  ).lean()
  response.json({ liked: true, likes: counted.likes })
}

export async function createReel(request, response) {
  const { title, description, tags, price, video } = request.body ?? {}
  if (typeof video?.base64 !== 'string') return problem(response, 422, 'ValidationFailed', 'video is missing')
  const bytes = Buffer.from(video.base64, 'base64')
  if (bytes.length > MAX_VIDEO_BYTES) return problem(response, 413, 'VideoTooLarge')
  const reel = new Reel({
    partner: request.viewer.id,
    status: 'ready',
    title,
    description,
    tags: [...new Set((tags ?? []).map(tag => String(tag).toLowerCase()))],
    price,
    publishedAt: new Date(),
  })
  await reel.validate()
  const file = await imagekit.upload({
    file: bytes,
    fileName: 'video.webm',
    folder: `/reels/${request.viewer.id}/${reel.id}`,
    useUniqueFileName: false,
  })
  reel.video = {
    fileId: file.fileId,
    path: file.filePath,
    durationSeconds: file.duration,
    width: file.width,
    height: file.height,
    sizeBytes: file.size,
  }
  await Promise.all([reel.save(), Partner.updateOne({ _id: request.viewer.id }, { $inc: { readyReels: 1 } })])
  const stored = await Reel.findById(reel.id).populate('partner', 'brandName').lean()
  const [view] = await present([stored], request.viewer)
  response.status(201).json({ reel: view })
}

async function present(reels, viewer) {
  const isUser = viewer?.role === 'user'
  const pair = { user: viewer?.id, reel: { $in: reels.map(reel => reel._id) } }
  const { db } = mongoose.connection
  const sellers = reels.filter(reel => reel.price.amount > 0).map(reel => reel.partner._id)
  const [accounts, rights, likes, saves, follows] = await Promise.all([
    db
      .collection('payoutAccounts')
      .find({ _id: { $in: sellers }, status: 'active' })
      .toArray(),
    ...(isUser
      ? [
          db
            .collection('entitlements')
            .find({ _id: { $in: reels.map(reel => `${viewer.id}:${reel._id}`) }, state: 'active' })
            .toArray(),
          Like.find(pair, { reel: 1 }).lean(),
          Save.find(pair, { reel: 1 }).lean(),
          db
            .collection('follows')
            .find({
              user: new ObjectId(viewer.id),
              partner: { $in: [...new Set(reels.map(reel => reel.partner._id))] },
            })
            .toArray(),
        ]
      : [[], [], [], []]),
  ])
  const payable = new Set(accounts.map(account => String(account._id)))
  const bought = new Set(rights.map(right => String(right.reel)))
  const expires = (Math.floor(Date.now() / DAY_MILLISECONDS) + 2) * (DAY_MILLISECONDS / 1_000)
  const liked = new Set(likes.map(like => String(like.reel)))
  const saved = new Set(saves.map(save => String(save.reel)))
  const followed = new Set(follows.map(follow => String(follow.partner)))
  return reels.map(reel => {
    const id = String(reel._id)
    const partnerId = String(reel.partner._id)
    const isFree = reel.price.amount === 0
    const path = encodeURI(reel.video.path.slice(1))
    // Nobody in these measurements has bought anything, and no partner is paid.
    const isFull = isFree || viewer?.id === partnerId
    return {
      id,
      status: reel.status,
      title: reel.title,
      description: reel.description,
      tags: reel.tags,
      price: reel.price,
      sale: isFree ? null : { forSale: payable.has(partnerId), owned: bought.has(id) },
      video: {
        access: isFull ? 'full' : 'none',
        url: isFull ? signed(`${path}?tr=orig-true`, expires) : null,
        streamUrl: isFull ? signed(`${path}/ik-master.m3u8?tr=sr-360_480_720_1080`, expires) : null,
        thumbnailUrl: signed(`${path}/ik-thumbnail.jpg?tr=w-486,h-864,c-at_max`, expires),
        expiresAt: new Date(expires * 1_000),
        durationSeconds: reel.video.durationSeconds,
        width: reel.video.width,
        height: reel.video.height,
        sizeBytes: reel.video.sizeBytes,
      },
      partner: { id: partnerId, brandName: reel.partner.brandName },
      counts: { likes: reel.likes, saves: reel.saves, views: reel.views ?? 0, shares: reel.shares ?? 0 },
      viewer: isUser
        ? { liked: liked.has(id), saved: saved.has(id), following: followed.has(partnerId) }
        : null,
      view: isFull ? { ticket: ticketOf(reel, viewer), heartbeatSeconds: 15 } : null,
      publishAt: null,
      language: reel.language ?? 'en',
      failure: viewer?.id === partnerId ? reel.failure : null,
      createdAt: reel.createdAt,
      updatedAt: reel.updatedAt,
    }
  })
}

function signed(path, expires) {
  const signature = createHmac('sha1', process.env.IMAGEKIT_PRIVATE_KEY)
    .update(`${path}${expires}`)
    .digest('hex')
  const joint = path.includes('?') ? '&' : '?'
  return `${process.env.IMAGEKIT_URL_ENDPOINT}/${path}${joint}ik-t=${expires}&ik-s=${signature}`
}

/** What was shown, when and to whom, signed: as long as a ticket of the functions. */
function ticketOf(reel, viewer) {
  const shown = Buffer.alloc(32)
  shown.writeDoubleBE(Date.now())
  shown.write(String(reel._id), 8, 'hex')
  if (viewer) shown.write(viewer.id, 20, 'hex')
  const signature = createHmac('sha256', process.env.SESSION_KEYS).update(shown).digest().subarray(0, 16)
  return Buffer.concat([shown, signature]).toString('base64url')
}

function cursorOf(at, id) {
  return Buffer.from(JSON.stringify([at.getTime(), String(id)])).toString('base64url')
}

function after(field, cursor) {
  if (!cursor) return {}
  const [time, id] = JSON.parse(Buffer.from(String(cursor), 'base64url').toString())
  const at = new Date(time)
  return {
    [field]: { $lte: at },
    $or: [{ [field]: { $lt: at } }, { _id: { $lt: new ObjectId(id) } }],
  }
}
