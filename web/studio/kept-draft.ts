import { effect, type Signal, useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { forgetFile, keepFile, keptFile } from '../device/files.ts'
import { forgetText, keepText, readText } from '../device/kept.ts'
import { isReelDraft, type ReelDraft } from './reel-draft.ts'
import type { PlannedTime } from './scheduling.ts'

/** What was typed into a form about a reel. */
interface Typed {
  draft: ReelDraft
  planned: PlannedTime
}

interface KeptDraft {
  draft: Signal<ReelDraft>
  planned: Signal<PlannedTime>
  /** True if something was typed that has not been sent. */
  isChanged: Signal<boolean>
  /** Begins again with what the form had at first. */
  reset(): void
}

/**
 * What is typed into a form about a reel, kept on the device until it is sent: it survives another page and a reload.
 * @param key see `keyOf`
 */
export function useKeptDraft(key: string, first: Typed): KeptDraft {
  const kept = read(readText(key)) ?? first
  const draft = useSignal(kept.draft)
  const planned = useSignal(kept.planned)
  const isChanged = useComputed(
    () => textOf(draft.value, planned.value) !== textOf(first.draft, first.planned),
  )
  // Not `useSignalEffect`, which waits for the next frame: by then the partner may be on another page.
  useEffect(
    () =>
      effect(() => {
        if (isChanged.value) keepText(key, textOf(draft.value, planned.value))
        else forgetText(key)
      }),
    [key],
  )
  function reset() {
    draft.value = first.draft
    planned.value = first.planned
  }
  return { draft, planned, isChanged, reset }
}

/** The video that was chosen for a new reel, kept in the same way. */
export function useKeptFile(key: string): Signal<File | null> {
  const file = useSignal<File | null>(null)
  useEffect(() => {
    let stored: File | null = null
    void keptFile(key).then(kept => {
      if (file.peek() !== null) return
      stored = kept
      file.value = kept
    })
    return file.subscribe(chosen => {
      if (chosen !== stored) void (chosen ? keepFile(key, chosen) : forgetFile(key))
      stored = chosen
    })
  }, [key])
  return file
}

function textOf(draft: ReelDraft, planned: PlannedTime): string {
  return JSON.stringify({ draft, planned })
}

function read(text: string | null): Typed | null {
  if (text === null) return null
  try {
    const { draft, planned }: { draft?: unknown; planned?: unknown } = JSON.parse(text)
    const isPlan = planned === null || typeof planned === 'string'
    return isReelDraft(draft) && isPlan ? { draft, planned } : null
  } catch {
    return null
  }
}
