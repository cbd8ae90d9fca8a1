import { buffer } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import type { Document, GridFSBucket } from 'mongodb'
import { without } from './collection-operations.ts'
import { NotRequired, NotSupported } from './verdicts.ts'

export async function runOfBucket(bucket: GridFSBucket, name: string, fields: Document): Promise<unknown> {
  switch (name) {
    case 'upload': {
      // The driver never makes an MD5 hash.
      const options = without(fields, 'filename', 'source', 'disableMD5')
      if (options['contentType'] !== undefined)
        throw new NotRequired('the driver of Node.js has no contentType')
      const upload = bucket.openUploadStream(fields['filename'], options)
      upload.end(Buffer.from(fields['source']['$$hexBytes'], 'hex'))
      await finished(upload)
      return upload.id
    }
    case 'download':
      return buffer(bucket.openDownloadStream(fields['id']))
    case 'downloadByName':
      return buffer(bucket.openDownloadStreamByName(fields['filename'], without(fields, 'filename')))
    case 'delete':
      return bucket.delete(fields['id'])
    case 'rename':
      return bucket.rename(fields['id'], fields['newFilename'])
    case 'drop':
      return bucket.drop()
    case 'deleteByName':
    case 'renameByName':
      throw new NotRequired(`the driver of Node.js has no ${name}`)
    default:
      throw new NotSupported(`the operation ${name} of a bucket`)
  }
}
