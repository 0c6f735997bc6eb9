import * as v from 'valibot'

/** A URI of any scheme, such as `app://callback`. */
export const Uri = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9+.-]*:./i, 'must be a URI with its scheme'),
)
