import { type Signal, signal } from '@preact/signals'
import { type NewUpload, type Reel, sendFile, type Upload } from '#client'
import { account } from '../api/account.ts'
import { api, attempt, type Failure, type Outcome, UNREACHABLE } from '../api/api.ts'
import { forgetFile, keepFile } from '../device/files.ts'
import { keyOf } from '../device/kept.ts'
import { dropReel, forgetReels } from '../lists/loaded-reels.ts'
import { listsOf, OWN, partnerList } from '../lists/reel-list.ts'
import { keepReel } from '../lists/reels.ts'
import type { ReelFields } from './reel-draft.ts'
import { sendingFailure } from './upload-failures.ts'

type UploadState =
  | { step: 'sending'; share: number }
  | { step: 'checking' }
  | { step: 'ready' }
  | { step: 'failed'; failure: Failure }

/** A file that is being uploaded. The upload continues while the partner looks at other pages. */
export interface RunningUpload {
  reelId: string
  state: Signal<UploadState>
  /** Stops the upload and deletes its reel, so that nothing is left behind. */
  cancel(): Promise<Outcome<undefined>>
  /** Sends the same file again. */
  retry(): Promise<void>
}

export const uploads = signal<ReadonlyMap<string, RunningUpload>>(new Map())

/** Creates a new reel and starts the upload of its video. The rest runs in the background and shows in `uploads`. */
export async function beginUpload(fields: ReelFields, file: File): Promise<Outcome<Reel>> {
  const outcome = await attempt(api.createUpload({ body: { ...fields, file: describeFile(file) } }))
  if (!outcome.ok) return outcome
  keepReel(outcome.data.reel)
  forgetReels(OWN)
  void startUpload(outcome.data.reel.id, file, outcome.data.upload)
  return { ok: true, data: outcome.data.reel }
}

/** Sends a file for a reel whose upload was interrupted or refused. Null if the upload has started. */
export async function uploadAgain(reelId: string, file: File): Promise<Failure | null> {
  const outcome = await attempt(api.renewUpload({ params: { reelId }, body: { file: describeFile(file) } }))
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
  void keepFile(keyOf(reelId), file)
  // Adding the same listener again changes nothing.
  window.addEventListener('beforeunload', warnBeforeLeaving)
  return carryOut(running, file, upload, stopping.signal)
}

async function carryOut({ reelId, state }: RunningUpload, file: File, upload: Upload, stop: AbortSignal) {
  function failed(failure: Failure) {
    if (!stop.aborted) state.value = { step: 'failed', failure }
  }
  try {
    const sent = await sendFile(upload, file, {
      signal: stop,
      onProgress: share => {
        state.value = { step: 'sending', share }
      },
    })
    if (!sent.ok) return failed(sendingFailure(sent))
    state.value = { step: 'checking' }
    const outcome = await attempt(api.publishReel({ params: { reelId }, body: { fileId: sent.fileId } }))
    if (!outcome.ok) return failed(outcome.failure)
    keepReel(outcome.data.reel)
    void forgetFile(keyOf(reelId))
    state.value = { step: 'ready' }
    // These lists start with it now.
    for (const list of [...listsOf('feed'), partnerList(account.value?.id ?? '')]) forgetReels(list)
  } catch {
    failed(UNREACHABLE)
  }
}

/** Nothing of an upload is kept: its reel was deleted. */
export function forgetUpload(reelId: string): void {
  void forgetFile(keyOf(reelId))
  const rest = new Map(uploads.value)
  rest.delete(reelId)
  uploads.value = rest
}

function describeFile(file: File): NewUpload['file'] {
  return { name: file.name, sizeBytes: file.size, mimeType: file.type }
}

/** The browser asks before a tab with an unfinished upload is closed. */
function warnBeforeLeaving(event: Event): void {
  const isBusy = [...uploads.value.values()].some(({ state }) => state.value.step === 'sending')
  if (isBusy) event.preventDefault()
}
