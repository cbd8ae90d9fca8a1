export const BRAND_TAKEN = {
  path: 'brandName',
  message: 'Another partner has this name, or one that looks the same. Try another one.',
}
