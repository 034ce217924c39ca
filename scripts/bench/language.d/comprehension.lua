local function work()
  local total = 0
  for turn = 0, 9 do
    local squares = {}
    for x = 0, 19999 do
      if x % 3 == 0 then squares[#squares + 1] = x * x end
    end
    local pairs_, count = {}, 0
    for _, x in ipairs(squares) do
      if x % 2 == 1 then
        pairs_[x] = x + 1
        count = count + 1
      end
    end
    total = total + #squares + count
  end
  return total
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
