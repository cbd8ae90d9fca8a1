import { useSignal } from '@preact/signals'
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { Suggestion } from '#client'
import { MOST_SEARCHED_CHARACTERS, paths, type Search } from '../routing/paths.ts'
import { navigate } from '../routing/router.ts'
import { Icon, type IconName } from '../ui/icons.tsx'
import { rememberSearch } from './recent-searches.ts'
import { suggestions } from './suggestions.ts'

/**
 * The field for what is searched for, with suggestions below it: a combobox with a list, as the ARIA Authoring Practices
 * describe it. The focus stays in the field; the arrows choose a suggestion, Enter takes it, Escape closes the list.
 */
export function SearchBox({ search }: { search: Search }) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const text = useSignal(search.q)
  const isOpen = useSignal(false)
  /** The suggestion that is chosen; -1 if none is. */
  const chosen = useSignal(-1)
  const offered = useMemo(suggestions, [])
  const options = isOpen.value ? offered.items.value : []
  const at = chosen.value < options.length ? chosen.value : -1

  // Not later: what is typed at once would be lost.
  useLayoutEffect(() => {
    text.value = search.q
  }, [search.q])
  useEffect(() => offered.stop, [])

  function close() {
    isOpen.value = false
    chosen.value = -1
  }

  function typed(value: string) {
    text.value = value
    chosen.value = -1
    isOpen.value = true
    offered.follow(value)
  }

  function leave(to: string) {
    offered.stop()
    close()
    navigate(to)
  }

  function start(typedText: string) {
    const q = typedText.trim()
    if (q !== '') rememberSearch(q)
    leave(q === '' ? '/search' : paths.search({ ...search, q }))
  }

  function take(suggestion: Suggestion) {
    if (suggestion.kind === 'tag') return leave(paths.tag(suggestion.text))
    if (suggestion.kind === 'partner') return leave(paths.partner(suggestion.id))
    text.value = suggestion.text
    start(suggestion.text)
  }

  function clear() {
    text.value = ''
    offered.stop()
    close()
    field.current?.focus()
  }

  function onKey(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const suggestion = options[at]
    if (step) {
      event.preventDefault()
      const { length } = offered.items.value
      isOpen.value = true
      if (length > 0) chosen.value = at === -1 && step === -1 ? length - 1 : (at + step + length) % length
    } else if (event.key === 'Escape') {
      event.preventDefault()
      if (options.length > 0) close()
      else clear()
    } else if (event.key === 'Enter' && suggestion && !event.isComposing) {
      event.preventDefault()
      take(suggestion)
    }
  }

  return (
    <search>
      <form
        class="search-box"
        onSubmit={event => {
          event.preventDefault()
          start(text.value)
        }}
      >
        <Icon name="search" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label="Search reels and partners"
          aria-autocomplete="list"
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          {...(at >= 0 && { 'aria-activedescendant': `${id}-${at}` })}
          placeholder="Reels and partners"
          enterkeyhint="search"
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          maxLength={MOST_SEARCHED_CHARACTERS}
          value={text.value}
          onInput={event => typed(event.currentTarget.value)}
          onKeyDown={onKey}
          onBlur={close}
        />
        {text.value !== '' && (
          <button type="button" class="icon-button" aria-label="Clear the field" onClick={clear}>
            <Icon name="close" />
          </button>
        )}
        <button type="submit" class="button primary small">
          Search
        </button>
        <div
          class="suggestions"
          id={`${id}-list`}
          role="listbox"
          aria-label="Suggestions"
          hidden={options.length === 0}
        >
          {options.map((suggestion, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys, and keeps the focus
            <div
              key={index}
              id={`${id}-${index}`}
              class="suggestion"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              // The field would lose the focus, and the list would close before the click arrives.
              onPointerDown={event => event.preventDefault()}
              onMouseDown={event => event.preventDefault()}
              onClick={() => take(suggestion)}
            >
              <Icon name={LOOKS[suggestion.kind].icon} />
              <span class="suggestion-text">{suggestion.text}</span>
              <span class="muted">{LOOKS[suggestion.kind].name}</span>
            </div>
          ))}
        </div>
        <p class="visually-hidden" role="status">
          {options.length > 0 && countedText(options.length)}
        </p>
      </form>
    </search>
  )
}

const LOOKS: Record<Suggestion['kind'], { icon: IconName; name: string }> = {
  word: { icon: 'search', name: '' },
  tag: { icon: 'tag', name: 'Tag' },
  partner: { icon: 'user', name: 'Partner' },
}

function countedText(count: number): string {
  return count === 1 ? 'There is one suggestion.' : `There are ${count} suggestions.`
}
