import { useSignal } from '@preact/signals'
import type { Reel } from '#client'
import { confirmSession } from '../accounts/session.ts'
import { timeZone } from '../api/account.ts'
import { api, attempt, type Outcome, refuse } from '../api/api.ts'
import { type Limits, readLimits } from '../api/limits.ts'
import { keyOf } from '../device/kept.ts'
import { keepReel } from '../lists/reels.ts'
import type { PageProps } from '../routing/route.ts'
import { navigate } from '../routing/router.ts'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { useRead } from '../ui/use-read.ts'
import { useKeptDraft } from './kept-draft.ts'
import { clockTime } from './local-time.ts'
import { PartnersOnly } from './partners-only.tsx'
import { draftOf, fieldsOf } from './reel-draft.ts'
import { ReelFields } from './reel-fields.tsx'
import { ReelPreview } from './reel-preview.tsx'
import { ScheduleField } from './schedule-field.tsx'
import { publishAtOf } from './scheduling.ts'

export function EditPage({ params: { reelId } }: PageProps<'/studio/:reelId'>) {
  usePageHead('Edit')
  return (
    <PartnersOnly>
      <div class="page">
        <h1>Edit reel</h1>
        <Editor reelId={reelId} />
      </div>
    </PartnersOnly>
  )
}

function Editor({ reelId }: { reelId: string }) {
  const { data, failure, retry } = useRead(() => readReel(reelId), [reelId])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  return data.value ? <EditForm {...data.value} /> : <Loading label="Loading the reel" />
}

const NO_CHANGE = { ok: true, data: {} } as const

interface Editable {
  reel: Reel
  limits: Limits
  timeZone: string | null
}

async function readReel(reelId: string): Promise<Outcome<Editable>> {
  const [reel, limits] = await Promise.all([
    attempt(api.getReel({ params: { reelId } })),
    readLimits(),
    timeZone.value === null && confirmSession(),
  ])
  if (!reel.ok) return reel
  if (!limits.ok) return limits
  return { ok: true, data: { reel: reel.data.reel, limits: limits.data, timeZone: timeZone.value } }
}

function EditForm({ reel, limits, timeZone: zone }: Editable) {
  const isPublic = useSignal(reel.status === 'ready')
  const kept = reel.publishAt && zone ? clockTime(Date.parse(reel.publishAt), zone) : null
  const first = { draft: draftOf(reel, limits.reel), planned: kept }
  const { draft, planned, isChanged, reset } = useKeptDraft(keyOf(reel.id), first)
  const wasKept = useSignal(isChanged.peek())
  const form = useForm({
    send: async () => {
      const fields = fieldsOf(draft.value, limits.reel)
      if (!fields.ok) return fields
      const isPlanChanged = !isPublic.value && planned.value !== kept
      const plan = isPlanChanged
        ? publishAtOf(planned.value, timeZone.value, { ahead: limits.reel.publishAhead, now: Date.now() })
        : NO_CHANGE
      if (!plan.ok) return plan
      const body = { ...fields.data, ...plan.data }
      const saved = await attempt(api.updateReel({ params: { reelId: reel.id }, body }))
      if (saved.ok || saved.failure.code !== 'AlreadyPublic') return saved
      isPublic.value = true
      return refuse(
        'The reel has become public, so its time cannot change. Save again for your other changes.',
      )
    },
    onDone: saved => {
      reset()
      keepReel(saved.reel)
      toast('Saved.')
      navigate('/studio')
    },
  })
  return (
    <form class="publish" {...form.props}>
      <div class="picker">
        <div class="picker-frame">
          <ReelPreview
            draft={draft.value}
            url={reel.video?.url ?? null}
            poster={reel.video?.thumbnailUrl}
            size={reel.video}
          />
        </div>
      </div>
      <div class="card">
        {wasKept.value && isChanged.value && (
          <p class="kept-draft">
            <span class="hint">Here are the changes that you have not saved.</span>
            <button type="button" class="button small" onClick={reset}>
              Discard them
            </button>
          </p>
        )}
        <ReelFields draft={draft} form={form} />
        {!isPublic.value && <ScheduleField planned={planned} kept={kept} form={form} />}
        <FormAlert form={form} />
        <div class="buttons">
          <a class="button" href="/studio" onClick={reset}>
            Cancel
          </a>
          <Submit form={form}>Save</Submit>
        </div>
      </div>
    </form>
  )
}
