import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Upload } from '#client'
import { expectOk, type Person } from '../people/people.ts'

const CLIPS = join(import.meta.dirname, '../../../local/sample-content')

export function readClip(file: string): Promise<Buffer<ArrayBuffer>> {
  return readFile(join(CLIPS, file))
}

export const FREE = { amount: 0, currency: 'USD' }

/** A small reel with a real video, published as Base64. */
export async function publishReel(
  partner: Person,
  fields: {
    title?: string
    description?: string
    tags?: string[]
    price?: typeof FREE
    publishAt?: string
  } = {},
) {
  const video = { base64: (await readClip('sunrise-run.mov')).toString('base64') }
  const body = { title: 'A reel', price: FREE, ...fields, video }
  return expectOk(await partner.api.createReel({ body })).reel
}

/** Posts a file to the media server as a browser does, and returns its answer. */
export async function postUpload(
  upload: Upload,
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<Response> {
  const form = new FormData()
  for (const [name, value] of Object.entries(upload.fields)) form.set(name, value)
  form.set('file', new File([bytes], 'from-the-disk', { type }))
  return fetch(upload.url, { method: 'POST', body: form })
}

/** Breaks the media server for requests that contain a text, until the returned function is called. */
export async function breakMedia(fault: Record<string, unknown>): Promise<() => Promise<void>> {
  const faults = `${inject('mediaUrl')}/_faults`
  const response = await fetch(faults, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  })
  const { id }: { id: string } = JSON.parse(await response.text())
  return async () => {
    await fetch(`${faults}/${id}`, { method: 'DELETE' })
  }
}
