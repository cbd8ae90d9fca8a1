import { useSignal } from '@preact/signals'
import { timeZone } from '../api/account.ts'
import { refuse } from '../api/api.ts'
import { readLimits } from '../api/limits.ts'
import { navigate } from '../routing/router.ts'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { PartnersOnly } from './partners-only.tsx'
import { EMPTY_DRAFT, fieldsOf, type ReelDraft } from './reel-draft.ts'
import { ReelFields } from './reel-fields.tsx'
import { ScheduleField } from './schedule-field.tsx'
import { type PlannedTime, publishAtOf } from './scheduling.ts'
import { beginUpload } from './uploads.ts'
import { VideoPicker } from './video-picker.tsx'

export function PublishPage() {
  usePageTitle('Publish')
  return (
    <PartnersOnly>
      <div class="page">
        <h1>Publish a reel</h1>
        <PublishForm />
      </div>
    </PartnersOnly>
  )
}

function PublishForm() {
  const draft = useSignal<ReelDraft>(EMPTY_DRAFT)
  const planned = useSignal<PlannedTime>(null)
  const file = useSignal<File | null>(null)
  const form = useForm({
    send: async () => {
      if (!file.value) return refuse('Choose a video first.')
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
    onDone: () => navigate('/studio'),
  })
  return (
    <form class="publish" ref={form.element} onSubmit={form.submit}>
      <VideoPicker file={file} form={form} />
      <div class="card">
        <ReelFields draft={draft} form={form} />
        <ScheduleField planned={planned} form={form} />
        <FormAlert form={form} />
        <Submit form={form} kind="primary wide">
          {planned.value === null ? 'Publish' : 'Schedule'}
        </Submit>
      </div>
    </form>
  )
}
