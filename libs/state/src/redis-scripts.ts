import { EXITED, PARENT } from './redis-fields.js';

/**
 * Writes the folded changes of one boot of a node. KEYS: the set of living processes, the marker of its last
 * renewal, then one per process. ARGV: seconds for living and exited ones, seconds between renewals,
 * then for each process the number of HSET arguments, these, parent and exit (empty when unknown).
 * Returns 1 when the living processes are due for a renewal.
 *
 * A script, because a command costs the client more than Redis: a process would take up to five.
 */
export const APPLY = `
local living, retention, renewal = ARGV[1], ARGV[2], ARGV[3]
local at = 4
for i = 3, #KEYS do
  local name = KEYS[i]
  local count = tonumber(ARGV[at])
  if count > 0 then redis.call('HSET', name, unpack(ARGV, at + 1, at + count)) end
  local parent, exited = ARGV[at + count + 1], ARGV[at + count + 2]
  at = at + count + 3
  if parent ~= '' then redis.call('HSETNX', name, '${PARENT}', parent) end
  if exited ~= '' then
    redis.call('HSETNX', name, '${EXITED}', exited)
    redis.call('EXPIRE', name, retention)
    redis.call('SREM', KEYS[1], name)
  elseif redis.call('EXPIRE', name, living, 'NX') == 1 then
    redis.call('SADD', KEYS[1], name)
  end
end
redis.call('EXPIRE', KEYS[1], living)
if redis.call('SET', KEYS[2], '1', 'EX', renewal, 'NX') then return 1 end
return 0
`;
