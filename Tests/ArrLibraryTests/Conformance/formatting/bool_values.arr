print(f"{true}|{false:d}|{true:.2f}|{true:x}|{true!r:6}|{true:+}|{true:05}|{true:,}|{true:c}")
