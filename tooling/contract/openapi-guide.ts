/** The introduction of the document (CommonMark): what holds for every operation. */
export const GUIDE = `Short videos: **partners** publish reels with a price, **users** watch, like and save them.

**Sessions.** When you register or log in, the API sets two cookies that scripts cannot read. Every request sends
\`accessCookie\`, which is valid for 15 minutes. After that, a request that needs it gets 401 \`NotAuthenticated\`.
Then call \`POST /auth/refresh\` once, which replaces both cookies with new ones, and repeat the request. In a browser,
every call needs \`credentials: 'include'\`, and the stage must allow the origin of the page.

**Errors.** Every error is a problem (RFC 9457). Use its \`code\` to tell errors apart: the codes of each response are a
closed list. \`detail\` is for people and may change. If a request has several faults, \`errors\` names all of them.

**Lists** answer with \`{ items, nextCursor }\`. To get the next page, send \`nextCursor\` as \`cursor\`, with the same
filter. On the last page it is null. No item is skipped or repeated if others write at the same time.

**Repeating.** You can repeat PUT and DELETE. You can repeat \`POST /reels\` if you send an \`Idempotency-Key\`. If a
request ends with 429, 503 or \`RequestInProgress\`, \`Retry-After\` says when you can send it again.

**Support.** Every answer has an \`x-request-id\`, which is also in our logs. Include it when you report a problem.`
