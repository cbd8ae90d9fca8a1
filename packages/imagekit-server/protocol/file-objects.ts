import type { MediaFacts } from '../storage/media-facts.ts'
import { currentVersion, type FileRecord, type FileVersion } from '../storage/records.ts'

/** `/a b.mp4` → `/a%20b.mp4`: each segment encoded, the slashes kept. */
function encodePath(path: string) {
  return path.split('/').map(encodeURIComponent).join('/')
}

export function deliveryUrl(urlEndpoint: string, filePath: string): string {
  return `${urlEndpoint}${encodePath(filePath)}`
}

function versionInfo(version: FileVersion) {
  return { id: version.id, name: `Version ${version.number}` }
}

/** The fields that only decodable media have, in the order of ImageKit's answers. */
function mediaFields({ height, width, bitRate, duration, audioCodec, videoCodec }: MediaFacts) {
  return {
    height,
    width,
    bitRate,
    duration,
    audioCodec,
    videoCodec,
  }
}

export function metadataObject(version: FileVersion) {
  return {
    ...mediaFields(version.media),
    size: version.size,
  }
}

/** The answer to an upload. `responseFields` names what is added to it. */
export function uploadObject(file: FileRecord, urlEndpoint: string, responseFields: readonly string[]) {
  const version = currentVersion(file)
  const url = deliveryUrl(urlEndpoint, file.filePath)
  const optional: Record<string, unknown> = {
    tags: file.tags,
    customCoordinates: file.customCoordinates,
    isPrivateFile: file.isPrivateFile,
    isPublished: file.isPublished,
    customMetadata: file.customMetadata,
    embeddedMetadata: {},
    selectedFieldsSchema: {},
    metadata: metadataObject(version),
  }
  return {
    fileId: file.fileId,
    name: file.name,
    size: version.size,
    versionInfo: versionInfo(version),
    filePath: file.filePath,
    url,
    ...mediaFields(version.media),
    fileType: version.media.fileType,
    ...(version.media.fileType === 'image' && { thumbnailUrl: thumbnailUrl(urlEndpoint, file) }),
    AITags: null,
    description: file.description,
    ...Object.fromEntries(
      responseFields.filter(name => name in optional).map(name => [name, optional[name]]),
    ),
  }
}

/** The file as details, lists and webhooks show it. Its `url` carries `updatedAt`, so it is not the upload's `url`. */
export function detailsObject(file: FileRecord, urlEndpoint: string, version = currentVersion(file)) {
  return {
    type: version.id === file.currentVersionId ? 'file' : 'file-version',
    name: file.name,
    createdAt: file.createdAt,
    updatedAt: file.updatedAt,
    fileId: file.fileId,
    tags: file.tags,
    AITags: null,
    versionInfo: versionInfo(version),
    embeddedMetadata: {},
    isPublished: file.isPublished,
    customCoordinates: file.customCoordinates,
    customMetadata: file.customMetadata,
    description: file.description,
    isPrivateFile: file.isPrivateFile,
    url: `${deliveryUrl(urlEndpoint, file.filePath)}?updatedAt=${Date.parse(file.updatedAt)}`,
    thumbnail:
      version.media.fileType === 'image'
        ? thumbnailUrl(urlEndpoint, file)
        : `${deliveryUrl(urlEndpoint, file.filePath)}/ik-thumbnail.jpg`,
    fileType: version.media.fileType,
    filePath: file.filePath,
    ...mediaFields(version.media),
    size: version.size,
    hasAlpha: false,
    mime: version.media.mime,
  }
}

function thumbnailUrl(urlEndpoint: string, file: FileRecord) {
  return `${urlEndpoint}/tr:n-ik_ml_thumbnail${encodePath(file.filePath)}`
}
