import type { Upload } from './operations.ts'

export interface UploadOptions {
  signal?: AbortSignal | null
  /** How much of the request has left, 0 to 1. Browsers and React Native tell; Node does not. */
  onProgress?: (share: number) => void
}

/** A file where React Native has it: its forms take this in place of a `Blob`. */
export interface NativeFile {
  uri: string
  name: string
  type: string
}

/** What the media service ended an upload with; `fileId` is what `publishReel` takes. */
export type UploadResult = { ok: true; fileId: string } | { ok: false; status: number; message: string }

/** As much of the platforms' forms and requests as is used here, so that the client needs no types of a browser. */
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
 * Sends a file where `createUpload` or `renewUpload` said. No cookie goes along: the fields are the permission.
 * @throws what `fetch` throws where there is no answer, and `AbortError` where `signal` stopped it
 */
export async function sendFile(
  { url, fields }: Upload,
  file: Blob | NativeFile,
  { signal = null, onProgress }: UploadOptions = {},
): Promise<UploadResult> {
  const form: Form = new FormData()
  // `append` and not `set`, which the forms of React Native do not have.
  for (const name in fields) form.append(name, fields[name])
  // The fields come first, so that a refusal need not wait for the bytes.
  form.append('file', file)
  // `fetch` tells nothing of the progress of a request.
  const { XMLHttpRequest }: { XMLHttpRequest?: new () => UploadRequest; fetch: unknown } = globalThis
  const answer: Answer = await (onProgress && XMLHttpRequest
    ? sendWithProgress(new XMLHttpRequest(), url, form, onProgress, signal)
    : fetch(url, { method: 'POST', body: form, signal }))
  const { fileId, message = '' } = parse(await answer.text())
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
    // After a success it is too late to reject.
    const end = () => {
      signal?.removeEventListener('abort', abort)
      reject(
        signal?.aborted
          ? // What `fetch` rejects with is a DOMException, which React Native does not have.
            Object.assign(new Error('The upload was stopped'), { name: 'AbortError' })
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

function parse(text: string): { fileId?: string; message?: string } {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    // A proxy on the way answered, not the media service.
    return {}
  }
}
