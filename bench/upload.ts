import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import { EXAMPLE_VIDEO } from '#domains/media/example-video.ts'
import type { HttpEvent } from '#shared/http/call.ts'
import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { makeBundles } from './setup/contenders.ts'
import { startDatabase } from './setup/database.ts'
import { eventOf } from './setup/events.ts'
import { type FirstAnswer, firstAnswer } from './setup/first-answer.ts'
import { startMedia } from './setup/media.ts'
import { addPeople, type Person, useSettings } from './setup/people.ts'
import { measure, report, rounded, type Table } from './setup/results.ts'
import { ratioOf, spreadOf } from './setup/statistics.ts'

// `npm run bench:upload` (`-- <rounds>`): a video as Base64 through the API, and straight to the media service. Each in a
// fresh process, because a container does nothing else while it publishes.

const ROUNDS = Number(process.argv[2] ?? 8)
const MEBIBYTES = [0.5, 1, 2, 4]

const media = await startMedia()
const bundles = await makeBundles(['createReel', 'createUpload'], media.firstUploadUrl)
const database = await startDatabase()
const uri = database.uriOf('bench-upload')
const settings = await useSettings({ ...media.settings, MONGODB_URI: uri })
const answers = new Map<string, FirstAnswer[]>()
try {
  await createIndexes(process.cwd(), uri)
  const [partner] = await addPeople(uri, 'partner', 1)
  if (!partner) throw new Error('There are no people')
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const mebibytes of MEBIBYTES) {
      const publish = publishEvent(partner, mebibytes)
      await start(`${mebibytes} MiB, function`, bundles.ours.get('createReel')?.entry, publish, round)
      await start(`${mebibytes} MiB, Express`, bundles.express.entry, publish, round)
    }
    const upload = uploadEvent(partner)
    await start('direct upload, function', bundles.ours.get('createUpload')?.entry, upload, round)
    process.stderr.write(`\rround ${round + 1} of ${ROUNDS} `)
  }
  reportOn()
} finally {
  await mongoose.disconnect()
  await media.close()
  await database.close()
  bundles.remove()
}

async function start(
  name: string,
  entry: string | undefined,
  event: HttpEvent,
  round: number,
): Promise<void> {
  const answer = await firstAnswer(entry ?? '', event, settings)
  if (round >= 0) answers.set(name, [...(answers.get(name) ?? []), answer])
}

/** A video, filled up to the size with a box that players ignore. */
function videoOf(mebibytes: number): string {
  const video = Buffer.from(EXAMPLE_VIDEO, 'base64')
  const size = Math.round(mebibytes * 1024 * 1024)
  // EBML: a Void element of a length in eight bytes, https://www.rfc-editor.org/rfc/rfc8794#section-11.3.2
  const padding = Buffer.alloc(size - video.length)
  padding.writeUInt8(0xec, 0)
  padding.writeBigUInt64BE(0x0100000000000000n | BigInt(padding.length - 9), 1)
  randomBytes(padding.length - 9).copy(padding, 9)
  return Buffer.concat([video, padding]).toString('base64')
}

function publishEvent(partner: Person, mebibytes: number): HttpEvent {
  const body = {
    title: 'Measured',
    tags: ['bench'],
    price: { amount: 0, currency: 'USD' },
    video: { base64: videoOf(mebibytes) },
  }
  return eventOf({
    method: 'POST',
    path: '/reels',
    route: '/reels',
    accessToken: partner.accessToken(),
    body,
  })
}

function uploadEvent(partner: Person): HttpEvent {
  const file = { name: 'video.webm', sizeBytes: 50 * 1024 * 1024, mimeType: 'video/webm' }
  return eventOf({
    method: 'POST',
    path: '/reels/uploads',
    route: '/reels/uploads',
    accessToken: partner.accessToken(),
    body: { title: 'Measured', price: { amount: 0, currency: 'USD' }, file },
  })
}

function reportOn(): void {
  const of = (name: string) => answers.get(name) ?? []
  const largest = MEBIBYTES.at(-1)
  const memory = ({ peakMegabytes }: FirstAnswer) => peakMegabytes
  const time = ({ wallMilliseconds }: FirstAnswer) => wallMilliseconds
  const [ours, theirs] = [of(`${largest} MiB, function`), of(`${largest} MiB, Express`)]
  const measures = [
    measure(`${largest} MiB: time against Express`, ratioOf(ours.map(time), theirs.map(time)), null),
    measure(
      `${largest} MiB: peak memory against Express`,
      ratioOf(ours.map(memory), theirs.map(memory)),
      null,
    ),
    measure(
      `${largest} MiB: peak memory against a direct upload`,
      ratioOf(ours.map(memory), of('direct upload, function').map(memory)),
      null,
    ),
  ]
  const rows = [...answers].map(([name, all]): (string | number)[] => {
    const { median, low, high } = spreadOf(all.map(time))
    return [
      name,
      rounded(median),
      `${rounded(low)} to ${rounded(high)}`,
      rounded(spreadOf(all.map(({ cpuMilliseconds }) => cpuMilliseconds)).median),
      Math.round(spreadOf(all.map(memory)).median),
    ]
  })
  const table: Table = {
    title: `Publishing, from the start of a process to its answer, ${ROUNDS} rounds`,
    columns: ['', 'ms, median', 'middle half', 'CPU, ms', 'peak memory, MiB'],
    rows,
  }
  report('upload', { measures, tables: [table] })
}
