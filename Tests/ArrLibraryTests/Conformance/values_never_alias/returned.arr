# Arr only: values never alias
store = {"xs": [1]}
def get() { return store["xs"] }
got = get()
got.append(2)
print(got, store)
