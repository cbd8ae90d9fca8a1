import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '#domains/share/code.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { newGuest, newPublicReel, openContainer, ownDatabase } from '../setup/faults/container.ts'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { expectOk } from '../setup/people/people.ts'
import { giveRight } from '../setup/selling/rights.ts'
import '../setup/reports/seen.ts'

const TITLE = `"><script>hacked=1</script><img src=x onerror=hacked=1>'&<!--`

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri, PLAYER_URL: 'https://player.example' })
})
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

function open(path: string) {
  return callInProcess(`http://api.example${path}`)
}

const shareOf = (reelId: string) => open(`/s/${codeOf(reelId)}`)
const oembedOf = (url: string, rest = '') => open(`/oembed?url=${encodeURIComponent(url)}${rest}`)

describe('a share page', () => {
  it('[106] shows a title of markup as text, under a policy without scripts', async ({ task }) => {
    const partner = await newGuest('partner')
    const reelId = await newPublicReel(partner.id, { title: TITLE, description: TITLE })
    const page = await shareOf(reelId)
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['cache-control']).toBe('public, max-age=300')
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; img-src http:\/\/\S+; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    )
    expect(page.body).not.toContain('<script')
    expect(page.body).not.toContain('<img src=x')
    expect(page.body).not.toContain('<!--')
    expect(page.body).toContain('<title>&#34;&#62;&#60;script&#62;hacked=1')
    expect(page.body).toContain('<meta property="og:title" content="&#34;&#62;&#60;script')
    expect(page.body).toContain(`<meta property="og:url" content="http://api.example/s/${codeOf(reelId)}">`)
    expect(page.body).toContain(`href="https://player.example/reels/${reelId}"`)
    const [, oembed = ''] = /json\+oembed" href="([^"]+)"/.exec(page.body) ?? []
    const found = await callInProcess(oembed.replaceAll('&#38;', '&'))
    expect(JSON.parse(found.body)).toMatchObject({ type: 'link', version: '1.0', title: TITLE })
    task.meta.seen = 'escaped in 6 places; the policy allows one style and the host of the poster'
  })

  it('[106] is 404 for a reel that is deleted, withdrawn, scheduled or not ready, and so is oEmbed', async ({
    task,
  }) => {
    const [partner, buyer] = [await newGuest('partner'), await newGuest('user')]
    const reels = own.db.collection('reels')
    const [deleted, withdrawn, scheduled, uploading] = [
      await newPublicReel(partner.id),
      await newPublicReel(partner.id, { price: { amount: 499, currency: 'USD' } }),
      await newPublicReel(partner.id),
      await newPublicReel(partner.id),
    ]
    const all = [deleted, withdrawn, scheduled, uploading]
    for (const id of all) expect((await shareOf(id)).statusCode).toBe(200)
    expectOk(await partner.api.deleteReel({ params: { reelId: deleted } }))
    await giveRight(own.db, buyer.id, withdrawn)
    expectOk(await partner.api.deleteReel({ params: { reelId: withdrawn } }))
    expectOk(await buyer.api.getReel({ params: { reelId: withdrawn } }))
    await reels.updateOne(
      { _id: new mongoose.Types.ObjectId(scheduled) },
      { $set: { publishedAt: new Date(Date.now() + 60_000) } },
    )
    await reels.updateOne({ _id: new mongoose.Types.ObjectId(uploading) }, { $set: { status: 'uploading' } })
    for (const id of all) {
      const page = await shareOf(id)
      expect([page.statusCode, JSON.parse(page.body).code]).toEqual([404, 'ReelNotFound'])
      expect(page.headers['cache-control']).toBe('private, no-store')
      expect((await oembedOf(`http://api.example/s/${codeOf(id)}`)).statusCode).toBe(404)
    }
    for (const code of ['1', 'z'.repeat(17), '0OIl', 'a'.repeat(2_000), '%00', '%3Cscript%3E']) {
      expect((await open(`/s/${code}`)).statusCode, code).toBe(404)
    }
    task.meta.seen = '4 × 404, and 6 × for codes of nothing'
  })
})

describe('oEmbed', () => {
  it('knows the addresses of this API and of its player, and no others', async () => {
    const partner = await newGuest('partner')
    const reelId = await newPublicReel(partner.id)
    for (const url of [`http://api.example/s/${codeOf(reelId)}`, `https://player.example/reels/${reelId}`]) {
      expect(JSON.parse((await oembedOf(url)).body)).toMatchObject({
        author_url: `https://player.example/partners/${partner.id}`,
        thumbnail_width: 360,
        thumbnail_height: 640,
      })
    }
    for (const url of [
      `http://other.example/s/${codeOf(reelId)}`,
      `https://player.example.attacker.example/reels/${reelId}`,
      `https://player.example/partners/${reelId}`,
      'javascript:alert(1)',
      'x',
    ]) {
      expect((await oembedOf(url)).statusCode, url).toBe(404)
    }
  })

  it('leaves the poster out if it is larger than what was asked for, and answers 501 to XML', async () => {
    const partner = await newGuest('partner')
    const url = `http://api.example/s/${codeOf(await newPublicReel(partner.id))}`
    expect(JSON.parse((await oembedOf(url, '&maxwidth=360&maxheight=640')).body)).toHaveProperty(
      'thumbnail_url',
    )
    for (const rest of ['&maxwidth=359', '&maxheight=639']) {
      expect(JSON.parse((await oembedOf(url, rest)).body)).not.toHaveProperty('thumbnail_url')
    }
    const xml = await oembedOf(url, '&format=xml')
    expect([xml.statusCode, JSON.parse(xml.body).code]).toEqual([501, 'FormatNotSupported'])
    expect((await oembedOf(url, '&format=json')).statusCode).toBe(200)
    expect((await oembedOf(url, '&maxwidth=0')).statusCode).toBe(422)
    expect((await open('/oembed')).statusCode).toBe(422)
  })
})
