import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllEnvs()
})

async function serve(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port')
  return `http://127.0.0.1:${address.port}`
}

describe('the client of ImageKit', () => {
  it.each([301, 302, 303, 307, 308])('does not follow a redirect %i to another server', async status => {
    let visits = 0
    const elsewhere = await serve(
      createServer((_, response) => {
        visits += 1
        response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
      }),
    )
    let asked = 0
    const api = await serve(
      createServer((request, response) => {
        asked += 1
        response.writeHead(status, { location: `${elsewhere}${request.url}` }).end()
      }),
    )
    for (const [name, value] of Object.entries({
      IMAGEKIT_API_URL: api,
      IMAGEKIT_PRIVATE_KEY: 'private_x',
      IMAGEKIT_PUBLIC_KEY: 'public_x',
      IMAGEKIT_WEBHOOK_SECRET: 'whsec_x',
      IMAGEKIT_URL_ENDPOINT: 'https://ik.imagekit.io/x',
      MONGODB_URI: 'mongodb://127.0.0.1',
      SESSION_KEYS: `k1:${'0123456789abcdef'.repeat(2)}`,
      MAIL_FROM: 'x@example.com',
      PLAYER_URL: 'https://player.example',
      PASSWORD_RESET_URL: 'https://player.example/reset-password',
      EMAIL_VERIFICATION_URL: 'https://player.example/verify-email',
    }))
      vi.stubEnv(name, value)
    vi.resetModules()
    const { loadConfig } = await import('./config.ts')
    const { reachImagekit } = await import('./imagekit.ts')
    await loadConfig()
    const listing = reachImagekit(5_000, (imagekit, signal) => imagekit.assets.list({}, { signal }))
    await expect(listing).rejects.toThrow('The media is not available')
    const deletion = reachImagekit(5_000, (imagekit, signal) =>
      imagekit.files.delete('0123456789abcdef01234567', { signal }),
    )
    await expect(deletion).rejects.toThrow('The media is not available')
    expect([asked, visits]).toEqual([2, 0])
  })
})

describe('the code of the functions', () => {
  it('makes requests with no other client than those of ImageKit, AWS, Stripe and MongoDB, except for parts of videos', () => {
    const calling = globSync('{functions,domains,shared}/**/*.ts')
      .filter(file => !file.endsWith('.test.ts'))
      .filter(file => /(?<![.\w])fetch\(|from 'node:https?'|undici|axios/.test(readFileSync(file, 'utf8')))
    // It follows no redirect either.
    expect(calling).toEqual(['domains/previews/ranged-file.ts'])
  })
})
