import { askEarly } from './api/early.ts'
import { isWatching } from './routing/watching.ts'
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

// The first script of every page, and a small one: nothing is painted before it.
const url = new URL(location.href)
const root = document.getElementById('app')
root?.toggleAttribute('data-watching', isWatching(url.pathname))
askEarly(url)
import('./main.tsx').catch(() => {
  // The network was cut. What is shown stays, and the page begins again.
  addEventListener('online', () => location.reload(), { once: true })
})
