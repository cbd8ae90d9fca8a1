import type { Context } from '../protocol/context.ts'
import { joinPath, newId, normaliseFolder, withParents } from '../protocol/names.ts'
import { invalidParameter, requiredText } from '../protocol/parameters.ts'
import { Refusal } from '../protocol/replies.ts'
import { removeFiles } from './files.ts'

/** `POST /v1/folder`. Succeeds even if the folder exists already. */
export function createFolder(body: unknown, { records }: Context): Response {
  const name = requiredText(body, 'folderName')
  const parent = requiredText(body, 'parentFolderPath')
  if (name.includes('/')) throw invalidParameter('folderName')
  const folder = normaliseFolder(joinPath(normaliseFolder(parent), name))
  const now = new Date().toISOString()
  records.transaction(() => {
    for (const path of withParents(folder)) records.addFolder(path, newId(), now)
  })
  return Response.json({}, { status: 201 })
}

/** `DELETE /v1/folder`. Deletes the folder, the folders below it and every file in them. */
export async function deleteFolder(body: unknown, context: Context): Promise<Response> {
  const { records } = context
  const folder = normaliseFolder(requiredText(body, 'folderPath'))
  const gone = records
    .folders()
    .map(({ path }) => path)
    .filter(path => path === folder || path.startsWith(`${folder}/`))
  if (gone.length === 0) {
    throw new Refusal(404, `No folder found in media library with folderPath ${folder}`, {
      reason: 'FOLDER_NOT_FOUND',
    })
  }
  await removeFiles(records.filesUnder(folder), context, () => {
    for (const path of gone) records.removeFolder(path)
  })
  return new Response(null, { status: 204 })
}
