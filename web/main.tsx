import { render } from 'preact'
import { confirmSession } from './accounts/session.ts'
import { followAccount } from './api/account.ts'
import { followConnection } from './api/connection.ts'
import { App } from './app.tsx'
import { followVisibility } from './feed/playback.ts'
import { followLinks } from './routing/router.ts'
import './styles/base.css'
import './styles/parts.css'
import './styles/shell.css'
import './styles/feed.css'
import './styles/feed-controls.css'
import './styles/feed-sizes.css'
import './styles/grid.css'
import './styles/forms.css'
import './styles/studio.css'
import './styles/account.css'

followAccount()
followConnection()
followLinks()
followVisibility()
void confirmSession()
const root = document.getElementById('app')
if (root) render(<App />, root)

// The controls of videos are not needed for the first frame.
void import('./feed/controls.ts')
