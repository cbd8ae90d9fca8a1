import type { Upload } from './operations.ts'
import { parseJson } from './parse-json.ts'

export interface UploadOptions {
  signal?: AbortSignal | null
  /** Called with the share of the request that has been sent, 0 to 1. Not called in Node. */
  onProgress?: (share: number) => void
}

/** A file in React Native, whose forms take this instead of a `Blob`. */
export interface NativeFile {
  uri: string
  name: string
  type: string
}

/** The answer of the media service. `publishReel` takes the `fileId`. */
export type UploadResult = { ok: true; fileId: string } | { ok: false; status: number; message: string }

/** The parts of forms and requests that are used here, so that the client needs no types of a browser. */
type Form = FormData & { append(name: string, value: unknown): void }

interface UploadRequest {
  readonly status: number
  readonly responseText: string
  readonly upload: { onprogress: unknown }
  onload: unknown
  onloadend: unknown
  open(method: string, url: string): void
  send(body: FormData): void
  abort(): void
}

interface Progress {
  lengthComputable: boolean
  loaded: number
  total: number
}

interface Answer {
  status: number
  text(): string | Promise<string>
}

/**
 * Sends a file to the address that `createUpload` or `renewUpload` returned. No cookie is sent: the fields are the
 * permission.
 * @throws what `fetch` throws if there is no answer, and `AbortError` if `signal` aborts
 */
export async function sendFile(
  { url, fields }: Upload,
  file: Blob | NativeFile,
  { signal = null, onProgress }: UploadOptions = {},
): Promise<UploadResult> {
  const form: Form = new FormData()
  // Not `set`, which the forms of React Native do not have.
  for (const name in fields) form.append(name, fields[name])
  // The fields come first, so that a refusal need not wait for the bytes.
  form.append('file', file)
  // `fetch` does not report the progress of a request.
  const { XMLHttpRequest }: { XMLHttpRequest?: new () => UploadRequest; fetch: unknown } = globalThis
  const answer: Answer = await (onProgress && XMLHttpRequest
    ? sendWithProgress(new XMLHttpRequest(), url, form, onProgress, signal)
    : fetch(url, { method: 'POST', body: form, signal }))
  const { fileId, message = '' }: { fileId?: string; message?: string } = parseJson(await answer.text()) ?? {}
  return answer.status < 300 && fileId ? { ok: true, fileId } : { ok: false, status: answer.status, message }
}

function sendWithProgress(
  request: UploadRequest,
  url: string,
  form: FormData,
  onProgress: (share: number) => void,
  signal: AbortSignal | null,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const abort = () => request.abort()
    // This does nothing after a success.
    const end = () => {
      signal?.removeEventListener('abort', abort)
      reject(
        signal?.aborted
          ? // `fetch` rejects with a DOMException, which React Native does not have.
            Object.assign(new Error('Upload aborted'), { name: 'AbortError' })
          : new TypeError('The media service did not answer'),
      )
    }
    if (signal?.aborted) return end()
    request.upload.onprogress = (event: Progress) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => resolve({ status: request.status, text: () => request.responseText })
    request.onloadend = end
    signal?.addEventListener('abort', abort)
    request.open('POST', url)
    request.send(form)
  })
}
