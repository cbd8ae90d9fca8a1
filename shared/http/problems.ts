/**
 * Every error that the API can answer with, in one closed list (RFC 9457). Clients match on the code;
 * the title never changes with the occasion, `detail` may.
 */
export const problems = {
  MalformedJson: { status: 400, title: 'The body is not valid JSON.' },
  InvalidCursor: { status: 400, title: 'The cursor was not made by this API for this list.' },
  InvalidToken: { status: 400, title: 'The one-time token is wrong, used or expired.' },
  NotAuthenticated: { status: 401, title: 'Log in first.' },
  SessionExpired: { status: 401, title: 'The session has ended; log in again.' },
  InvalidCredentials: { status: 401, title: 'The email or the password is wrong.' },
  InvalidSignature: { status: 401, title: 'The signature of the webhook is missing, wrong or too old.' },
  WrongRole: { status: 403, title: 'This account has not the role that is needed here.' },
  NotYourReel: { status: 403, title: 'The reel belongs to another partner.' },
  OriginNotAllowed: { status: 403, title: 'Requests with cookies are not allowed from this origin.' },
  NotFound: { status: 404, title: 'There is nothing at this path.' },
  ReelNotFound: { status: 404, title: 'There is no such reel.' },
  PartnerNotFound: { status: 404, title: 'There is no such partner.' },
  MethodNotAllowed: { status: 405, title: 'This path does not take this method.' },
  EmailTaken: { status: 409, title: 'An account with this email exists.' },
  UsernameTaken: { status: 409, title: 'An account with this username exists.' },
  AlreadyPublished: { status: 409, title: 'The reel is published already.' },
  RequestInProgress: {
    status: 409,
    title: 'A request with this Idempotency-Key is still being carried out.',
  },
  VideoTooLarge: { status: 413, title: 'The video is too large to be sent this way.' },
  UnsupportedMediaType: { status: 415, title: 'The body needs Content-Type: application/json.' },
  UnsupportedVideo: { status: 415, title: 'The file is not an MP4, MOV or WebM video.' },
  ValidationFailed: { status: 422, title: 'The request has faults; "errors" names each.' },
  IdempotencyKeyReused: { status: 422, title: 'This Idempotency-Key was used with another body.' },
  UploadRejected: { status: 422, title: 'The uploaded file cannot be published as this reel.' },
  TooManyRequests: { status: 429, title: 'Too many attempts; try again later.' },
  InternalError: { status: 500, title: 'Something went wrong on our side.' },
  MediaUnavailable: { status: 502, title: 'The media service does not answer; nothing was changed.' },
  ServiceUnavailable: { status: 503, title: 'The service is not available right now; try again soon.' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof problems

/** One fault of the input: where it is and what is wrong with it. */
export interface Fault {
  in: 'body' | 'query' | 'path' | 'header'
  path: string
  message: string
}

export interface ProblemOptions {
  detail?: string
  errors?: Fault[]
  headers?: Record<string, string>
  cause?: unknown
}

/** Thrown to end a request with one of the problems above. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly errors: Fault[] | undefined
  readonly headers: Record<string, string>

  constructor(code: ErrorCode, options: ProblemOptions = {}) {
    super(options.detail ?? problems[code].title, { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.detail = options.detail
    this.errors = options.errors
    this.headers = options.headers ?? {}
  }
}

/** The body of a problem response, RFC 9457 section 3. */
export function problemBody(problem: Problem, requestId: string) {
  const { status, title } = problems[problem.code]
  return {
    type: `urn:reels:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.detail ?? title,
    requestId,
    ...(problem.errors && { errors: problem.errors }),
  }
}
