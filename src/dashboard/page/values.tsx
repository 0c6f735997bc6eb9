import { Copy } from './copy.tsx'

/** Values by name, each to copy. Those that are undefined are left out. */
export function Values({
  values,
}: {
  readonly values: Readonly<Record<string, string | undefined>>
}) {
  return (
    <dl class="values">
      {Object.entries(values).map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code> <Copy text={value} what={name} />
              </dd>
            </div>
          ),
      )}
    </dl>
  )
}
