/** The parameters of a transformation by name: `so-2,w-200` → so: 2, w: 200. */
export type Transformation = ReadonlyMap<string, string>

const SUFFIX =
  /^(.+?)(?:\/ik-(?:video|gif-video)\.mp4)?(?:\/(ik-thumbnail\.jpg|ik-master\.m3u8|ik-master\.mpd)|\/(ik-hls\/.+))?$/

export interface Asked {
  /** The path of the file itself. */
  filePath: string
  /** What is wanted from it. */
  rendition: 'original' | 'thumbnail' | 'hls-manifest' | 'hls-part' | 'dash-manifest'
  /** The path of an HLS part after `ik-hls/`. Empty for all other renditions. */
  part: string
}

const RENDITIONS: Record<string, Asked['rendition']> = {
  'ik-thumbnail.jpg': 'thumbnail',
  'ik-master.m3u8': 'hls-manifest',
  'ik-master.mpd': 'dash-manifest',
}

/** Separates the path of a file from the suffix that asks for something made from it. */
export function readSuffixes(path: string): Asked {
  const [, filePath = path, suffix = '', hls = ''] = SUFFIX.exec(path) ?? []
  if (hls !== '') return { filePath, rendition: 'hls-part', part: hls.slice('ik-hls/'.length) }
  return { filePath, rendition: RENDITIONS[suffix] ?? 'original', part: '' }
}

/** The transformation of a URL, from its `tr:` step and its `tr` parameter. Of chained steps, the last one counts. */
export function readTransformation(rawPath: string, query: string): Transformation {
  const inPath = /^tr:([^/]*)\//.exec(rawPath)?.[1] ?? ''
  const inQuery = new URLSearchParams(query).getAll('tr')
  const parameters = [inPath, ...inQuery].flatMap(text => text.split(/[:,]/)).filter(text => text !== '')
  return new Map(
    parameters.map(parameter => {
      const at = parameter.indexOf('-')
      return at < 0 ? [parameter, ''] : [parameter.slice(0, at), parameter.slice(at + 1)]
    }),
  )
}

/** Would ImageKit make another video of it? `orig-true` alone asks for the file as it is. */
export function changesVideo(transformation: Transformation): boolean {
  return [...transformation].some(([name, value]) => name !== 'orig' || value !== 'true')
}
