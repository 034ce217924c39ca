# %% @ with shapes that do not match
resid = zeros([9, 768])
w = zeros([50257, 768])
h = resid @ w
# %% @ with a side that is transposed without need
resid = zeros([9, 64])
w = zeros([64, 681])
h = resid @ w.T
# %% @ of vectors
a = zeros([3])
b = zeros([4])
a @ b
# %% + with shapes that do not match
a = zeros([3, 4])
b = zeros([3])
a + b
# %% a comparison with shapes that do not match
zeros([3]) == zeros([4])
# %% a tensor and text
zeros([3]) + "a"
# %% a tensor and none
zeros([3]) * none
# %% a tensor as a condition
x = zeros([3])
if x > 0 { print(1) }
# %% a tensor as a condition of while
x = zeros([3])
while x { print(1) }
# %% and between tensors
x = zeros([3])
y = x > 0 and x < 1
# %% not of a condition
x = zeros([3])
if not (x > 0) { print(1) }
# %% a tensor in assert
x = zeros([3])
assert x == 0
# %% a chained comparison of tensors
x = zeros([3])
0 < x < 1
# %% a ternary
x = zeros([3])
y = 1 if x else 2
# %% a filter
rows = [zeros([2]), ones([2])]
[r for r in rows if r]
# %% reshape
x = zeros([3, 4])
x.reshape([5, 2])
# %% reshape with two unknowns
x = zeros([3, 4])
x.reshape([-1, -1])
# %% a ragged list
tensor([[1, 2], [3]])
# %% a list with text
tensor([1, "a"])
# %% stack
stack([zeros([2]), zeros([3])])
# %% topk
zeros([3]).topk(5)
# %% a dtype that is not there
zeros([3]).astype("flot32")
# %% float of a tensor
float(zeros([3]))
# %% int tensors divided by zero
tensor([1, 2]) // 0
# %% transposing
zeros([2, 3]).transpose(0, 1, 2)
# %% a shape with text
zeros("3")
# %% a negative size
zeros([-1])
# %% a huge size
zeros([1000000000, 1000000000])
