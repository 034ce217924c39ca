local function work()
  local n = 200000
  local prime = {}
  for i = 0, n do prime[i] = true end
  prime[0] = false
  prime[1] = false
  local i = 2
  while i * i <= n do
    if prime[i] then
      for k = i * i, n, i do prime[k] = false end
    end
    i = i + 1
  end
  local found = 0
  for p = 0, n do
    if prime[p] then found = found + 1 end
  end
  return found
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
