import { inject } from 'vitest'

/** A file as the media server describes it. */
export interface MediaServerFile {
  fileId: string
  filePath: string
  mime?: string
}

/** Asks the media server with the private key, as only the API may. */
export function askMedia(path: string, init: RequestInit = {}): Promise<Response> {
  const key = inject('settings')['IMAGEKIT_PRIVATE_KEY'] ?? ''
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
  return fetch(inject('mediaUrl') + path, { ...init, headers: { authorization } })
}

/** Every file below a folder. */
export async function filesBelow(folder: string): Promise<MediaServerFile[]> {
  const searchQuery = encodeURIComponent(`path : "${folder}"`)
  const answer = await askMedia(`/v1/files?type=file&searchQuery=${searchQuery}`)
  if (!answer.ok) throw new Error(`The media server lists nothing: ${answer.status} ${await answer.text()}`)
  return JSON.parse(await answer.text())
}

/** Stores a file directly, without the checks of an upload token. */
export async function storeFile(
  folder: string,
  fileName: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<MediaServerFile> {
  const form = new FormData()
  form.set('fileName', fileName)
  form.set('folder', folder)
  form.set('useUniqueFileName', 'false')
  form.set('isPrivateFile', 'true')
  form.set('file', new File([bytes], fileName))
  const answer = await askMedia('/api/v1/files/upload', { method: 'POST', body: form })
  if (!answer.ok) throw new Error(`The media server stores nothing: ${answer.status} ${await answer.text()}`)
  return JSON.parse(await answer.text())
}
