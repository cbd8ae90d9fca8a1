/** The password of everyone in the tests. */
export const PASSWORD = 'seven-blue-kettles'
