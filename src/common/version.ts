/** The version of ZTM; a unit test holds it against package.json. */
export const version = '0.1.0'
