/** Arguments of ffmpeg that make one whole file, with what a name and a browser would say of it. */
export interface Recipe {
  name: string
  fileName: string
  mimeType: string
  args: string[]
}

const H264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p'
const VP9 = '-c:v libvpx-vp9 -deadline realtime -cpu-used 8'
const AAC = '-c:a aac'

// One second, so that a browser plays hundreds of them in minutes.
const PICTURES = '-f lavfi -i testsrc2=size=160x90:rate=25:duration=1.2'
const SOUND = '-f lavfi -i sine=d=1.2'

const MIME_TYPES: Record<string, string> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  m4a: 'audio/mp4',
}

/** Containers, codecs and layouts of files as telephones, browsers, cameras and editors write them. */
export const RECIPES: readonly Recipe[] = [
  recipe('mp4, index behind', 'mp4', `${H264} ${AAC}`),
  recipe('mp4, index in front', 'mp4', `${H264} ${AAC} -movflags +faststart`),
  recipe('mp4, silent', 'mp4', `${H264} -an`),
  recipe('mp4, fragments', 'mp4', `${H264} ${AAC} -movflags frag_keyframe+empty_moov+default_base_moof`),
  recipe('mp4, dash', 'mp4', `${H264} -an -movflags dash+frag_keyframe+empty_moov`),
  recipe('mp4, smooth streaming', 'mp4', `${H264} ${AAC} -f ismv`),
  recipe('mp4, brand 3gp6', 'mp4', `${H264} ${AAC} -f 3gp`),
  recipe('mp4, brand 3gp5', 'mp4', `${H264} ${AAC} -brand 3gp5 -f mp4`),
  recipe('mp4, brand mp42', 'mp4', `${H264} ${AAC} -brand mp42 -f mp4`),
  recipe('mp4, m4v', 'mp4', `${H264} ${AAC} -f ipod`),
  recipe('mp4, high profile 4:2:2', 'mp4', `-c:v libx264 -preset ultrafast -pix_fmt yuv422p ${AAC}`),
  recipe('mp4, ten bits', 'mp4', `-c:v libx264 -preset ultrafast -pix_fmt yuv420p10le ${AAC}`),
  recipe('mp4, reordered frames', 'mp4', `-c:v libx264 -preset veryfast -bf 3 -pix_fmt yuv420p ${AAC}`),
  recipe('mp4, VP9', 'mp4', `${VP9} -c:a libopus -strict -2`),
  recipe('mp4, AV1', 'mp4', `-c:v libaom-av1 -cpu-used 8 -usage realtime ${AAC}`),
  recipe('mp4, HEVC', 'mp4', `-c:v libx265 -preset ultrafast -x265-params log-level=none -tag:v hvc1 ${AAC}`),
  recipe('mp4, MPEG-4 part 2', 'mp4', `-c:v mpeg4 ${AAC}`),
  recipe('mp4, MP3', 'mp4', `${H264} -c:a libmp3lame`),
  recipe('mp4, AC-3', 'mp4', `${H264} -c:a ac3`),
  recipe('mp4, six channels', 'mp4', `${H264} ${AAC} -ac 6`),
  recipe('mp4, odd size', 'mp4', '-vf scale=101:77 -c:v libx264 -preset ultrafast -pix_fmt yuv444p -an'),
  recipe('mp4, turned', 'mp4', `${H264} ${AAC} -metadata:s:v rotate=90`),
  recipe('mp4, sound only', 'mp4', '-vn -c:a aac -f mp4'),
  recipe('mov, index behind', 'mov', `${H264} ${AAC}`),
  recipe('mov, silent', 'mov', `${H264} -an`),
  recipe('mov, 16 bits, 96 kHz', 'mov', `${H264} -ar 96000 -c:a pcm_s16le`),
  recipe('mov, 16 bits, six channels', 'mov', `${H264} -ac 6 -c:a pcm_s16le`),
  recipe('mov, 24 bits', 'mov', `${H264} -c:a pcm_s24le`),
  recipe('mov, 32 bits', 'mov', `${H264} -c:a pcm_s32le`),
  recipe('mov, float', 'mov', `${H264} -c:a pcm_f32le`),
  recipe('mov, ALAC', 'mov', `${H264} -c:a alac`),
  recipe('mov, ProRes', 'mov', `-c:v prores -profile:v 0 ${AAC}`),
  recipe('webm, VP9', 'webm', `${VP9} -c:a libopus`),
  recipe('webm, VP8', 'webm', '-c:v libvpx -deadline realtime -cpu-used 8 -c:a libvorbis'),
  recipe('webm, silent', 'webm', `${VP9} -an`),
  recipe('webm, live', 'webm', `${VP9} -c:a libopus -live 1 -f webm`),
  recipe('webm, AV1', 'webm', '-c:v libaom-av1 -cpu-used 8 -usage realtime -c:a libopus'),
  recipe('mkv, H.264', 'mkv', `${H264} ${AAC}`),
  recipe('mkv, called mp4', 'mkv', `${H264} ${AAC}`, 'mp4'),
  recipe('m4a', 'm4a', '-vn -c:a aac -f ipod'),
]

function recipe(name: string, extension: string, codecs: string, called = extension): Recipe {
  const words = `${PICTURES} ${SOUND} ${codecs}`.split(' ')
  return {
    name,
    fileName: `film.${called}`,
    mimeType: MIME_TYPES[called] ?? '',
    args: [...words, `out.${extension}`],
  }
}
