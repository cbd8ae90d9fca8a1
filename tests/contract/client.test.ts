import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, inject, it } from 'vitest'
import type * as ClientPackage from '#client'
import { createClient } from '#client'
import { openBrowser } from '#local/browser.ts'
import { contract } from '../setup/contract/contract.ts'
import { fetchFrom, newAddress } from '../setup/people/addresses.ts'
import { expectOk, newPartner, newUser, PASSWORD } from '../setup/people/people.ts'
import { FREE, publishReel, readClip } from '../setup/videos/videos.ts'
import { reactNativeGlobals } from './react-native.ts'

/** A `fetch` that remembers what it was asked for. */
function overheard(send: typeof fetch) {
  const heard: string[] = []
  const listening: typeof fetch = (input, init) => {
    heard.push(`${init?.method} ${new URL(String(input)).pathname}`)
    return send(input, init)
  }
  return { heard, fetch: listening }
}

describe('the client', () => {
  it('has a method for each operation, which calls its declared route', async () => {
    const { heard, fetch } = overheard(async () => new Response('{}'))
    const api = createClient({ baseUrl: 'http://api.example/', fetch })
    const declared = contract.filter(({ endpoint }) => !endpoint.webhook && !endpoint.success.contentType)
    const params = { reelId: 'a b', partnerId: 'p/q', sessionId: '?', purchaseId: '#' }
    for (const [name, call] of Object.entries(api)) {
      await Reflect.apply(call, undefined, [{ params }])
      const { endpoint } = declared.find(each => each.name === name) ?? {}
      const path = endpoint?.path
        .replace('{reelId}', 'a%20b')
        .replace('{partnerId}', 'p%2Fq')
        .replace('{sessionId}', '%3F')
        .replace('{purchaseId}', '%23')
      expect(heard.pop(), name).toBe(`${endpoint?.method} ${path}`)
    }
    expect(Object.keys(api).sort()).toEqual(declared.map(({ name }) => name).sort())
  })

  it('refreshes once for all calls with an expired access cookie, and repeats each', async () => {
    const user = await newUser()
    const jar = new Map([...user.browser.cookies].filter(([name]) => name === 'reels_refresh'))
    const { heard, fetch } = overheard(openBrowser(jar, fetchFrom(newAddress())).fetch)
    const api = createClient({ baseUrl: inject('apiUrl'), fetch })
    const results = await Promise.all([api.getMe(), api.listSessions(), api.listLikes(), api.listSaves()])
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(heard.filter(call => call === 'POST /auth/refresh')).toHaveLength(1)
    expect(heard).toHaveLength(4 + 1 + 4)
  })

  it('repeats a call that was sent before a refresh and refused after it, without another refresh', async () => {
    const user = await newUser()
    const jar = new Map([...user.browser.cookies].filter(([name]) => name === 'reels_refresh'))
    const browser = openBrowser(jar, fetchFrom(newAddress()))
    const release = Promise.withResolvers<void>()
    const { heard, fetch } = overheard(async (input, init) => {
      const response = await browser.fetch(input, init)
      if (response.status === 401 && String(input).endsWith('/auth/sessions')) await release.promise
      return response
    })
    const api = createClient({ baseUrl: inject('apiUrl'), fetch })
    const [late, first] = [api.listSessions(), api.getMe()]
    expect((await first).status).toBe(200)
    release.resolve()
    expect((await late).status).toBe(200)
    expect(heard.filter(call => call === 'POST /auth/refresh')).toHaveLength(1)
  })

  it('returns the 401 if the session has ended, and sends a wrong password once', async () => {
    const { heard, fetch } = overheard(fetchFrom(newAddress()))
    const loggedOut = createClient({ baseUrl: inject('apiUrl'), fetch })
    const refused = await loggedOut.getMe()
    expect(refused).toMatchObject({ ok: false, status: 401, problem: { code: 'NotAuthenticated' } })
    expect(heard.splice(0)).toEqual(['GET /auth/me', 'POST /auth/refresh'])

    const user = await newUser()
    const watched = overheard(user.browser.fetch)
    const api = createClient({ baseUrl: inject('apiUrl'), fetch: watched.fetch })
    const body = { currentPassword: 'not-the-password', newPassword: 'nine-green-ladders' }
    expect(await api.changePassword({ body })).toMatchObject({ problem: { code: 'InvalidCredentials' } })
    expect(watched.heard).toEqual(['PUT /auth/password'])
  })
})

/** The client in a context with only the language and the globals of React Native. */
async function inReactNative(send: typeof fetch): Promise<typeof ClientPackage> {
  const { outputFiles } = await build({
    entryPoints: ['packages/client/index.ts'],
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'client',
    target: 'es2022',
    write: false,
  })
  const context = createContext(reactNativeGlobals(send))
  runInContext(outputFiles[0]?.text ?? '', context)
  return runInContext('client', context)
}

describe('the client in React Native', () => {
  it('logs in, uploads a file by its address with progress, publishes it and pages', async () => {
    const partner = await newPartner()
    await publishReel(partner, { title: 'Before' })
    const phone = openBrowser(new Map(), fetchFrom(newAddress()))
    const { createClient, everyItem, sendFile } = await inReactNative(phone.fetch)
    const api = createClient({ baseUrl: inject('apiUrl') })
    const { email } = partner
    expectOk(await api.loginPartner({ body: { email, password: PASSWORD } }))

    const name = 'ocean-waves.mp4'
    const file = { name, sizeBytes: (await readClip(name)).length, mimeType: 'video/mp4' }
    const begun = expectOk(await api.createUpload({ body: { title: 'From a phone', price: FREE, file } }))
    const uri = pathToFileURL(join(process.cwd(), 'local/sample-content', name)).href
    const shares: number[] = []
    const onProgress = (share: number) => shares.push(share)
    const sent = await sendFile(begun.upload, { uri, name, type: 'video/mp4' }, { onProgress })
    if (!sent.ok) throw new Error(sent.message)
    expect(shares.length).toBeGreaterThan(3)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)

    const params = { reelId: begun.reel.id }
    expectOk(await api.publishReel({ params, body: { fileId: sent.fileId } }))
    const titles: string[] = []
    for await (const { title } of everyItem(at => api.listMyReels({ query: { limit: 1, ...at } }))) {
      titles.push(title)
    }
    expect(titles).toEqual(['From a phone', 'Before'])
    await expect(everyItem(() => api.listLikes()).next()).rejects.toMatchObject({
      name: 'ProblemError',
      problem: { code: 'WrongRole' },
    })
  })

  it('stops an upload under way, and does not start one whose signal has aborted', async () => {
    const partner = await newPartner()
    const { sendFile } = await inReactNative(partner.browser.fetch)
    const name = 'ocean-waves.mp4'
    const file = { name, sizeBytes: (await readClip(name)).length, mimeType: 'video/mp4' }
    const begun = expectOk(await partner.api.createUpload({ body: { title: 'Stopped', price: FREE, file } }))
    const uri = pathToFileURL(join(process.cwd(), 'local/sample-content', name)).href
    const stopping = new AbortController()
    const shares: number[] = []
    const onProgress = (share: number) => {
      shares.push(share)
      stopping.abort()
    }
    const send = () =>
      sendFile(begun.upload, { uri, name, type: 'video/mp4' }, { onProgress, signal: stopping.signal })
    await expect(send()).rejects.toMatchObject({ name: 'AbortError' })
    expect(shares).toHaveLength(1)
    await expect(send()).rejects.toMatchObject({ name: 'AbortError' })
    expect(shares).toHaveLength(1)
  })

  it('says if the media service did not answer, and what it refused', async () => {
    const partner = await newPartner()
    const { sendFile } = await inReactNative(partner.browser.fetch)
    const name = 'ocean-waves.mp4'
    const uri = pathToFileURL(join(process.cwd(), 'local/sample-content', name)).href
    const body = { title: 'Too long', price: FREE, file: { name, sizeBytes: 1, mimeType: 'video/mp4' } }
    const { upload } = expectOk(await partner.api.createUpload({ body }))
    const onProgress = () => undefined
    const video = { uri, name, type: 'video/mp4' }
    const nowhere = { ...upload, url: 'http://127.0.0.1:9/upload' }
    await expect(sendFile(nowhere, video, { onProgress })).rejects.toThrow('did not answer')
    const spoilt = { ...upload, fields: { ...upload.fields, fileName: 'other.mp4' } }
    expect(await sendFile(spoilt, video, { onProgress })).toMatchObject({
      ok: false,
      status: 400,
      message: expect.stringContaining('does not match with the payload'),
    })
  })
})
