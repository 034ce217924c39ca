local function work()
  local longest = 0
  for start = 1, 4999 do
    local n = start
    local steps = 0
    while n ~= 1 do
      if n % 2 == 0 then n = n // 2 else n = 3 * n + 1 end
      steps = steps + 1
    end
    if steps > longest then longest = steps end
  end
  return longest
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
