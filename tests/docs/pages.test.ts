import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { publishSampleContent } from '#local/sample-content/publish.ts'

// One file for all pages: only one client may publish the sample content, and the code of each page needs all of it.
beforeAll(async () => {
  const [mailboxUrl, paymentsUrl] = [inject('mailboxUrl'), inject('paymentsUrl')]
  const returnUrl = 'http://localhost:4000/studio/payouts'
  await publishSampleContent(inject('apiUrl'), { mailboxUrl, paymentsUrl, returnUrl })
}, 60_000)

async function codeOf(page: string, block: RegExp): Promise<string> {
  const found = [...(await readFile(page, 'utf8')).matchAll(block)]
  return found
    .map(([, code]) => code)
    .join('\n')
    .replace('http://localhost:3000', inject('apiUrl'))
}

/** Runs a script in an empty folder that has one sample video. */
async function runInBash(script: string): Promise<{ stdout: string; stderr: string }> {
  const video = 'local/sample-content/ocean-waves.mp4'
  const folder = await mkdtemp(join(tmpdir(), 'reels-pages-'))
  await cp(video, join(folder, video))
  const output = await promisify(execFile)('bash', ['-ec', script], { cwd: folder })
  await rm(folder, { recursive: true })
  return output
}

it('the commands of the README give the answers that it shows', async () => {
  const { stdout, stderr } = await runInBash(await codeOf('README.md', /```sh\n(API=[\s\S]*?)```/g))
  expect(stderr).toBe('')
  const [feed, partner, reelId, user, found, liked, saved, saves, checkout, deleted, gone, ...rest] = stdout
    .trim()
    .split('\n')
  expect(rest).toEqual([])
  const json = (line = ''): Record<string, unknown> => JSON.parse(line)
  expect(json(feed)).toMatchObject({ items: [{ status: 'ready' }] })
  expect(json(partner)).toMatchObject({ account: { role: 'partner', brandName: 'Salt & Light' } })
  expect(reelId).toMatch(/^[0-9a-f]{24}$/)
  expect(json(user)).toMatchObject({ account: { role: 'user', username: 'ana.reels' } })
  expect(json(found)).toMatchObject({ items: [{ id: reelId, title: 'My first reel', tags: ['hello'] }] })
  expect(liked).toBe('{"liked":true,"likes":1}')
  expect(saved).toBe('{"saved":true,"saves":1}')
  expect(json(saves)).toMatchObject({ items: [{ id: reelId, viewer: { liked: true, saved: true } }] })
  expect(checkout).toContain(`${inject('paymentsUrl')}/c/pay/cs_test_`)
  expect(deleted).toBe('204')
  expect(json(gone)).toMatchObject({ code: 'ReelNotFound' })
})

describe('the code of a guide', () => {
  it('works: fetch', async () => {
    const script = await codeOf('docs/fetch.md', /```js\n([\s\S]*?)```/g)
    const { stdout } = await promisify(execFile)('node', ['--input-type=module', '-e', script])
    expect(stdout.trim()).not.toBe('')
  })

  it('works: curl', async () => {
    const { stdout, stderr } = await runInBash(await codeOf('docs/curl.md', /```sh\n([\s\S]*?)```/g))
    expect(stderr).toBe('')
    const [feed = '', login = '', me = '', renewed, problem = '', ...rest] = stdout.trim().split('\n')
    expect(rest).toEqual([])
    // Other tests publish such reels as well.
    const { items }: { items: { tags: string[] }[] } = JSON.parse(feed)
    expect(items[0]?.tags).toContain('ocean')
    for (const answer of [login, me])
      expect(JSON.parse(answer)).toMatchObject({ account: { username: 'ana.reels' } })
    expect(renewed).toBe('204')
    expect(JSON.parse(problem)).toMatchObject({
      code: 'ValidationFailed',
      errors: [{ in: 'query', path: 'limit' }],
    })
  })
})
