import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

export type Ffmpeg = ReturnType<typeof startFfmpeg>

/** Frames take a moment and streams take minutes, so neither waits for the other. */
type Lane = 'frames' | 'streams'

const TIMEOUT_MS: Record<Lane, number> = { frames: 30_000, streams: 30 * 60_000 }

const run = promisify(execFile)

/** The first `ffmpeg` on the PATH, null if there is none. The server works without it, but makes no frames. */
export function findFfmpeg(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  const names = process.platform === 'win32' ? ['ffmpeg.exe'] : ['ffmpeg']
  function isThere(path: string): boolean {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  }
  return folders.flatMap(folder => names.map(name => join(folder, name))).find(isThere) ?? null
}

/** Runs ffmpeg, one process per lane at a time, to leave a laptop time for other work. */
export function startFfmpeg(path: string | null) {
  const closing = new AbortController()
  const lanes: Record<Lane, Promise<unknown>> = { frames: Promise.resolve(), streams: Promise.resolve() }

  async function execute(lane: Lane, args: readonly string[], atMostMs: number): Promise<void> {
    if (path === null) throw new Error('ffmpeg is not installed')
    closing.signal.throwIfAborted()
    const options = {
      signal: closing.signal,
      killSignal: 'SIGKILL',
      timeout: Math.min(TIMEOUT_MS[lane], atMostMs),
    } as const
    await run(path, ['-v', 'error', '-nostdin', '-y', ...args], options)
  }

  return {
    isInstalled: path !== null,

    /** Rejects if ffmpeg fails, takes too long or is not installed, and when the server closes. */
    run(lane: Lane, args: readonly string[], atMostMs = TIMEOUT_MS[lane]): Promise<void> {
      const done = lanes[lane].then(() => execute(lane, args, atMostMs))
      lanes[lane] = done.catch(() => {})
      return done
    },

    /** Kills what runs and refuses to start anything else. */
    async close(): Promise<void> {
      closing.abort()
      await Promise.all(Object.values(lanes))
    },
  }
}

const DEMUXERS: Record<string, string> = {
  'video/mp4': 'mov',
  'video/x-m4v': 'mov',
  'video/quicktime': 'mov',
  'video/3gpp': 'mov',
  'video/webm': 'matroska',
  'video/matroska': 'matroska',
  'video/x-matroska': 'matroska',
}

/**
 * Arguments that open an uploaded video, null for a type that is not offered. They name the demuxer: if ffmpeg guessed,
 * an upload could pass as a playlist, which opens other files.
 */
export function sourceArguments(path: string, mime: string): string[] | null {
  const demuxer = DEMUXERS[mime]
  return demuxer === undefined ? null : ['-protocol_whitelist', 'file', '-f', demuxer, '-i', path]
}
