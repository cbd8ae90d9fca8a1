import type { RefObject } from 'preact'

const KEYS = [
  { keys: ['↓', 'J', 'Page Down'], does: 'Next reel' },
  { keys: ['↑', 'K', 'Page Up'], does: 'Previous reel' },
  { keys: ['Home'], does: 'First reel' },
  { keys: ['Space'], does: 'Pause, and play again' },
  { keys: ['←', '→'], does: 'Five seconds back or ahead' },
  { keys: ['M'], does: 'Sound on or off' },
  { keys: ['L'], does: 'Like' },
  { keys: ['S'], does: 'Save' },
  { keys: ['F'], does: 'Full screen' },
  { keys: ['I'], does: 'Picture in picture' },
  { keys: ['?'], does: 'These keys' },
]

/** The keys of the feed. */
export function KeyHelp({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  return (
    <dialog class="key-help" ref={dialog} aria-labelledby="key-help">
      <h2 id="key-help">Keys</h2>
      <dl>
        {KEYS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map(key => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <div class="buttons">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  )
}
