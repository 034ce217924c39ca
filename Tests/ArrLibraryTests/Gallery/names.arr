# %% a typo
result = 3
print(reslut)
# %% a typo of a library function
x = zeroes([3])
# %% another case
Print(1)
# %% without the underscore
readtext("a")
# %% a name that is nowhere near
x = florble
# %% three at most
value_1 = 1
value_2 = 2
value_3 = 3
value_4 = 4
value_5
# %% a name used before its value
def f() {
    print(total)
    total = 1
}
f()
# %% a function changes an outer name
total = 0
def add(x) { total += x }
add(1)
# %% null
x = null
# %% nil
x = nil
# %% undefined
x = undefined
# %% TRUE
x = TRUE
# %% println
println("a")
# %% console.log
console.log("a")
# %% printf
printf("%d", 1)
# %% np
x = np.mean([1, 2])
# %% torch
x = torch.softmax([1, 2], 0)
# %% torch.no_grad
with torch.no_grad() { print(1) }
# %% F
x = F.softmax([1.0])
# %% math
x = math.sqrt(2)
# %% self
self.x = 1
# %% this
this.x = 1
# %% length
x = length([1])
# %% push
push([1], 2)
# %% typeof
x = typeof(1)
# %% NaN
x = NaN
# %% HookedTransformer
model = HookedTransformer.from_pretrained("gpt2")
# %% AutoModelForCausalLM
model = AutoModelForCausalLM.from_pretrained("gpt2")
# %% AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained("gpt2")
# %% plt
plt.plot([1, 2])
# %% pd
d = pd.read_csv("a.csv")
# %% os
os.listdir(".")
# %% json
json.loads("{}")
# %% time
t = time.time()
# %% Exception
raise Exception("no")
# %% input
x = input("?")
# %% set
s = set([1, 2])
# %% xrange
for i in xrange(3) { print(i) }
# %% exit is a function
quit
# %% Math
x = Math.max(1, 2)
# %% tensor by torch's name
x = Tensor([1, 2])
# %% cat of PyTorch
cat([zeros([2]), ones([2])])
# %% JSON of Python
json.dumps({"a": 1})
# %% JSON of JavaScript
parse_json("[1]")
# %% a key without quotes
x = {name: "Mary"}
# %% a key without quotes behind others
x = {"age": 3, name: "Mary"}
# %% a key that is another language's name
x = {length: 3}
# %% Counter
Counter("banana")
# %% Counter of its module
collections.Counter("banana")
# %% defaultdict
d = defaultdict(list)
# %% the first item
next(iter([1, 2]))
# %% iter
it = iter([1])
# %% patching by its name
patch(model, "resid_post")
# %% zero ablation
zero(model, "blocks.0.hook_attn_out")
# %% a drawing
heatmap(zeros([2, 2]))
# %% a drawing of matplotlib
imshow(zeros([2, 2]))
