import { randomBytes } from 'node:crypto'

/** Each upload of a reel has a folder of its own: a late or repeated one never meets the file of another. */
export function newUploadFolder(partnerId: string, reelId: string): string {
  return `/reels/${partnerId}/${reelId}/${randomBytes(6).toString('hex')}`
}

/** Previews are public. Nothing in their addresses tells where the video itself is. */
export function newPreviewFolder(partnerId: string, reelId: string): string {
  return `/previews/${partnerId}/${reelId}/${randomBytes(6).toString('hex')}`
}

export function isPreview(path: string): boolean {
  return path.startsWith('/previews/')
}

const FOLDER = /^\/(?:reels|previews)\/[0-9a-f]{24}\/([0-9a-f]{24})\/[0-9a-f]{12}(?=\/|$)/

/** The id of the reel that a folder or a file in it was meant for, or null if it is not one of our folders. */
export function reelIdOf(path: string): string | null {
  return FOLDER.exec(path)?.[1] ?? null
}

/** The upload folder of a file, or null if it is not in one of our folders. */
export function folderOf(filePath: string): string | null {
  return FOLDER.exec(filePath)?.[0] ?? null
}
