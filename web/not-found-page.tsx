import { usePageTitle } from './ui/page-title.ts'
import { Notice } from './ui/states.tsx'

export function NotFoundPage() {
  usePageTitle('Page not found')
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
