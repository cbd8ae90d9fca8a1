/** What forms say about usernames. */
export const USERNAME = {
  field: {
    hint: '3 to 30 characters: a–z, 0–9, _ and .',
    pattern: {
      source: '\\s*[A-Za-z0-9_.]{3,30}\\s*',
      fault: 'A username has 3 to 30 characters: letters from a to z, digits, _ and .',
    },
  },
  taken: { path: 'username', message: 'This username is taken. Try another one.' },
}
