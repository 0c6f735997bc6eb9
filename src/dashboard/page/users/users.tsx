import { useState } from 'preact/hooks'
import type { User } from '../../../api.ts'
import { type TenantInfo, toControl } from '../emulator.ts'
import { useFocusOn } from '../focus-on.ts'
import { toQuery } from '../follow.ts'
import { useLoaded } from '../loaded.ts'
import { OverHttp } from '../over-http.tsx'
import { Unloaded } from '../problem.tsx'
import { useShownAgain } from '../shown-again.ts'
import { AddUser } from './add-user.tsx'
import { rowId, UserRow } from './user.tsx'
import { keyOf, matches, most, nameOf, type UserList, usersOf, usersPath } from './user-api.ts'

const addId = 'add-user'

/** The view Users: the list, and what one can do with each. */
export function Users({ tenant }: { readonly tenant: TenantInfo }) {
  const [search, setSearch] = useState('')
  const wanted = search.trim()
  // The first ones are enough, unless one of the others is sought.
  const load = () => usersOf(tenant, wanted !== '')
  const { value: list, error, reload } = useLoaded(load, [tenant, wanted !== ''])
  const [adding, setAdding] = useState(false)
  const [news, setNews] = useState('')
  const focus = useFocusOn(list)
  useShownAgain(reload)
  const { users = [], now = 0 } = list ?? {}
  const found = users.filter((user) => wanted === '' || matches(user, now, wanted))
  const shown = found.slice(0, most)

  const added = (user: User) => {
    setNews(`${nameOf(user)} is added.`)
    // A row that is not shown could not get the focus.
    setSearch(list !== undefined && list.total >= most ? nameOf(user) : '')
    focus(rowId(user))
    reload()
  }
  const deleted = (user: User) => {
    const index = shown.findIndex((one) => keyOf(one) === keyOf(user))
    const neighbour = shown[index + 1] ?? shown[index - 1]
    setNews(`${nameOf(user)} is deleted.`)
    focus(neighbour === undefined ? addId : rowId(neighbour))
    reload()
  }
  return (
    <section class="list users" aria-labelledby="users-title">
      <div class="title">
        <h2 id="users-title">Users</h2>
        <button type="button" id={addId} class="primary" onClick={() => setAdding(true)}>
          Add user
        </button>
      </div>
      <p role="status">{news}</p>
      <div class="choice">
        <label>
          Search{' '}
          <input
            type="search"
            value={search}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        </label>
      </div>
      <Unloaded error={error} />
      <p role="status" aria-label="Number of users">
        {list && counted(list, wanted === '' ? list.total : found.length)}
      </p>
      <OverHttp
        what="The list"
        requests={{
          'List the users': toControl('GET', `${usersPath(tenant)}${toQuery({ limit: most })}`),
        }}
      />
      <ul aria-labelledby="users-title">
        {shown.map((user) => (
          <UserRow
            key={keyOf(user)}
            tenant={tenant}
            user={user}
            now={now}
            onChanged={reload}
            onDeleted={() => deleted(user)}
          />
        ))}
      </ul>
      {adding && <AddUser tenant={tenant} onSaved={added} onClose={() => setAdding(false)} />}
    </section>
  )
}

function counted({ total }: UserList, found: number): string {
  if (total === 0) return 'This tenant has no users yet.'
  const number = total === 1 ? '1 user' : `${total} users`
  return [
    found === total ? `${number}.` : `${found} of ${number}.`,
    ...(found > most ? [`The first ${most} are shown: search for the others.`] : []),
  ].join(' ')
}
