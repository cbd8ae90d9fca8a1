import { render } from 'preact'
import { confirmSession } from './accounts/session.ts'
import { recallTypedEmail } from './accounts/typed-email.ts'
import { followAccount } from './api/account.ts'
import { followConnection } from './api/connection.ts'
import { App } from './app.tsx'
import { ahead, expectPicture, hasVideo, moment } from './feed/line.ts'
import { followVisibility } from './feed/playback.ts'
import { followFullscreen } from './feed/screen.ts'
import { recallSound } from './feed/sound.ts'
import { followOtherTabs } from './lists/reactions.ts'
import { routeOf } from './routes.ts'
import { followLinks, place } from './routing/router.ts'
import { keepShell } from './shell/keep-shell.ts'

followAccount()
recallTypedEmail()
expectPicture()
followConnection()
followFullscreen()
followLinks()
followOtherTabs()
followVisibility()
recallSound()
void confirmSession()
const root = document.getElementById('app')
if (root) {
  root.removeAttribute('data-watching')
  render(<App />, root)
}

void loadLater()

/** Loads what can wait until the first video plays, and then what can wait until all of it is there. */
async function loadLater(): Promise<void> {
  const isWatching = routeOf(place.peek().url).isWatching ?? false
  if (isWatching) await moment(() => hasVideo.value)
  await loadControls()
  if (isWatching) await moment(() => ahead.value !== null)
  await keepShell()
}

/** Loads the controls of videos, even after an outage. */
async function loadControls(): Promise<void> {
  try {
    await import('./feed/controls.ts')
  } catch {
    window.addEventListener('online', () => void loadControls(), { once: true })
  }
}
