fill = "}"
print(f"{5:{fill}>4}")
