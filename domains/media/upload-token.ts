import jwt from 'jsonwebtoken'
import { config } from '#shared/runtime/config.ts'

/** ImageKit takes tokens of up to an hour. */
const TOKEN_SECONDS = 55 * 60

/**
 * Lets a browser post `fields` and then one `file` to `url`, as multipart/form-data: a V2 token signs every field.
 * https://imagekit.io/docs/api-reference/upload-file/upload-file-v2
 */
export function signUpload(folder: string, fileName: string, now: Date) {
  const { media, maxVideoBytes } = config()
  const { publicKey, privateKey, uploadUrl } = media
  // [34 form] ImageKit enforces these fields, because the token signs them.
  const fields = {
    fileName,
    folder,
    useUniqueFileName: 'false',
    overwriteFile: 'false',
    checks: `"file.size" <= ${maxVideoBytes} AND "file.mime" : "video/"`,
  }
  const issuedAt = Math.floor(now.getTime() / 1_000)
  const expires = issuedAt + TOKEN_SECONDS
  const token = jwt.sign({ ...fields, iat: issuedAt, exp: expires }, privateKey, {
    algorithm: 'HS256',
    keyid: publicKey,
  })
  return { url: uploadUrl, fields: { ...fields, token }, expiresAt: new Date(expires * 1_000).toISOString() }
}
