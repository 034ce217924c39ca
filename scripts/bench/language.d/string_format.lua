local function work()
  local total = 0
  for i = 0, 99999 do
    local s = string.format("item %d: %.3f", i, i / 8)
    total = total + #s
  end
  return total
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
