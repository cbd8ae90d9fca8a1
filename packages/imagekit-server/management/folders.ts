import type { Context } from '../protocol/context.ts'
import { foldersOnTheWay, joinPath, newId, normaliseFolder } from '../protocol/names.ts'
import { jsonReply, Refusal, type Reply } from '../protocol/replies.ts'
import { isObject } from '../upload/parameters.ts'
import { removeFiles } from './files.ts'

/** `POST /v1/folder`. One that exists already is a success. */
export function createFolder(body: unknown, { records }: Context): Reply {
  const name = text(body, 'folderName')
  const parent = text(body, 'parentFolderPath')
  if (name.includes('/')) throw new Refusal(400, 'Your request contains invalid folderName parameter.')
  const folder = normaliseFolder(joinPath(normaliseFolder(parent), name))
  const now = new Date().toISOString()
  records.transaction(() => {
    for (const path of foldersOnTheWay(folder)) records.addFolder(path, newId(), now)
  })
  return jsonReply(201, {})
}

/** `DELETE /v1/folder`: it, the folders below it and every file in them. */
export async function deleteFolder(body: unknown, context: Context): Promise<Reply> {
  const { records } = context
  const folder = normaliseFolder(text(body, 'folderPath'))
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
  return { status: 204 }
}

function text(body: unknown, name: string): string {
  const value = isObject(body) ? body[name] : undefined
  if (typeof value !== 'string' || value === '') {
    throw new Refusal(400, `Your request is missing ${name} parameter.`)
  }
  return value
}
