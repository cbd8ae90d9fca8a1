/** What is wrong with the fields of a form, by their names. Only what can be seen without the API. */
export function faultsIn(form: HTMLFormElement): Map<string, string> {
  const found = new Map<string, string>()
  for (const element of form.elements) {
    const fault = isTextField(element) ? faultIn(element) : undefined
    if (fault !== undefined && isTextField(element)) found.set(element.name, fault)
  }
  return found
}

type TextField = HTMLInputElement | HTMLTextAreaElement

export function isTextField(element: unknown): element is TextField {
  if (element instanceof HTMLTextAreaElement) return true
  return element instanceof HTMLInputElement && TEXT_TYPES.has(element.type)
}

const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'email', 'password', 'datetime-local'])

/** In the words of the API, which leave out the name of the field. */
export function faultIn({ value, required, minLength, validity, dataset }: TextField): string | undefined {
  if (value.trim() === '') return required ? 'is missing' : undefined
  if (validity.typeMismatch) return 'is not an email address'
  if (validity.patternMismatch) return dataset['patternFault']
  return minLength > 0 && value.length < minLength ? `has fewer than ${minLength} characters` : undefined
}
