import { describe, expect, it } from 'vitest'
import { storedVideo } from './examining.ts'

const file = {
  fileId: '6750a2c4e375273f6091e0b2',
  path: '/reels/a/b/c/video.mp4',
  mime: 'video/mp4',
  isPrivateFile: true,
  width: 360,
  height: 640,
  durationSeconds: 4,
  sizeBytes: 174_784,
}

describe('the duration that the media service says', () => {
  it.each([0, 4, 86_400])('is kept if it is one of a video: %d', durationSeconds => {
    expect(storedVideo({ ...file, durationSeconds })).toMatchObject({ durationSeconds })
  })

  it.each([-1, 86_401, 279_620, 1_844_674_407_370, 1e297])('is not believed if it is %d', durationSeconds => {
    expect(storedVideo({ ...file, durationSeconds })).toBeNull()
  })
})
