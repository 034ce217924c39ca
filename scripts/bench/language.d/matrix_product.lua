local n = 80
local a, b = {}, {}
for i = 0, n - 1 do
  a[i], b[i] = {}, {}
  for j = 0, n - 1 do
    a[i][j] = (i * j % 7) + 0.0
    b[i][j] = ((i + j) % 5) + 0.0
  end
end

local function work()
  local c = {}
  for i = 0, n - 1 do
    local row = {}
    for j = 0, n - 1 do
      local total = 0.0
      for k = 0, n - 1 do total = total + a[i][k] * b[k][j] end
      row[#row + 1] = total
    end
    c[#c + 1] = row
  end
  local sum = 0.0
  for _, row in ipairs(c) do
    for _, x in ipairs(row) do sum = sum + x end
  end
  return math.floor(sum)
end

local began = os.clock()
local result = work()
print(os.clock() - began, result)
