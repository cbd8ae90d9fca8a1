import { rm } from 'node:fs/promises'
import type { ByteStore } from '../storage/byte-store.ts'
import type { FileRecord, Records } from '../storage/records.ts'

export type Renditions = ReturnType<typeof openRenditions>

/**
 * What is made of files: kept on disk beside their bytes, there in whole or not at all, gone with the version that
 * it was made of.
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
      // Deleted meanwhile: nothing would ever remove it.
      const versions = records.file(file.fileId)?.versions ?? []
      if (!versions.some(({ id }) => id === file.currentVersionId)) await bytes.remove(file.currentVersionId)
      return path
    } finally {
      await rm(target, { recursive: true, force: true })
    }
  }

  return {
    /** Makes it by `work`, which writes to the path that it is given; all who ask meanwhile share the one making. */
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

    /** Why the last attempt failed, since the start of the server. */
    failure: (file: FileRecord, name: string): string | undefined =>
      failures.get(bytes.renditionPath(file.currentVersionId, name)),

    async settled(): Promise<void> {
      await Promise.allSettled(underWay.values())
    },
  }
}
