import { useSignal } from '@preact/signals'
import { useId, useRef } from 'preact/hooks'
import type { Limits } from '../api/limits.ts'
import { faultText } from '../ui/field.tsx'
import { Icon } from '../ui/icons.tsx'
import { splitTags, tagFault } from './reel-draft.ts'

interface Props {
  tags: readonly string[]
  onChange: (tags: string[]) => void
  limits: Limits['reel'] | null
  fault: string | undefined
}

/** Each tag becomes a chip as soon as it is typed, so that a partner sees what was understood. */
export function TagsField({ tags, onChange, limits, fault }: Props) {
  const id = useId()
  const text = useSignal('')
  const input = useRef<HTMLInputElement>(null)
  const most = limits?.maxTags ?? 10
  const wrong = limits === null ? undefined : tagFault(tags, limits)
  const message = wrong ?? (fault && faultText('Tags', fault))

  function add(typed: string) {
    text.value = ''
    const added = splitTags(typed)
    if (added.length > 0) onChange([...new Set([...tags, ...added])])
  }
  function type(typed: string) {
    // Whatever ends a word makes a chip of it; so does text that is pasted with several words.
    if (/[\s,]/.test(typed.trimStart())) add(typed)
    else text.value = typed
  }
  function remove(tag: string) {
    onChange(tags.filter(one => one !== tag))
    input.current?.focus()
  }
  function press(event: KeyboardEvent) {
    if (event.key === 'Enter' && text.value !== '') {
      event.preventDefault()
      add(text.value)
    }
    const last = tags.at(-1)
    if (event.key === 'Backspace' && text.value === '' && last) remove(last)
  }

  return (
    <div class="field">
      <span class="field-head">
        <label for={id}>Tags</label>
        <span class="counter">
          {tags.length} / {most}
        </span>
      </span>
      <div class="chips">
        {tags.map(tag => (
          <span key={tag} class="chip" dir="auto">
            #{tag}
            <button type="button" aria-label={`Remove #${tag}`} onClick={() => remove(tag)}>
              <Icon name="close" />
            </button>
          </span>
        ))}
        <input
          ref={input}
          id={id}
          name="tags"
          type="text"
          value={text.value}
          autocomplete="off"
          autocapitalize="none"
          aria-invalid={message !== undefined}
          aria-describedby={`${id}-hint ${id}-fault`}
          onInput={event => type(event.currentTarget.value)}
          onKeyDown={press}
          onBlur={() => add(text.value)}
        />
      </div>
      <p class="hint" id={`${id}-hint`}>
        A space or a comma ends a tag.
      </p>
      {message && (
        <p class="fault" id={`${id}-fault`}>
          {message}
        </p>
      )}
    </div>
  )
}
