import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

export type ByteStore = ReturnType<typeof openByteStore>

/**
 * Opens the store of the bytes of all file versions. Each version is one file on disk, named by the version's id and never
 * by what a client sent, so no request can reach outside `dataDir`. Bytes appear by a rename, before the record that
 * names them is written. If a crash leaves bytes without a record, `sweep` removes them.
 */
export function openByteStore(dataDir: string) {
  const incoming = join(dataDir, 'incoming')
  const stored = join(dataDir, 'bytes')
  const renditions = join(dataDir, 'renditions')
  for (const folder of [incoming, stored, renditions]) mkdirSync(folder, { recursive: true })

  return {
    /** A new path for bytes that are still arriving. */
    incomingPath: () => join(incoming, randomUUID()),
    path: (versionId: string) => join(stored, versionId),
    /** Where a thumbnail, or the folder of a stream, that was made from a version is kept. */
    renditionPath: (versionId: string, name: string) => join(renditions, versionId, name),

    /** Turns bytes that have arrived and are synced into those of a version. */
    async keep(incomingPath: string, versionId: string): Promise<void> {
      await rename(incomingPath, join(stored, versionId))
      const folder = await open(stored)
      try {
        await folder.sync()
      } finally {
        await folder.close()
      }
    },

    /** Moves a finished rendition, a file or a folder, to its place, also over an older one, and returns its path. */
    async keepRendition(incomingPath: string, versionId: string, name: string): Promise<string> {
      const path = join(renditions, versionId, name)
      await mkdir(join(renditions, versionId), { recursive: true })
      await rm(path, { recursive: true, force: true })
      await rename(incomingPath, path)
      return path
    },

    async remove(versionId: string): Promise<void> {
      await rm(join(stored, versionId), { force: true })
      await rm(join(renditions, versionId), { recursive: true, force: true })
    },

    /** Removes uploads that never finished and bytes that no record names. Call it before any request is accepted. */
    sweep(versionIds: ReadonlySet<string>): void {
      for (const name of readdirSync(incoming)) rmSync(join(incoming, name), { recursive: true, force: true })
      for (const folder of [stored, renditions]) {
        for (const name of readdirSync(folder)) {
          if (!versionIds.has(name)) rmSync(join(folder, name), { recursive: true, force: true })
        }
      }
    },
  }
}
