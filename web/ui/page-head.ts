import { useEffect } from 'preact/hooks'

const NAME = 'Reels'

/** Tells the browser and search engines what the page is called and, if it differs from the others, what is on it. */
export function usePageHead(title: string, description = ''): void {
  useEffect(() => {
    document.title = title === '' ? NAME : `${title} · ${NAME}`
    const element = document.querySelector<HTMLMetaElement>('meta[name=description]')
    if (!element) return
    ofPlayer ??= element.content
    element.content = description || ofPlayer
  }, [title, description])
}

/** The description that the player was loaded with. */
let ofPlayer: string | undefined
