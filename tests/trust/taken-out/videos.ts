import { out, type Protection } from './protection.ts'

const IMAGEKIT = 'domains/media/files.ts'

/** Rows 32 to 38 of docs/trust.md: videos and webhooks. */
export const VIDEO_PROTECTIONS: readonly Protection[] = [
  out(
    32,
    'the look at the bytes',
    'functions/reels/create-reel.ts',
    "    if (!extension) return fail('UnsupportedVideo')\n",
  ),
  out(
    33,
    'the look at the Base64',
    'domains/media/video-file.ts',
    'base64.length % 4 === 0 && BASE64.test(base64) ? base64 : null',
    'base64',
  ),
  out(
    34,
    'the checks of an upload',
    'domains/media/upload-token.ts',
    'checks: `"file.size" <= ${maxVideoBytes} AND "file.mime" : "video/"`',
    "checks: ''",
  ),
  out(
    34,
    'refusing to overwrite',
    'domains/media/upload-token.ts',
    "overwriteFile: 'false'",
    "overwriteFile: 'true'",
  ),
  out(35, 'the folder of a reel', 'domains/reels/publishing.ts', 'folderOf(file.path) !== folder', 'false'),
  out(35, 'the size of a file', 'domains/reels/publishing.ts', 'file.sizeBytes > maxVideoBytes', 'false'),
  out(
    36,
    'the time-out of ImageKit',
    IMAGEKIT,
    'AbortSignal.timeout(milliseconds)',
    'AbortSignal.timeout(60_000)',
  ),
  out(36, 'storing only once', IMAGEKIT, 'maxRetries: 0', 'maxRetries: 2'),
  out(
    37,
    'noting what is to be deleted before it is stored',
    'functions/reels/create-reel.ts',
    '  await scheduleDeletion(folder, new Date(Date.now() + ABANDONED_MILLISECONDS))\n',
  ),
  out(
    38,
    'the signature of a webhook',
    IMAGEKIT,
    'imagekit().webhooks.unwrap(rawBody, { headers, key: secret })',
    'JSON.parse(rawBody)',
  ),
  out(
    38,
    'publishing only what is waiting',
    'domains/reels/publishing.ts',
    "status: { $in: ['uploading', 'failed'] }, uploadFolder: reel.uploadFolder",
  ),
]
