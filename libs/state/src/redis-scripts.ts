import { EXITED } from './redis-fields.js';

/**
 * Writes the folded changes of one boot of a node. KEYS: the set of living processes, the marker of
 * its last renewal, then one per process. ARGV: seconds for living and exited ones, seconds between
 * renewals, then for each process the number of replaceable and of all HSET arguments, and these, the
 * lasting ones at the end. Returns 1 when the living processes are due for a renewal.
 *
 * A script, because a command costs the client more than Redis, and a process takes up to six.
 */
export const APPLY = `
local living, retention, renewal = ARGV[1], ARGV[2], ARGV[3]
local at = 4
for i = 3, #KEYS do
  local name = KEYS[i]
  local first, replaceable, last = at + 2, at + 1 + ARGV[at], at + 1 + ARGV[at + 1]
  at = last + 1
  local known = redis.call('EXISTS', name) == 1
  if not known then
    redis.call('HSET', name, unpack(ARGV, first, last))
  else
    if first < replaceable then redis.call('HSET', name, unpack(ARGV, first, replaceable)) end
    for field = replaceable + 1, last, 2 do
      redis.call('HSETNX', name, ARGV[field], ARGV[field + 1])
    end
  end
  if last > first and ARGV[last - 1] == '${EXITED}' then
    redis.call('EXPIRE', name, retention)
    if known then redis.call('SREM', KEYS[1], name) end
  elseif not known then
    redis.call('EXPIRE', name, living)
    redis.call('SADD', KEYS[1], name)
  end
end
redis.call('EXPIRE', KEYS[1], living)
if redis.call('SET', KEYS[2], '1', 'EX', renewal, 'NX') then return 1 end
return 0
`;
