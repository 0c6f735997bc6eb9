import * as v from 'valibot'

/**
 * Refuses a list in which two items have the same key, at the later one; items without a key are ignored. `list` is the
 * name of the list in the document, and `member` that of the member whose values must be distinct, unless they are the
 * items themselves.
 */
export function distinct<Item>(
  list: string,
  key: (item: Item) => string | undefined,
  member?: string,
) {
  return v.rawCheck<Item[]>(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const { value: items } = dataset
    const first = new Map<string, number>()
    for (const [index, item] of items.entries()) {
      const own = key(item)
      const earlier = own === undefined ? undefined : first.get(own)
      // Without the value, which may be an e-mail address.
      if (earlier !== undefined)
        addIssue({
          message: `is the same as ${[list, earlier, member].filter((part) => part !== undefined).join('.')}`,
          path: pathTo(items, index, item, member),
        })
      else if (own !== undefined) first.set(own, index)
    }
  })
}

function pathTo<Item>(
  input: Item[],
  key: number,
  value: Item,
  member: string | undefined,
): [v.IssuePathItem, ...v.IssuePathItem[]] {
  const item = { type: 'array', origin: 'value', input, key, value } as const
  if (member === undefined) return [item]
  return [item, { type: 'unknown', origin: 'value', input: value, key: member, value: undefined }]
}
