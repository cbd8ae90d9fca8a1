import { rm } from 'node:fs/promises'
import type { ByteStore } from '../storage/byte-store.ts'
import type { FileRecord, Records } from '../storage/records.ts'

export type Renditions = ReturnType<typeof openRenditions>

/**
 * Opens the store of what is made from files: thumbnails and streams. A rendition lies on disk beside the bytes, is
 * there completely or not at all, and is removed with the version that it was made from.
 */
export function openRenditions(records: Records, bytes: ByteStore) {
  const underWay = new Map<string, Promise<string>>()
  const failures = new Map<string, string>()

  async function make(
    file: FileRecord,
    name: string,
    work: (target: string) => Promise<void>,
  ): Promise<string> {
    const target = bytes.incomingPath()
    try {
      await work(target)
      const path = await bytes.keepRendition(target, file.currentVersionId, name)
      // If the file has been deleted in the meantime, nothing else would ever remove the rendition.
      const versions = records.file(file.fileId)?.versions ?? []
      if (!versions.some(({ id }) => id === file.currentVersionId)) await bytes.remove(file.currentVersionId)
      return path
    } finally {
      await rm(target, { recursive: true, force: true })
    }
  }

  return {
    /** Makes a rendition by `work`, which writes to the path it is given. Requests that come meanwhile share the work. */
    make(file: FileRecord, name: string, work: (target: string) => Promise<void>): Promise<string> {
      const path = bytes.renditionPath(file.currentVersionId, name)
      const making =
        underWay.get(path) ??
        make(file, name, work)
          .catch(error => {
            failures.set(path, String(error instanceof Error ? error.message : error))
            throw error
          })
          .finally(() => underWay.delete(path))
      underWay.set(path, making)
      return making
    },

    /** Why the last attempt since the start of the server failed, null if none did. */
    failure(file: FileRecord, name: string): string | null {
      return failures.get(bytes.renditionPath(file.currentVersionId, name)) ?? null
    },

    async settled(): Promise<void> {
      await Promise.allSettled(underWay.values())
    },
  }
}
