import type { Person } from '../setup/people/people.ts'
import { FREE, postUpload } from '../setup/videos/videos.ts'
import type { OddFile } from './generate.ts'

/** A reel that is public, or why the file was refused: the status, and the words for its partner. */
export type Verdict = { reelId: string } | { status: number; reason: string }

export async function publishAsBase64(partner: Person, file: OddFile): Promise<Verdict> {
  const video = { base64: file.bytes.toString('base64') }
  const created = await partner.api.createReel({ body: { title: file.name, price: FREE, video } })
  if (created.ok) return { reelId: created.data.reel.id }
  return { status: created.status, reason: reasonOf(created.problem) }
}

export async function publishDirectly(partner: Person, file: OddFile): Promise<Verdict> {
  const { fileName: name, mimeType, bytes } = file
  const body = { title: file.name, price: FREE, file: { name, mimeType, sizeBytes: bytes.length } }
  const begun = await partner.api.createUpload({ body })
  if (!begun.ok) return { status: begun.status, reason: reasonOf(begun.problem) }
  const posted = await postUpload(begun.data.upload, bytes, mimeType)
  const answer: { fileId?: string; message?: string } = JSON.parse(await posted.text())
  if (!posted.ok) return { status: posted.status, reason: answer.message ?? '' }
  const params = { reelId: begun.data.reel.id }
  const published = await partner.api.publishReel({ params, body: { fileId: answer.fileId ?? '' } })
  if (published.ok) return { reelId: published.data.reel.id }
  return { status: published.status, reason: reasonOf(published.problem) }
}

function reasonOf(problem: {
  detail?: string | undefined
  errors?: { message: string }[] | undefined
}): string {
  return [problem.detail ?? '', ...(problem.errors ?? []).map(({ message }) => message)].join(' ').trim()
}
