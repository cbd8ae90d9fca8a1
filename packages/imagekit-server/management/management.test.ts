import { describe, expect, it } from 'vitest'
import { asFile, sharedMedia, type TestMedia, testMedia } from '../test-media-server.ts'

async function upload(media: TestMedia, path: string, more: Record<string, unknown> = {}) {
  const at = path.lastIndexOf('/')
  const [folder, fileName] = [path.slice(0, at) || '/', path.slice(at + 1)]
  const file = asFile(path)
  const stored = await media.client.files.upload({
    file,
    fileName,
    folder,
    useUniqueFileName: false,
    ...more,
  })
  return { fileId: stored.fileId ?? '', url: stored.url ?? '' }
}

describe('a stored file', async () => {
  const media = await sharedMedia()
  const { client } = media

  it('has details, with a URL that differs from that of the upload', async () => {
    const { fileId, url } = await upload(media, '/details/a.txt', { tags: ['x'] })
    const details = await client.files.get(fileId)
    expect(details).toMatchObject({ type: 'file', filePath: '/details/a.txt', tags: ['x'], size: 14 })
    expect(details.url).toMatch(new RegExp(`^${url}\\?updatedAt=\\d{13}$`))
  })

  it('can get other tags', async () => {
    const { fileId } = await upload(media, '/update/a.txt', { tags: ['x'] })
    expect(await client.files.update(fileId, { tags: ['y', 'z'] })).toMatchObject({ tags: ['y', 'z'] })
    expect(await client.files.get(fileId)).toMatchObject({ tags: ['y', 'z'] })
  })

  it('is gone after its deletion: details, list, delivery and bytes', async () => {
    const { fileId, url } = await upload(media, '/delete/a.txt')
    const { bytes } = media.onDisk()
    expect(await client.files.delete(fileId)).toBeNull()
    await expect(client.files.get(fileId)).rejects.toThrow('404 The requested file does not exist.')
    await expect(client.files.delete(fileId)).rejects.toThrow('404 The requested file does not exist.')
    expect(await client.assets.list({ path: '/delete' })).toEqual([])
    expect((await fetch(url)).status).toBe(404)
    expect(media.onDisk().bytes).toBe(bytes - 1)
  })

  it.each(['', 'x', 'a/b c', 'A'.repeat(24)])('cannot have the id %j', async fileId => {
    await expect(client.files.get(fileId)).rejects.toThrow(
      '400 Your request contains invalid fileId parameter.',
    )
  })
})

describe('deleting in bulk', async () => {
  const media = await sharedMedia()
  const { client } = media

  it('deletes all files, or none if one is missing', async () => {
    const files = await Promise.all(['a', 'b', 'c'].map(name => upload(media, `/bulk/${name}.txt`)))
    const fileIds = files.map(({ fileId }) => fileId)
    const missing = 'f'.repeat(24)
    await expect(client.files.bulk.delete({ fileIds: [...fileIds, missing] })).rejects.toMatchObject({
      status: 404,
      error: { message: 'The requested file(s) does not exist.', missingFileIds: [missing] },
    })
    expect(await client.assets.list({ path: '/bulk' })).toHaveLength(3)
    expect(await client.files.bulk.delete({ fileIds })).toEqual({ successfullyDeletedFileIds: fileIds })
    expect(await client.assets.list({ path: '/bulk' })).toEqual([])
  })

  it.each([
    [{}, 'fileIds parameter is missing.'],
    [{ fileIds: 'a' }, 'fileIds should be an Array.'],
    [{ fileIds: [] }, 'fileIds is empty.'],
    [{ fileIds: Array.from({ length: 101 }, String) }, 'fileIds cannot have more than 100 items.'],
  ])('refuses %j', async (body, message) => {
    const call = client.post('/v1/files/batch/deleteByFileIds', { body })
    await expect(call).rejects.toThrow(`400 ${message}`)
  })
})

describe('a list of assets', async () => {
  const media = await sharedMedia()
  const { client } = media
  for (const path of ['/reels/1/a.txt', '/reels/2/deep/b.txt', '/reelsome/c.txt', '/d.txt']) {
    await upload(media, path, { tags: [path.slice(-5, -4), 'all'] })
  }
  const names = async (query: Parameters<typeof client.assets.list>[0]) =>
    (await client.assets.list(query)).map(({ name }) => name)
  const soon = new Date(Date.now() + 60_000).toISOString()

  it('of a folder goes one level deep and is empty if the folder does not exist', async () => {
    expect(await names({ path: '/reels/1', type: 'file', limit: 100 })).toEqual(['a.txt'])
    expect(await names({ path: 'reels/1/' })).toEqual(['a.txt'])
    expect(await names({ path: '/reels' })).toEqual([])
    expect(await names({ path: '/nowhere' })).toEqual([])
    expect(await names({ path: '/' })).toEqual(['d.txt'])
    expect(await names({ path: '/../' })).toEqual([])
  })

  it('shows folders or files, by type', async () => {
    expect(await names({ path: '/reels', type: 'folder' })).toEqual(['1', '2'])
    expect((await names({ path: '/', type: 'all' })).toSorted()).toEqual(['d.txt', 'reels', 'reelsome'])
    expect(await names({ fileType: 'image' })).toEqual([])
  })

  it('is sorted and paged without repeating or losing an asset', async () => {
    const sorted = ['a.txt', 'b.txt', 'c.txt', 'd.txt']
    expect(await names({ sort: 'ASC_NAME' })).toEqual(sorted)
    expect(await names({ sort: 'DESC_NAME' })).toEqual(sorted.toReversed())
    expect(await names({ sort: 'DESC_SIZE', limit: 1 })).toEqual(['b.txt'])
    const pages = await Promise.all(
      [0, 1, 2, 3, 4].map(skip => names({ sort: 'ASC_CREATED', skip, limit: 1 })),
    )
    expect(pages.flat().toSorted()).toEqual(sorted)
  })

  it.each([
    [`path : "/reels/" AND createdAt < "${soon}"`, ['a.txt', 'b.txt']],
    [`path : "/reels/" AND createdAt > "${soon}"`, []],
    ['createdAt > "1d" AND updatedAt > "2h"', ['a.txt', 'b.txt', 'c.txt', 'd.txt']],
    ['createdAt < "1d"', []],
    ['path = "/reels/1/"', ['a.txt']],
    ['name = "a.txt" OR name IN ["b.txt", "x"]', ['a.txt', 'b.txt']],
    ['name : a', ['a.txt']],
    ['tags IN ["c", "d"]', ['c.txt', 'd.txt']],
    ['tags = all AND NOT (name = "a.txt" OR tags HAS b)', ['c.txt', 'd.txt']],
    ['size >= 14 AND size < "1kb" AND name NOT = "b.txt"', ['a.txt', 'c.txt']],
    ['private = true', []],
    ['type = "folder" AND name : reel', ['reels', 'reelsome']],
  ])('can be searched by %s', async (searchQuery, found) => {
    expect(await names({ searchQuery, sort: 'ASC_NAME' })).toEqual(found)
  })

  it.each([
    { searchQuery: 'colour = red' },
    { searchQuery: 'name ~ a' },
    { searchQuery: '"name" = a' },
    { searchQuery: 'createdAt > "yesterday"' },
    { searchQuery: 'createdAt > "2026-99-99T00:00:00Z"' },
    { searchQuery: 'name = "a' },
    { searchQuery: 'name = a AND' },
    { limit: 0 },
    { limit: 1001 },
    { skip: -1 },
    { sort: 'ASC_COLOUR' },
    { sort: 'ASC_constructor' },
    { type: 'picture' },
    { fileType: 'video' },
  ])('is refused for %j', async query => {
    await expect(client.get('/v1/files', { query })).rejects.toMatchObject({ status: 400 })
  })
})

describe('folders and purges', () => {
  it('a folder is deleted with all files and folders in it', async () => {
    await using media = await testMedia()
    const { client } = media
    await client.folders.create({ folderName: 'empty', parentFolderPath: '/x' })
    expect(await client.assets.list({ type: 'folder', path: '/x' })).toMatchObject([
      { folderPath: '/x/empty' },
    ])
    for (const path of ['/x/a.txt', '/x/y/b.txt', '/xy/c.txt']) await upload(media, path)
    await client.folders.delete({ folderPath: '/x/' })
    expect(await client.assets.list()).toMatchObject([{ filePath: '/xy/c.txt' }])
    expect(media.onDisk().bytes).toBe(1)
    await expect(client.folders.delete({ folderPath: '/x/' })).rejects.toMatchObject({ status: 404 })
  })

  it('a purge is pending first, then completed', async () => {
    await using media = await testMedia()
    const { invalidation } = media.client.cache
    const { requestId = '' } = await invalidation.create({ url: `${media.urlEndpoint}/a.txt` })
    expect(await invalidation.get(requestId)).toEqual({ status: 'Pending' })
    expect(await invalidation.get(requestId)).toEqual({ status: 'Completed' })
    await expect(invalidation.get('f'.repeat(24))).rejects.toMatchObject({ status: 404 })
  })
})
