import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

export type ByteStore = ReturnType<typeof openByteStore>

/**
 * The bytes of every file version, one file each, named by the version's id and never by anything a client sent:
 * so no request can reach outside `dataDir`. Bytes become visible by a rename, before the record that names them
 * is written; what a crash leaves without a record is removed by `sweep`.
 */
export function openByteStore(dataDir: string) {
  const incoming = join(dataDir, 'incoming')
  const stored = join(dataDir, 'bytes')
  const renditions = join(dataDir, 'renditions')
  for (const folder of [incoming, stored, renditions]) mkdirSync(folder, { recursive: true })

  return {
    /** A fresh path for bytes that are still arriving. */
    incomingPath: () => join(incoming, randomUUID()),
    path: (versionId: string) => join(stored, versionId),
    /** Where a thumbnail, or the folder of a stream, made from a version is kept. */
    renditionPath: (versionId: string, name: string) => join(renditions, versionId, name),

    /** Makes arrived and synced bytes those of a version. */
    async keep(incomingPath: string, versionId: string): Promise<void> {
      await rename(incomingPath, join(stored, versionId))
      const folder = await open(stored)
      try {
        await folder.sync()
      } finally {
        await folder.close()
      }
    },

    /** Moves a finished rendition, file or folder, to its place, and gives that. */
    async keepRendition(incomingPath: string, versionId: string, name: string): Promise<string> {
      const path = join(renditions, versionId, name)
      await mkdir(join(renditions, versionId), { recursive: true })
      await rename(incomingPath, path)
      return path
    },

    async remove(versionId: string): Promise<void> {
      await rm(join(stored, versionId), { force: true })
      await rm(join(renditions, versionId), { recursive: true, force: true })
    },

    /** Removes uploads that never finished and bytes that no record names. Only before requests are taken. */
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
