/** The introduction of the document (CommonMark): what holds for every operation. */
export const GUIDE = `Short videos: **partners** publish reels with a price, **users** watch, like and save them.

**Sessions.** Registering and logging in set two cookies, which no script can read. \`accessCookie\` is sent with
every request and holds for 15 minutes; after that, a request that needs it ends with 401 \`NotAuthenticated\`.
Call \`POST /auth/refresh\` once, which trades \`refreshCookie\` for the next pair, and repeat the request. In a
browser every call needs \`credentials: 'include'\`, and the origin of the page has to be allowed by the stage.

**Errors.** Every error is a problem (RFC 9457). Match on its \`code\`: the codes of each response are a closed
list. \`detail\` is for people and may change. Of a faulty request \`errors\` names each fault, not only the first.

**Lists** answer \`{ items, nextCursor }\`. Send \`nextCursor\` back as \`cursor\` for the next page, with the same
filter; it is null on the last page. Nothing is skipped or repeated while others write.

**Repeating.** PUT and DELETE may be repeated. \`POST /reels\` may, with an \`Idempotency-Key\`. Whatever ended
with 429, 503 or \`RequestInProgress\` says in \`Retry-After\` when.

**Support.** Every answer has an \`x-request-id\`, which is in our logs too: name it when you report something.`
