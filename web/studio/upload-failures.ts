import type { UploadResult } from '#client'
import type { Failure } from '../api/api.ts'

/** What a partner reads if the media service did not take a file. */
export function sendingFailure({ status, message }: Extract<UploadResult, { ok: false }>): Failure {
  // The checks in the form are the type and the size that the file had when it was chosen.
  if (message.includes("'checks'")) {
    return failure(
      'UploadRejected',
      'This file was refused: it is not an MP4, MOV or WebM video, or it has changed since you chose it.',
    )
  }
  return status >= 500
    ? failure('MediaUnavailable', 'Uploads are not available right now. Try again in a moment.')
    : failure('MediaUnavailable', 'The upload took too long to start. Try again.')
}

/** True if sending the same file again cannot help. */
export function needsAnotherFile({ code }: Pick<Failure, 'code'>): boolean {
  return code === 'UploadRejected' || code === 'UnsupportedVideo' || code === 'VideoTooLarge'
}

function failure(code: Failure['code'], message: string): Failure {
  return { code, message, faults: [] }
}
