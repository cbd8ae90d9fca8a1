import { chromium, type Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { expectOk, newPartner, type Person } from '../setup/people/people.ts'
import { generateFiles, type OddFile } from './generate.ts'
import { publishAsBase64, publishDirectly, type Verdict } from './publish.ts'
import { watchToTheEnd } from './watch.ts'

const COUNT = Number(process.env['FILES'] ?? 40)
const SEED = Number(process.env['FILES_SEED'] ?? 1)

/** How many files are published and watched at the same time. */
const AT_ONCE = 3
/** One partner may not publish hundreds of reels in minutes. */
const FILES_OF_A_PARTNER = 15

/** What a partner reads, and understands. */
const REASONS = [
  /is not an MP4, MOV or WebM video/,
  /not a video|cannot be read as a video|UnsupportedVideo/,
  /The file is cut/,
  /failed 'checks' validation/,
]

interface Outcome {
  file: OddFile
  base64: Verdict
  direct: Verdict
  /** What the player did, if either way made a reel. */
  watched: string | null
}

test('each of many odd files plays to its end, or is refused with a reason', async () => {
  const ffmpeg = inject('ffmpeg')
  if (ffmpeg === null) throw new Error('The files are made with ffmpeg, which is not installed.')
  const files = await generateFiles(ffmpeg, COUNT, SEED)
  const browser = await chromium.connect(inject('browserUrl'))
  const serverFaults: string[] = []
  const outcomes: Outcome[] = []

  async function takeFiles(): Promise<void> {
    const context = await browser.newContext({ baseURL: inject('webUrl'), locale: 'en-US' })
    const page = await context.newPage()
    page.on('response', response => {
      if (response.status() >= 500) serverFaults.push(`${response.status()} ${response.url()}`)
    })
    for (let partner: Person | null = null, taken = 0; ; taken += 1) {
      const file = files.shift()
      if (!file) break
      if (partner === null || taken % FILES_OF_A_PARTNER === 0) partner = await newPartner()
      outcomes.push(await tryFile(partner, page, file))
    }
    await context.close()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, takeFiles))
  await browser.close()

  console.log(reportOf(outcomes))
  expect(outcomes).toHaveLength(COUNT)
  expect(serverFaults).toEqual([])
  expect(outcomes.flatMap(faultsOf)).toEqual([])
})

async function tryFile(partner: Person, page: Page, file: OddFile): Promise<Outcome> {
  const base64 = await publishAsBase64(partner, file)
  const direct = await publishDirectly(partner, file)
  const reels = [base64, direct].flatMap(verdict => ('reelId' in verdict ? [verdict.reelId] : []))
  const [first] = reels
  const watched =
    first === undefined
      ? null
      : await watchToTheEnd(page, first).catch(
          (error: Error) => `not played: ${error.message.split('\n', 1)[0]}`,
        )
  // So that the next page does not fetch it as its next reel.
  for (const reelId of reels) expectOk(await partner.api.deleteReel({ params: { reelId } }))
  return { file, base64, direct, watched }
}

function faultsOf({ file, base64, direct, watched }: Outcome): string[] {
  const faults = Object.entries({ base64, direct }).flatMap(([way, verdict]) => {
    if ('reelId' in verdict) return []
    const { status, reason } = verdict
    const isUnderstood = status < 500 && REASONS.some(pattern => pattern.test(reason))
    return isUnderstood ? [] : [`${way}: ${status} ${reason}`]
  })
  if ('reelId' in base64 !== 'reelId' in direct) faults.push('is taken one way and refused the other')
  if (watched?.startsWith('not played')) faults.push(watched)
  return faults.map(fault => `${nameOf(file)}: ${fault}`)
}

function nameOf({ name, damage, bytes }: OddFile): string {
  return `${name}, ${damage ?? 'whole'}, ${bytes.length} bytes`
}

function reportOf(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>()
  const add = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)
  for (const { base64, direct, watched } of outcomes) {
    if (watched !== null) add(watched)
    for (const [way, verdict] of Object.entries({ base64, direct })) {
      add(
        'reelId' in verdict
          ? `${way}: published`
          : `${way}: ${verdict.status} ${verdict.reason.replace(/\d{2,}/g, 'n')}`,
      )
    }
  }
  const refused = outcomes.filter(({ file, watched }) => file.damage === null && watched === null)
  const lines = [...counts].sort().map(([what, count]) => `${String(count).padStart(5)}  ${what}`)
  const whole = `whole files that were refused: ${refused.map(({ file }) => file.name).join('; ') || 'none'}`
  return [`${outcomes.length} files, seed ${SEED}`, ...lines, whole].join('\n')
}
