// Where an account can be. https://stripe.com/global
const COUNTRIES = new Set(
  'ae at au be bg br ca ch cy cz de dk ee es fi fr gb gi gr hk hr hu ie in it jp li lt lu lv mt mx my nl no nz pl pt ro se sg si sk th us'.split(
    ' ',
  ),
)

/** @param code ISO 3166-1 alpha-2, in lower case */
export function isCountry(code: string): boolean {
  return COUNTRIES.has(code)
}
