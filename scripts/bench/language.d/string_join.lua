local function work()
  local parts = {}
  for i = 0, 99999 do parts[#parts + 1] = tostring(i) end
  return #table.concat(parts, ",")
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
