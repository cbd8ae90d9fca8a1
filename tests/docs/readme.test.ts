import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, it } from 'vitest'
import { publishSampleContent } from '#local/sample-content/publish.ts'

it('the commands of the README give the answers that it shows', async () => {
  await publishSampleContent(inject('apiUrl'))
  const readme = await readFile('README.md', 'utf8')
  const [, walk = ''] = /```sh\n(API=[\s\S]*?)```/.exec(readme) ?? []
  const folder = await mkdtemp(join(tmpdir(), 'reels-walk-'))
  await cp('local/sample-content/ocean-waves.mp4', join(folder, 'local/sample-content/ocean-waves.mp4'))
  const script = walk.replace('http://localhost:3000', inject('apiUrl'))
  const { stdout, stderr } = await promisify(execFile)('bash', ['-ec', script], { cwd: folder })
  await rm(folder, { recursive: true })

  expect(stderr).toBe('')
  const [feed, partner, reelId, user, found, liked, saved, saves, deleted, gone, ...rest] = stdout
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
  expect(deleted).toBe('204')
  expect(json(gone)).toMatchObject({ code: 'ReelNotFound' })
})
