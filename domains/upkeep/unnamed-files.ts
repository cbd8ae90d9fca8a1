import { deleteFile, listOldVideos } from '#domains/media/files.ts'
import { PendingFolderModel } from '#domains/media/model.ts'
import { folderOf, reelIdOf } from '#domains/reels/folders.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

const PAGE = 100
/** Longer than an upload and its publishing may take. */
const AGE_MILLISECONDS = 3 * 60 * 60 * 1_000

/** Deletes files at ImageKit that nothing refers to. There should be none; this is the net below the others. */
export async function deleteUnnamedFiles(now: Date, deadline: number) {
  const done = { files: 0, deleted: 0 }
  const before = new Date(now.getTime() - AGE_MILLISECONDS)
  while (Date.now() < deadline) {
    // What was deleted has left the list: what was kept is what to skip.
    const files = await listOldVideos(before, done.files - done.deleted, PAGE)
    const unnamed = await withoutReel(files)
    for (const file of unnamed) await deleteFile(file.fileId)
    done.files += files.length
    done.deleted += unnamed.length
    if (files.length < PAGE) break
  }
  return done
}

type Files = Awaited<ReturnType<typeof listOldVideos>>

async function withoutReel(files: Files): Promise<Files> {
  // Files of others in the same account are none of our business.
  const ours = files.filter(file => folderOf(file.path) !== null)
  const folders = ours.flatMap(file => folderOf(file.path) ?? [])
  const reelIds = ours.flatMap(file => reelIdOf(file.path) ?? [])
  const [reels, noted] = await Promise.all([
    readFields(ReelModel, { _id: { $in: reelIds } }, ['video', 'preview', 'uploadFolder']),
    readFields(PendingFolderModel, { _id: { $in: folders } }, []),
  ])
  const named = new Set(
    reels.flatMap(({ video, preview }) => [video?.fileId ?? [], preview?.fileId ?? []].flat()),
  )
  const awaited = new Set([...reels.flatMap(reel => reel.uploadFolder ?? []), ...noted.map(({ _id }) => _id)])
  return ours.filter(file => !named.has(file.fileId) && !awaited.has(folderOf(file.path) ?? ''))
}
