import { usePageHead } from './ui/page-head.ts'
import { Notice } from './ui/states.tsx'

export function NotFoundPage() {
  usePageHead('Page not found')
  return (
    <div class="page">
      <h1>Page not found</h1>
      <Notice icon="alert" title="This page does not exist">
        <a class="button" href="/">
          Back to the feed
        </a>
      </Notice>
    </div>
  )
}
