import jwt from 'jsonwebtoken'
import { VIDEO_TYPES } from '#domains/media/video-types.ts'
import { config } from '#shared/runtime/config.ts'

/** ImageKit takes tokens of up to an hour. */
const TOKEN_SECONDS = 55 * 60

// ImageKit finds this type in the bytes of the file. The type that the form declares does not count.
const IS_VIDEO = Object.keys(VIDEO_TYPES)
  .map(type => `"file.mime" = "${type}"`)
  .join(' OR ')

/**
 * Lets a browser post `fields` and then one `file` of at most this size to `url`, as multipart/form-data: a V2 token
 * signs every field. ImageKit stores nothing that fails the checks.
 * https://imagekit.io/docs/api-reference/upload-file/upload-file-v2#upload-api-checks
 */
export function signUpload(folder: string, fileName: string, sizeBytes: number, now: Date) {
  const { publicKey, privateKey, uploadUrl } = config().media
  // [34 form] ImageKit enforces these fields, because the token signs them.
  const fields = {
    fileName,
    folder,
    useUniqueFileName: 'false',
    overwriteFile: 'false',
    // [66 form] It cannot be changed later, and any reel may get a price.
    isPrivateFile: 'true',
    // [130 declared] Limits count what was declared: a small file must not become a large one.
    checks: `"file.size" <= ${sizeBytes} AND (${IS_VIDEO})`,
  }
  const issuedAt = Math.floor(now.getTime() / 1_000)
  const expires = issuedAt + TOKEN_SECONDS
  const token = jwt.sign({ ...fields, iat: issuedAt, exp: expires }, privateKey, {
    algorithm: 'HS256',
    keyid: publicKey,
  })
  return { url: uploadUrl, fields: { ...fields, token }, expiresAt: new Date(expires * 1_000).toISOString() }
}
