import type { Upload } from './operations.ts'

export interface UploadOptions {
  signal?: AbortSignal
  /** How much of the request has left, 0 to 1. Only browsers tell. */
  onProgress?: (share: number) => void
}

/** What the media service ended an upload with; `fileId` is what `publishReel` takes. */
export type UploadResult = { ok: true; fileId: string } | { ok: false; status: number; message: string }

/**
 * Sends a file where `createUpload` or `renewUpload` said. No cookie goes along: the fields are the permission.
 * @throws what `fetch` throws where there is no answer, and `AbortError` where `signal` stopped it
 */
export async function sendFile(
  upload: Upload,
  file: Blob,
  options: UploadOptions = {},
): Promise<UploadResult> {
  const form = new FormData()
  // `append` and not `set`, which the forms of React Native do not have.
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value)
  // The fields come first, so that a refusal need not wait for the bytes.
  form.append('file', file)
  const { status, text } = await post(upload.url, form, options)
  const answer: unknown = parse(text)
  if (status < 300 && isRecord(answer) && typeof answer['fileId'] === 'string') {
    return { ok: true, fileId: answer['fileId'] }
  }
  const message = isRecord(answer) && typeof answer['message'] === 'string' ? answer['message'] : ''
  return { ok: false, status, message }
}

/** As much of XMLHttpRequest as is used here, so that the client needs no types of a browser. */
interface UploadRequest {
  readonly status: number
  readonly responseText: string
  readonly upload: { addEventListener(name: 'progress', listener: (event: Progress) => void): void }
  addEventListener(name: 'load' | 'error' | 'abort' | 'loadend', listener: () => void): void
  open(method: string, url: string): void
  send(body: FormData): void
  abort(): void
}

interface Progress {
  lengthComputable: boolean
  loaded: number
  total: number
}

async function post(url: string, form: FormData, options: UploadOptions) {
  // `fetch` tells nothing of the progress of a request; only browsers have what does.
  const { XMLHttpRequest }: { XMLHttpRequest?: new () => UploadRequest; fetch: typeof fetch } = globalThis
  if (options.onProgress && XMLHttpRequest) {
    return postWithProgress(new XMLHttpRequest(), url, form, options)
  }
  const response = await fetch(url, {
    method: 'POST',
    body: form,
    ...(options.signal && { signal: options.signal }),
  })
  return { status: response.status, text: await response.text() }
}

function postWithProgress(
  request: UploadRequest,
  url: string,
  form: FormData,
  { signal, onProgress }: UploadOptions,
) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    // What `fetch` rejects with is a DOMException, which React Native does not have.
    const stopped = () => Object.assign(new Error('The upload was stopped'), { name: 'AbortError' })
    if (signal?.aborted) return reject(stopped())
    const abort = () => request.abort()
    request.upload.addEventListener('progress', event => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total)
    })
    request.addEventListener('load', () => resolve({ status: request.status, text: request.responseText }))
    request.addEventListener('error', () => reject(new TypeError('The media service could not be reached')))
    request.addEventListener('abort', () => reject(stopped()))
    request.addEventListener('loadend', () => signal?.removeEventListener('abort', abort))
    signal?.addEventListener('abort', abort)
    request.open('POST', url)
    request.send(form)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A proxy on the way answered, not the media service.
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
