import { timeZone } from '../api/account.ts'
import { refuse } from '../api/api.ts'
import { readLimits } from '../api/limits.ts'
import { keyOf } from '../device/kept.ts'
import { navigate } from '../routing/router.ts'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { useKeptDraft, useKeptFile } from './kept-draft.ts'
import { PartnersOnly } from './partners-only.tsx'
import { EMPTY_DRAFT, fieldsOf } from './reel-draft.ts'
import { ReelFields } from './reel-fields.tsx'
import { ScheduleField } from './schedule-field.tsx'
import { publishAtOf } from './scheduling.ts'
import { beginUpload } from './uploads.ts'
import { VideoPicker } from './video-picker.tsx'

export function PublishPage() {
  usePageHead('Publish')
  return (
    <PartnersOnly>
      <div class="page">
        <h1>Publish a reel</h1>
        <PublishForm />
      </div>
    </PartnersOnly>
  )
}

const NOTHING_TYPED = { draft: EMPTY_DRAFT, planned: null }

function PublishForm() {
  const key = keyOf()
  const { draft, planned, isChanged, reset } = useKeptDraft(key, NOTHING_TYPED)
  const file = useKeptFile(key)
  function startOver() {
    reset()
    file.value = null
  }
  const form = useForm({
    send: async () => {
      if (!file.value) return refuse('', [{ in: 'body', path: 'file', message: 'Choose a video first.' }])
      const limits = await readLimits()
      if (!limits.ok) return limits
      const fields = fieldsOf(draft.value, limits.data.reel)
      if (!fields.ok) return fields
      const plan = publishAtOf(planned.value, timeZone.value, {
        ahead: limits.data.reel.publishAhead,
        now: Date.now(),
      })
      return plan.ok ? beginUpload({ ...fields.data, ...plan.data }, file.value) : plan
    },
    onDone: () => {
      startOver()
      navigate('/studio')
    },
  })
  return (
    <form class="publish" {...form.props}>
      <VideoPicker file={file} draft={draft} form={form} />
      <div class="card">
        <ReelFields draft={draft} form={form} />
        <ScheduleField planned={planned} form={form} />
        <FormAlert form={form} />
        <Submit form={form} kind="primary wide">
          {planned.value === null ? 'Publish' : 'Schedule'}
        </Submit>
        {(isChanged.value || file.value) && (
          <p class="kept-draft">
            <span class="hint">Your draft is kept on this device.</span>
            <button type="button" class="button small" onClick={startOver}>
              Start over
            </button>
          </p>
        )}
      </div>
    </form>
  )
}
