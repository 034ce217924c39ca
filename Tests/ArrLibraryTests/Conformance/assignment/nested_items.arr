d = {"a": {"b": [1, {"c": 2}]}}
d["a"]["b"][1]["c"] = 3
d["a"]["b"][0] = {"new": none}
d["a"]["x"] = 1
d["a"]["b"][0]["new"] = "deep"
print(d)
