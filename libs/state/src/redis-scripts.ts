import { EXITED, PART_END } from './redis-fields.js';

/**
 * Writes the folded changes of one boot of a node. KEYS: the set of living processes, the marker of
 * its last renewal, then one per process. ARGV: seconds for living and exited ones, seconds between
 * renewals, then one encoded record per process: the number of HSET arguments that replace, then all
 * of them, those that only fill gaps at the end. Returns 1 when the living processes are due for a renewal.
 *
 * A script, because a command costs the client more than Redis, and a process takes up to six.
 */
export const APPLY = `
local living, retention, renewal = ARGV[1], ARGV[2], ARGV[3]
for i = 3, #KEYS do
  local name = KEYS[i]
  local parts, last = {}, 0
  for part in string.gmatch(ARGV[i + 1], '([^${PART_END}]*)${PART_END}') do
    last = last + 1
    parts[last] = part
  end
  local replaceable = parts[1] + 1
  local known = redis.call('EXISTS', name) == 1
  if not known then
    redis.call('HSET', name, unpack(parts, 2, last))
  else
    if replaceable > 1 then redis.call('HSET', name, unpack(parts, 2, replaceable)) end
    for field = replaceable + 1, last, 2 do
      redis.call('HSETNX', name, parts[field], parts[field + 1])
    end
  end
  if last > 1 and parts[last - 1] == '${EXITED}' then
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
