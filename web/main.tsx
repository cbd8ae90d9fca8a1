import { render } from 'preact'
import { confirmSession } from './accounts/session.ts'
import { recallTypedEmail } from './accounts/typed-email.ts'
import { followAccount } from './api/account.ts'
import { followConnection } from './api/connection.ts'
import { App } from './app.tsx'
import { followVisibility } from './feed/playback.ts'
import { followFullscreen } from './feed/screen.ts'
import { recallSound } from './feed/sound.ts'
import { followOtherTabs } from './lists/reactions.ts'
import { followLinks } from './routing/router.ts'
import './styles/base.css'
import './styles/parts.css'
import './styles/shell.css'
import './styles/feed.css'
import './styles/feed-stage.css'
import './styles/feed-caption.css'
import './styles/feed-controls.css'
import './styles/feed-touch.css'
import './styles/feed-sizes.css'
import './styles/grid.css'
import './styles/search.css'
import './styles/forms.css'
import './styles/sign-up.css'
import './styles/studio.css'
import './styles/preview.css'
import './styles/reel-table.css'
import './styles/account.css'
import './styles/selling.css'

followAccount()
recallTypedEmail()
followConnection()
followFullscreen()
followLinks()
followOtherTabs()
followVisibility()
recallSound()
void confirmSession()
const root = document.getElementById('app')
if (root) render(<App />, root)

void loadControls()

/** Loads the controls of videos. The first frame does not need them, so they come later, even after an outage. */
async function loadControls(): Promise<void> {
  try {
    await import('./feed/controls.ts')
  } catch {
    window.addEventListener('online', () => void loadControls(), { once: true })
  }
}
