import { type Signal, signal } from '@preact/signals'
import type { NewUpload, Reel, Upload } from '#client'
import { sendFile } from '#client'
import { account } from '../accounts/account.ts'
import { api, attempt, type Failure, type Outcome, UNREACHABLE } from '../api.ts'
import { dropReel, forgetList } from '../lists/reel-list.ts'
import { keepReel } from '../lists/reels.ts'

export type UploadState =
  | { step: 'sending'; share: number }
  | { step: 'checking' }
  | { step: 'ready' }
  | { step: 'failed'; failure: Failure }

/** A file on its way. It goes on while its partner looks at other pages. */
export interface RunningUpload {
  reelId: string
  state: Signal<UploadState>
  /** Stops it and deletes its reel: nothing is left behind. */
  cancel(): Promise<Outcome<undefined>>
  /** Sends the same file again. */
  retry(): Promise<void>
}

export const uploads = signal<ReadonlyMap<string, RunningUpload>>(new Map())

export type NewReelFields = Omit<NewUpload, 'file'>

/** Begins a new reel; what comes after runs by itself and shows in `uploads`. */
export async function beginUpload(fields: NewReelFields, file: File): Promise<Outcome<Reel>> {
  const outcome = await attempt(api.createUpload({ body: { ...fields, file: describe(file) } }))
  if (!outcome.ok) return outcome
  keepReel(outcome.data.reel)
  forgetList('mine')
  void startUpload(outcome.data.reel.id, file, outcome.data.upload)
  return { ok: true, data: outcome.data.reel }
}

/** Sends a file for a reel whose upload broke off or was refused. */
export async function uploadAgain(reelId: string, file: File): Promise<Failure | null> {
  const outcome = await attempt(api.renewUpload({ params: { reelId }, body: { file: describe(file) } }))
  if (!outcome.ok) return outcome.failure
  keepReel(outcome.data.reel)
  void startUpload(reelId, file, outcome.data.upload)
  return null
}

function startUpload(reelId: string, file: File, upload: Upload): Promise<void> {
  const stopping = new AbortController()
  const state = signal<UploadState>({ step: 'sending', share: 0 })
  const running: RunningUpload = {
    reelId,
    state,
    async cancel() {
      stopping.abort()
      const outcome = await attempt(api.deleteReel({ params: { reelId } }))
      if (!outcome.ok) return outcome
      forgetUpload(reelId)
      dropReel(reelId)
      return outcome
    },
    async retry() {
      const failure = await uploadAgain(reelId, file)
      if (failure) state.value = { step: 'failed', failure }
    },
  }
  uploads.value = new Map(uploads.value).set(reelId, running)
  return carryOut(running, file, upload, stopping.signal)
}

async function carryOut({ reelId, state }: RunningUpload, file: File, upload: Upload, stop: AbortSignal) {
  const failed = (failure: Failure) => {
    if (!stop.aborted) state.value = { step: 'failed', failure }
  }
  try {
    const sent = await sendFile(upload, file, {
      signal: stop,
      onProgress: share => {
        state.value = { step: 'sending', share }
      },
    })
    if (!sent.ok) return failed({ ...UNREACHABLE, code: 'UploadRejected', message: refusal(sent.message) })
    state.value = { step: 'checking' }
    const outcome = await attempt(api.publishReel({ params: { reelId }, body: { fileId: sent.fileId } }))
    if (!outcome.ok) return failed(outcome.failure)
    keepReel(outcome.data.reel)
    state.value = { step: 'ready' }
    // It belongs at the head of lists that were read before it was there.
    for (const key of ['feed', 'feed:free', 'feed:paid', `partner:${account.value?.id}`]) forgetList(key)
  } catch {
    failed(UNREACHABLE)
  }
}

function refusal(message: string): string {
  return `The upload was rejected${message === '' ? '.' : `: ${message}`}`
}

export function forgetUpload(reelId: string): void {
  const rest = new Map(uploads.value)
  rest.delete(reelId)
  uploads.value = rest
}

function describe(file: File): NewUpload['file'] {
  return { name: file.name, sizeBytes: file.size, mimeType: file.type }
}

window.addEventListener('beforeunload', event => {
  const isBusy = [...uploads.value.values()].some(({ state }) => state.value.step === 'sending')
  if (isBusy) event.preventDefault()
})
