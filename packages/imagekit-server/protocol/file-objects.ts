import type { MediaFacts } from '../storage/media-facts.ts'
import { currentVersion, type FileRecord, type FileVersion } from '../storage/records.ts'
import { encodePath } from './urls.ts'

export function metadataObject(version: FileVersion) {
  return { ...mediaFields(version.media), size: version.size }
}

/** The answer to an upload. `responseFields` are the optional fields that the client asked for. */
export function uploadObject(file: FileRecord, urlEndpoint: string, responseFields: readonly string[]) {
  const version = currentVersion(file)
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
    url: urlEndpoint + encodePath(file.filePath),
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

/** A file in details, lists and webhooks. Its `url` has an `updatedAt`, so it is not the `url` of the upload's answer. */
export function detailsObject(file: FileRecord, urlEndpoint: string, version = currentVersion(file)) {
  const url = urlEndpoint + encodePath(file.filePath)
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
    url: `${url}?updatedAt=${Date.parse(file.updatedAt)}`,
    thumbnail:
      version.media.fileType === 'image' ? thumbnailUrl(urlEndpoint, file) : `${url}/ik-thumbnail.jpg`,
    fileType: version.media.fileType,
    filePath: file.filePath,
    ...mediaFields(version.media),
    size: version.size,
    hasAlpha: false,
    mime: version.media.mime,
  }
}

function versionInfo(version: FileVersion) {
  return { id: version.id, name: `Version ${version.number}` }
}

/** The fields that only decodable media have, in the order of ImageKit's answers. */
function mediaFields({ height, width, bitRate, duration, audioCodec, videoCodec }: MediaFacts) {
  return { height, width, bitRate, duration, audioCodec, videoCodec }
}

function thumbnailUrl(urlEndpoint: string, file: FileRecord) {
  return `${urlEndpoint}/tr:n-ik_ml_thumbnail${encodePath(file.filePath)}`
}
