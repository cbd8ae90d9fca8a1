import { afterEach, expect, it, vi } from 'vitest'
import { sendFile } from './uploads.ts'

const UPLOAD = {
  url: 'https://upload.example/v2',
  fields: { token: 't', fileName: 'waves.mp4' },
  expiresAt: '2026-01-01T00:00:00.000Z',
}

afterEach(() => {
  vi.unstubAllGlobals()
})

it('sends the fields before the file', async () => {
  const names: string[] = []
  vi.stubGlobal('fetch', async (_: string, { body }: { body: FormData }) => {
    names.push(...body.keys())
    return new Response('{"fileId":"f1"}')
  })
  expect(await sendFile(UPLOAD, new Blob(['video']))).toEqual({ ok: true, fileId: 'f1' })
  expect(names).toEqual(['token', 'fileName', 'file'])
})

it.each([
  [403, '{"message":"The token is invalid"}', 'The token is invalid'],
  [502, '<html>Bad Gateway</html>', ''],
  [200, '<html>Log in to this network</html>', ''],
])('gives the refusal of the media service or of a proxy: %i %s', async (status, text, message) => {
  vi.stubGlobal('fetch', async () => new Response(text, { status }))
  expect(await sendFile(UPLOAD, new Blob(['video']))).toEqual({ ok: false, status, message })
})
