import { useSignal } from '@preact/signals'
import type { Reel } from '#client'
import { api, attempt, type Outcome } from '../api/api.ts'
import { type Limits, readLimits } from '../api/limits.ts'
import { keepReel } from '../lists/reels.ts'
import type { PageProps } from '../routing/route.ts'
import { navigate } from '../routing/router.ts'
import { hueOf } from '../ui/amounts.ts'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { useRead } from '../ui/use-read.ts'
import { PartnersOnly } from './partners-only.tsx'
import { draftOf, fieldsOf, type ReelDraft } from './reel-draft.ts'
import { ReelFields } from './reel-fields.tsx'

export function EditPage({ params: { reelId } }: PageProps<'/studio/:reelId'>) {
  usePageTitle('Edit')
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

interface Editable {
  reel: Reel
  limits: Limits
}

async function readReel(reelId: string): Promise<Outcome<Editable>> {
  const [reel, limits] = await Promise.all([attempt(api.getReel({ params: { reelId } })), readLimits()])
  if (!reel.ok) return reel
  return limits.ok ? { ok: true, data: { reel: reel.data.reel, limits: limits.data } } : limits
}

function EditForm({ reel, limits }: Editable) {
  const draft = useSignal<ReelDraft>(draftOf(reel, limits.reel))
  const form = useForm({
    send: async () => {
      const fields = fieldsOf(draft.value, limits.reel)
      if (!fields.ok) return fields
      return attempt(api.updateReel({ params: { reelId: reel.id }, body: fields.data }))
    },
    onDone: saved => {
      keepReel(saved.reel)
      toast('Saved.')
      navigate('/studio')
    },
  })
  return (
    <form class="publish" ref={form.element} onSubmit={form.submit}>
      <div class="picker">
        <div class="picker-frame" style={{ '--hue': hueOf(reel.id) }}>
          {reel.video?.url && (
            // biome-ignore lint/a11y/useMediaCaption: reels have no captions in this API
            <video
              src={reel.video.url}
              poster={reel.video.thumbnailUrl}
              preload="none"
              controls
              playsInline
            />
          )}
        </div>
      </div>
      <div class="card">
        <ReelFields draft={draft} form={form} />
        <FormAlert form={form} />
        <div class="buttons">
          <a class="button" href="/studio">
            Cancel
          </a>
          <Submit form={form}>Save</Submit>
        </div>
      </div>
    </form>
  )
}
